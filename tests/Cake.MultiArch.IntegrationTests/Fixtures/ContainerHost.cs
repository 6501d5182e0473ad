namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// A containers.conf with which podman runs containers wherever the tests run: it raises no limit and wants no systemd. Crun refuses a
/// host that
/// has cgroups of both versions side by side; there runc is taken, from Debian's package where it is not installed.
/// </summary>
public static class ContainerHost
{
    private static bool IsHybrid => Directory.Exists("/sys/fs/cgroup/unified");

    /// <summary>Writes it, for CONTAINERS_CONF.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="containers">Further lines of the table <c>containers</c>, which come first.</param>
    /// <returns>The file.</returns>
    public static async Task<string> WriteAsync(
        TestFolder folder,
        string containers = "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]"
    )
    {
        var engine = IsHybrid ? $"""
            runtime = "runc"

            [engine.runtimes]
            runc = ["/usr/bin/runc", "/usr/sbin/runc", "{await RuncAsync()}"]
            """ : "";
        return folder.Write("run-containers.conf", $"""
            [containers]
            netns = "none"
            {containers}

            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "none"
            {engine}

            """);
    }

    /// <summary>Beside the base images, taken out of its package once.</summary>
    private static async Task<string> RuncAsync()
    {
        var folder = Path.Combine(BaseImages.RepositoryRoot, "artifacts", "test-runc");
        var program = Path.Combine(folder, "usr", "sbin", "runc");
        if (!File.Exists("/usr/bin/runc") && !File.Exists("/usr/sbin/runc") && !File.Exists(program))
        {
            var fresh = Directory.CreateTempSubdirectory("runc-").FullName;
            _ = (
                await TestProgram.RunAsync(
                    "sh",
                    "-ec",
                    "cd \"$0\"; apt-get -qq -o APT::Sandbox::User= download runc; dpkg-deb -x runc_*.deb \"$1\"",
                    fresh,
                    folder
                )
            ).Text;
            Directory.Delete(fresh, recursive: true);
        }

        return program;
    }
}
