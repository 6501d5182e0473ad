using System.Runtime.InteropServices;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Git;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>
/// The consumer's job in a pod: namespaces for mounts and processes that end with the build, the volumes of the Jenkinsfile's pod,
/// and in its container the user 1000, who has no capability and may get two through a program's file. What the image brings (a name for
/// the
/// user, subordinate identifiers, newuidmap, a warm package cache) is as recipes/agent/Containerfile makes it. Needs root.
/// </summary>
internal sealed class PodJob : SiteJob
{
    public const string Jenkinsfile = "recipes/jenkins/pod.Jenkinsfile";

    private const string Begin =
        """
        mount -t tmpfs tmpfs /dev/shm; chmod 1777 /dev/shm
        mkdir -p /run/user; mount -t tmpfs -o ro tmpfs /run/user
        mkdir -p "$HOME_OF_JOB/tmp/etc"; cd "$HOME_OF_JOB/tmp/etc"
        grep -v '^[^:]*:[^:]*:1000:' /etc/passwd > passwd; echo 'jenkins:x:1000:1000::/home/jenkins:/bin/sh' >> passwd
        echo 'jenkins:100000:65536' > subuid; cp subuid subgid
        for file in *; do mount --bind $file /etc/$file; done
        mount -t tmpfs tmpfs /mnt
        mkdir -p /mnt/multiarch/storage /mnt/multiarch/tmp /mnt/dotnet /mnt/nuget /mnt/bin
        chown 1000:1000 /mnt/multiarch/*
        mount --bind "$DOTNET" /mnt/dotnet; mount --bind -o ro "$PACKAGES" /mnt/nuget
        for way in uid gid; do
          cp "$(command -v new${way}map)" /mnt/bin; chmod 755 /mnt/bin/new${way}map; setcap cap_set$way=ep /mnt/bin/new${way}map
        done
        mkdir -p "$HOME_OF_JOB/workspace@tmp"; chown -R 1000:1000 "$HOME_OF_JOB"/workspace*
        exec "$@"
        """;

    private readonly GitHttpServer _git;
    private readonly string _packages;

    private PodJob(PodmanStore store, LoopbackRegistry bases, LoopbackRegistry registry, string packages)
        : base(store, bases, registry)
    {
        _packages = packages;
        _git = new GitHttpServer(Folder.Path);
        Description["url"] = $"{_git.Url}origin/.git";
        Description["enter"] = new JArray(
            "setpriv",
            "--reuid=1000",
            "--regid=1000",
            "--clear-groups",
            "--inh-caps=-all",
            "--bounding-set=-all,+setuid,+setgid"
        );
        Description["image"] = new JObject
        {
            ["PATH"] = "/mnt/bin:/mnt/dotnet:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            ["DOTNET_ROOT"] = "/mnt/dotnet",
            ["NUGET_PACKAGES"] = "/mnt/nuget",
            ["CONTAINERS_REGISTRIES_CONF"] = RegistriesConf,
        };
    }

    /// <inheritdoc cref="SiteJob.CreateAsync"/>
    public static async Task<PodJob> CreateAsync(BaseImages baseImages)
    {
        var packages = (await TestProgram.RunAsync("dotnet", "nuget", "locals", "global-packages", "--list")).Text.Split(": ")[^1];
        var job = new PodJob(await PodmanStore.CreateAsync(), await baseImages.StartRegistryAsync(), await StartRegistryAsync(), packages);

        // Without any feed: the packages of the image are enough for Cake.
        job.Write("NuGet.config", "<configuration><packageSources><clear /></packageSources></configuration>\n");
        await job.FillAsync(Jenkinsfile);
        return job;
    }

    public override JenkinsBuild Start() => Start(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-euc", Begin, "sh"],
        new Dictionary<string, string?>
        {
            ["HOME_OF_JOB"] = Folder.Path,
            ["DOTNET"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
            ["PACKAGES"] = _packages,
        });

    public override async ValueTask DisposeAsync()
    {
        _git.Dispose();
        await base.DisposeAsync();
    }
}
