using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Where build steps run: in the namespaces of this process, or, for a user without root, in the user and mount namespace that podman
/// keeps for all commands of that user. Handlers can differ between the two (Linux 6.7 or newer).
/// </summary>
/// <remarks>https://docs.podman.io/en/latest/markdown/podman-unshare.1.html, https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
internal sealed class StepNamespace
{
    /// <summary>The words in which podman repeats the kernel's answer to a program that it could not start.</summary>
    private const string NotStarted = "Error: fork/exec ";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string? _podman;

    private StepNamespace(string? podman) => _podman = podman;

    public static StepNamespace Own { get; } = new(null);

    public bool IsOwn => _podman is null;

    /// <summary>
    /// Podman's namespace where this is a user that has one, else our own. One that is not there yet begins with the host's handlers, so
    /// it is not made for a look at them.
    /// </summary>
    /// <param name="host">The world.</param>
    /// <param name="programs">To find podman.</param>
    /// <param name="isPrivileged">Whether this is root, for whom there is none.</param>
    /// <param name="isMade">Whether it is made where it is not there yet.</param>
    /// <param name="token">Ends it.</param>
    public static async Task<StepNamespace> FindAsync(
        Host host,
        ProgramSearch programs,
        bool isPrivileged,
        bool isMade,
        CancellationToken token
    )
    {
        if (isPrivileged || programs.Find("podman") is not { } podman || !(isMade || PauseProcess.Exists()))
        {
            return Own;
        }

        var ofPodman = new StepNamespace(podman);
        try
        {
            var answer = await new ProcessRunner(host).RunAsync(ofPodman.Request("true", []) with { Timeout = Limit }, token);
            return answer.ExitCode == 0 ? ofPodman : Own;
        }
        catch (MultiArchException)
        {
            // It cannot be started, or hangs: then it builds nothing either.
            return Own;
        }
    }

    /// <summary>Asks for a program to be run there.</summary>
    public ProcessRequest Request(string program, IReadOnlyList<string> arguments) =>
        _podman is null ? new ProcessRequest(program, arguments) : new ProcessRequest(_podman, ["unshare", program, .. arguments]);

    /// <summary>What the kernel answered when the program could not be started; null when it was.</summary>
    public int? RefusalOf(ProcessOutcome outcome) =>
        !IsOwn && outcome.Errors is [.., var last] && last.StartsWith(NotStarted, StringComparison.Ordinal) ? Errno.OfMessage(last) : null;
}
