using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Soak;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>The Jenkinsfile for a pod of Kubernetes, in a consumer's repository.</summary>
public class PodTests(BaseImages baseImages)
{
    [Theory]
    [InlineData("verify")]
    [InlineData("rootless")]
    public async Task It_publishes_without_privileges_and_asks_for_none(string binfmt)
    {
        await using var job = await PodJob.CreateAsync(baseImages);
        job.Replace("value: verify", $"value: {binfmt}");
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("SUCCESS");

        (await job.Published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await job.Published.FileAsync("arm64", "/srv/machine")).ShouldBe("aarch64\n");
        build.Description.ShouldBe($"{job.Image}@{await job.Published.DigestAsync()}");
        build.Archived.ShouldBe(["artifacts/multiarch-report.json"]);
        build.TestResults.ShouldBe(["artifacts/tests/site.xml 1 0"]);
        ShouldAskForNoPrivileges((JObject)build.Pod["spec"]!);
    }

    [Fact]
    public async Task An_abort_during_the_build_waits_for_the_clean_up_and_leaves_no_tag()
    {
        await using var job = await PodJob.CreateAsync(baseImages);
        var seconds = $"{Random.Shared.Next(5000, 9000)}.{Environment.ProcessId}";
        job.Write("site/Containerfile", $"ARG BASE\nFROM ${{BASE}}\nRUN sleep {seconds}\n");
        await job.CommitAsync();
        using var build = job.Start();
        var step = new RunProcesses(session: -1, seconds);
        await Waiting.UntilAsync(
            () => build.HasEnded || step.Left().Any(line => line.EndsWith($" sleep {seconds}", StringComparison.Ordinal)),
            "The step did not begin.",
            seconds: 120
        );

        await build.AbortAsync();
        await build.EndAsync();

        build.ShouldBe("ABORTED");
        build.Log.ShouldNotContain("process did not stop");
        build.Description!.ShouldStartWith("MA1105: ");
        build.Archived.ShouldBe(["artifacts/multiarch-report.json"]);
        (await job.Published.DigestAsync()).ShouldBeNull();
    }

    private static void ShouldAskForNoPrivileges(JObject spec)
    {
        spec.Properties()
            .Select(property => property.Name)
            .ShouldBeSubsetOf(["automountServiceAccountToken", "securityContext", "containers", "volumes"]);
        spec["automountServiceAccountToken"]!.Value<bool>().ShouldBeFalse();
        spec["securityContext"]!["runAsNonRoot"]!.Value<bool>().ShouldBeTrue();
        spec["securityContext"]!["runAsUser"]!.Value<int>().ShouldBe(1000);
        spec["volumes"]!
            .SelectMany(volume => ((JObject)volume).Properties())
            .Select(property => property.Name)
            .ShouldBe(["name", "persistentVolumeClaim", "name", "emptyDir"]);
        var container = spec["containers"]!.Single();
        var context = (JObject)container["securityContext"]!;
        context
            .Properties()
            .Select(property => property.Name)
            .ShouldBeSubsetOf(["privileged", "capabilities", "seccompProfile", "appArmorProfile"]);
        context["privileged"]!.Value<bool>().ShouldBeFalse();
        context["capabilities"]!.ToString(Newtonsoft.Json.Formatting.None).ShouldBe("""{"drop":["ALL"],"add":["SETUID","SETGID"]}""");

        var environment = container["env"]!.ToDictionary(
            variable => variable["name"]!.Value<string>()!,
            variable => variable["value"]!.Value<string>()!
        );
        environment["BUILDAH_ISOLATION"].ShouldBe("chroot");
        environment["STORAGE_DRIVER"].ShouldBe("vfs");
        var mounts = container["volumeMounts"]!.ToDictionary(
            mount => mount["mountPath"]!.Value<string>()!,
            mount => mount["name"]!.Value<string>()
        );
        environment.Values.Where(value => value.StartsWith('/')).ShouldBeSubsetOf(mounts.Keys);
        mounts[environment["XDG_DATA_HOME"]].ShouldBe("storage", "the layers are not kept");
        environment["XDG_STATE_HOME"].ShouldBe(environment["XDG_DATA_HOME"], "nobody would know whose the layers are");
        mounts[environment["TMPDIR"]].ShouldBe("tmp");
    }
}
