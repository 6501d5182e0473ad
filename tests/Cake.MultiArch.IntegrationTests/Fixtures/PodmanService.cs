using System.Diagnostics;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>The podman service of a storage, as another node has one.</summary>
public sealed class PodmanService : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly Process _process;

    private PodmanService(TestFolder folder, Process process) => (_folder, _process) = (folder, process);

    /// <summary>The address for <c>CONTAINER_HOST</c> and <c>--url</c>.</summary>
    public string Url => UrlIn(_folder);

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="store">Its images.</param>
    /// <param name="hidden">A folder that it does not see, as it would not on another machine; this needs root.</param>
    /// <param name="containersConf">Its containers.conf; null for the storage's.</param>
    public static async Task<PodmanService> StartAsync(PodmanStore store, string? hidden = null, string? containersConf = null)
    {
        var folder = new TestFolder("service");
        IEnumerable<string> command = ["podman", .. store.GlobalArguments, "system", "service", "--time", "0", UrlIn(folder)];
        var start = hidden is null
            ? new ProcessStartInfo("env", command)
            : new ProcessStartInfo("unshare", ["--mount", "sh", "-ec", "mount -t tmpfs none \"$0\"; exec \"$@\"", hidden, .. command]);
        foreach (var (name, value) in store.Environment)
        {
            start.Environment[name] = name == "CONTAINERS_CONF" ? containersConf ?? value : value;
        }

        var service = new PodmanService(folder, Process.Start(start)!);
        var patience = Stopwatch.StartNew();
        while ((await TestProgram.RunAsync("podman", "--remote", "--url", service.Url, "version")).ExitCode != 0)
        {
            service._process.HasExited.ShouldBeFalse();
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(50);
        }

        return service;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _folder.DisposeAsync();
    }

    private static string UrlIn(TestFolder folder) => $"unix://{folder.Combine("podman.sock")}";
}
