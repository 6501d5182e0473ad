using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks whether the <c>docker</c> on this host is podman, as the package podman-docker installs it.</summary>
internal sealed class DockerCheck : ICheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public string Name => "docker";

    public CheckNeeds Needs => CheckNeeds.Podman;

    /// <summary>The run itself does not call it.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (new ProgramSearch(context.Host, new BinfmtPaths()).Find("docker") is not { } program)
        {
            return [];
        }

        var version = await VersionAsync(context.Host, program, token);
        return
        [
            version.StartsWith("podman ", StringComparison.Ordinal)
                ? Finding.Ok($"{program} is podman")
                : Finding.Warning(HostCheckProblems.DockerIsAnother(program, version)),
        ];
    }

    /// <summary>The version does not need the daemon. A docker that does not start is not podman.</summary>
    private static async Task<string> VersionAsync(Host host, string program, CancellationToken token)
    {
        try
        {
            var answer = await new ProcessRunner(host).RunAsync(
                new ProcessRequest(program, ["--version"]) { CaptureOutput = true, Timeout = Limit },
                token
            );
            return answer.Output.Trim();
        }
        catch (MultiArchException e)
        {
            return e.Problem.Why;
        }
    }
}
