using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Where build steps run: in the namespaces of this process or, for a user without root, in the user and mount namespace that podman
/// keeps for all commands of that user. Handlers can differ between the two (Linux 6.7 or newer).
/// </summary>
/// <remarks>https://docs.podman.io/en/latest/markdown/podman-unshare.1.html, https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
internal sealed class StepNamespace
{
    /// <summary>How podman's message begins if the kernel could not start a program.</summary>
    private const string NotStarted = "Error: fork/exec ";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string? _podman;

    private StepNamespace(string? podman) => _podman = podman;

    public static StepNamespace Own { get; } = new(null);

    public bool IsOwn => _podman is null;

    /// <summary>
    /// Podman's namespace if this user has one, otherwise the namespace of this process. A new namespace begins with the host's handlers,
    /// so none is created only to look at them.
    /// </summary>
    /// <param name="host">What a stage may use: log, tools, environment, clock.</param>
    /// <param name="programs">Finds podman.</param>
    /// <param name="isPrivileged">Whether this process runs as root; root has no such namespace.</param>
    /// <param name="isMade">Whether to create the namespace if it does not exist yet.</param>
    /// <param name="token">Cancels the work.</param>
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
            // Podman cannot be started, or hangs. Then it cannot build either.
            return Own;
        }
    }

    /// <summary>Returns the request that runs a program there.</summary>
    public ProcessRequest Request(string program, IReadOnlyList<string> arguments) =>
        _podman is null ? new ProcessRequest(program, arguments) : new ProcessRequest(_podman, ["unshare", program, .. arguments]);

    /// <summary>The kernel's errno if the program could not be started; null if it started.</summary>
    public int? RefusalOf(ProcessOutcome outcome) =>
        !IsOwn && outcome.Errors is [.., var last] && last.StartsWith(NotStarted, StringComparison.Ordinal) ? Errno.OfMessage(last) : null;
}
