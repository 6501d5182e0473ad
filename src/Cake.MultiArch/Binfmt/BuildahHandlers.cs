using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// What podman's builder does to a user's handlers. Inside a container it gives its namespace its own handlers, from the files of
/// systemd if there are any. From then on all other handlers of the host are hidden.
/// </summary>
/// <remarks>https://github.com/containers/buildah/issues/6611. It came with buildah 1.38, which is in podman 5.3.</remarks>
/// <param name="host">What a stage may use: log, tools, environment, clock.</param>
/// <param name="configuration">The files of systemd.</param>
/// <param name="isForUser">Whether podman builds as a user. For root, podman does not change the handlers.</param>
/// <param name="folder">The folder in podman's namespace; null if there is no such namespace yet.</param>
internal sealed class BuildahHandlers(Host host, BinfmtConfiguration configuration, bool isForUser, PodmanBinfmtFolder? folder)
{
    /// <summary>The variable that container engines set inside a container.</summary>
    public const string Variable = "container";

    private static readonly Version First = new(5, 3);

    /// <summary>The handlers that will be in force after a build has begun; null if a build does not change them.</summary>
    public async Task<BinfmtState?> ReplacementAsync(CancellationToken token)
    {
        if (!isForUser || string.IsNullOrEmpty(host.Environment.GetEnvironmentVariable(Variable)))
        {
            return null;
        }

        var entries = configuration.Entries();
        var hasOwn = folder is not null && (await folder.ReadAsync(token)).IsOfNamespace;
        return entries.Count > 0 && !hasOwn && await IsNewEnoughAsync(token)
            ? new BinfmtState(IsMounted: true, IsEnabled: true, [.. entries.Reverse().Where(entry => File.Exists(entry.Interpreter))])
            : null;
    }

    private async Task<bool> IsNewEnoughAsync(CancellationToken token) =>
        (await new PodmanClient(host).VersionAsync(new PodmanVersionSettings(), token)).Version >= First;
}
