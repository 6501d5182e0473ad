using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class ManifestTests : PodmanTest
{
    public ManifestTests() => Fake.Version("4.3.1");

    [Fact]
    public void A_list_is_made_empty_and_images_are_added_one_by_one_from_where_they_are()
    {
        Fake.On("image exists localhost/web-arm").Exit(0);
        Fake.On("image exists").Exit(1);
        Fake.On("manifest create").Out("be80");
        Fake.On("manifest add").Out("be80");

        var created = Context.ManifestCreate(
            List,
            new ManifestCreateSettings
            {
                Images = { "localhost/web-arm", "registry.example.com/web:amd64", "containers-storage:localhost/web-s390x" },
                All = true,
                TlsVerify = false,
                Root = "/r",
            }
        );

        created.ShouldBe(new ManifestCreateResult(List, "be80"));
        Fake.Call("manifest create").Arguments.ShouldBe(["--root=/r", "manifest", "create", "--tls-verify=false", List]);
        Fake.Calls.Where(call => call.Line.Contains(" manifest add ", StringComparison.Ordinal))
            .Select(call => string.Join(' ', call.Arguments))
            .ShouldBe([
                $"--root=/r manifest add --all --tls-verify=false {List} containers-storage:localhost/web-arm",
                $"--root=/r manifest add --all --tls-verify=false {List} docker://registry.example.com/web:amd64",
                $"--root=/r manifest add --all --tls-verify=false {List} containers-storage:localhost/web-s390x",
            ]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void When_an_image_cannot_be_added_a_list_that_was_made_here_is_removed(bool amend)
    {
        Fake.On("manifest create").Out("be80");
        Fake.On("manifest add").Error("Error: reading manifest 9 in r/x: manifest unknown: manifest unknown").Exit(125);
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest rm").Exit(0);

        var failure = Should.Throw<MultiArchException>(() => Context.ManifestCreate(
            List, new ManifestCreateSettings { Images = { "docker://r/x:9" }, Amend = amend }));

        failure.Problem.Id.ShouldBe("MA1433");
        Fake.Calls.Any(call => call.Line.Contains(" manifest rm ", StringComparison.Ordinal)).ShouldBe(!amend);
    }

    [Theory]
    [InlineData("localhost/UPPER")]
    [InlineData("")]
    public void A_list_needs_a_name_that_is_one(string name)
    {
        Should.Throw<MultiArchException>(() => Context.ManifestCreate(name)).Problem.Id.ShouldBe("MA1406");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Adding_answers_the_list_as_it_is_now()
    {
        Fake.On("manifest add").Out("be80");
        Fake.On("manifest inspect").Out(Index("linux/arm64"));

        var index = Context.ManifestAdd(List, "containers-storage:localhost/web-arm", new ManifestAddSettings { Platform = "linux/arm64" });

        index.Manifests.ShouldHaveSingleItem().Platform.ShouldBe((Platform)"linux/arm64");
        Fake.Call("manifest add")
            .Arguments.ShouldBe(["manifest", "add", "--arch=arm64", "--os=linux", List, "containers-storage:localhost/web-arm"]);
    }

    [Theory]
    [InlineData(0, "containers-storage:localhost/web-arm")]
    [InlineData(1, "docker://localhost/web-arm")]
    public void A_bare_name_is_the_local_image_when_there_is_one(int exists, string expected)
    {
        Fake.On("image exists").Exit(exists);
        Fake.On("manifest add").Exit(0);
        Fake.On("manifest inspect").Out(Index("linux/arm64"));

        Context.ManifestAdd(List, "localhost/web-arm");

        Fake.Call("manifest add").Arguments[^1].ShouldBe(expected);
    }

    [Fact]
    public void An_artifact_is_a_file_and_no_image()
    {
        Fake.Version("5.4.2");
        Fake.On("manifest add").Exit(0);
        Fake.On("manifest inspect").Out(Index("linux/arm64"));

        Context.ManifestAdd(List, "sbom.json", new ManifestAddSettings { Artifact = true });

        Fake.Call("manifest add").Arguments.ShouldBe(["manifest", "add", "--artifact", List, "sbom.json"]);
    }

    [Theory]
    [InlineData("registry.example.com/web:1", "docker://registry.example.com/web:1")]
    [InlineData("docker://registry.example.com/web:1", "docker://registry.example.com/web:1")]
    [InlineData("oci:./layout:1", "oci:./layout:1")]
    public void A_push_answers_the_digest_at_the_destination(string destination, string expected)
    {
        CanBePushed(Index("linux/amd64", "linux/arm64"));
        Fake.On("manifest push").Error("Copying 2 of 2 images in list").WriteFile("--digestfile", "sha256:a11a");

        var pushed = Context.ManifestPush(List, destination);

        pushed.ShouldBe(new ManifestPushResult(expected, "sha256:a11a"));
        Log.Lines.ShouldBe(["Copying 2 of 2 images in list"]);
        var arguments = Fake.Call("manifest push").Arguments;
        arguments[2].ShouldBe("--all=true");
        arguments[^2..].ShouldBe([List, expected]);
    }

    [Fact]
    public void A_push_without_a_digest_is_not_believed()
    {
        CanBePushed(Index("linux/amd64"));
        Fake.On("manifest push").Exit(0);

        Should.Throw<MultiArchException>(() => Context.ManifestPush(List, "r.example.com/web:1")).Problem.Id.ShouldBe("MA1415");
    }

    [Fact]
    public void The_digest_of_an_earlier_push_is_not_this_ones()
    {
        CanBePushed(Index("linux/amd64"));
        Fake.On("manifest push").Exit(0);
        File.WriteAllText(Fake.Combine("digest"), "sha256:old");

        Should
            .Throw<MultiArchException>(() =>
                Context.ManifestPush(List, "r.example.com/web:1", new ManifestPushSettings { DigestFile = "digest" })
            )
            .Problem.Id.ShouldBe("MA1415");
    }

    [Fact]
    public void An_empty_list_is_not_pushed()
    {
        CanBePushed("""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":null}""");

        var problem = Should.Throw<MultiArchException>(() => Context.ManifestPush(List, "r.example.com/web:1")).Problem;

        problem.Id.ShouldBe("MA1411");
        problem.Why.ShouldBe("It is empty.");
        Fake.Calls.ShouldNotContain(call => call.Line.Contains(" push ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_with_two_entries_for_a_platform_is_not_pushed()
    {
        CanBePushed(Index("linux/amd64", "linux/arm64", "linux/arm64/v8"));

        var problem = Should.Throw<MultiArchException>(() => Context.ManifestPush(List, "r.example.com/web:1")).Problem;

        problem.Id.ShouldBe("MA1411");
        problem.Why.ShouldContain("linux/arm64");
        problem.Repair.ShouldContain("podman manifest rm");
    }

    [Theory]
    [InlineData(125, "MA1408")]
    [InlineData(1, "MA1411")]
    public void What_is_no_list_is_not_pushed(int exitCode, string id)
    {
        Fake.On("manifest exists").Error($"Error: {List}: image is not a manifest list").Exit(exitCode);

        Should.Throw<MultiArchException>(() => Context.ManifestPush(List, "r.example.com/web:1")).Problem.Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_push_that_is_cancelled_is_cancelled_though_podman_ends_with_0()
    {
        CanBePushed(Index("linux/amd64"));
        Fake.On("manifest push")
            .Do("exit-on-sigint", 0)
            .WriteFile("--digestfile", "sha256:a11a")
            .Add("pid", Fake.Combine("pid"))
            .Add("hold");
        using var cancellation = new CancellationTokenSource();

        var pushing = Context.ManifestPushAsync(List, "r.example.com/web:1", new ManifestPushSettings(), cancellation.Token);
        while (!File.Exists(Fake.Combine("pid")))
        {
            await Task.Delay(10, Token);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(pushing);
    }

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(1, "", false)]
    [InlineData(125, "Error: localhost/web:run42: image is not a manifest list", false)]
    public void A_list_exists_when_the_name_is_one(int exitCode, string error, bool exists)
    {
        Fake.On("manifest exists").Error(error).Exit(exitCode);

        Context.ManifestExists(List).ShouldBe(exists);
    }

    [Fact]
    public void Whether_a_list_exists_is_not_known_when_podman_fails()
    {
        Fake.On("manifest exists")
            .Error(
                "Error: database storage graph driver \"vfs\" does not match our storage graph driver \"overlay\": database configuration mismatch"
            )
            .Exit(125);

        Should.Throw<MultiArchException>(() => Context.ManifestExists(List)).Problem.Id.ShouldBe("MA1435");
    }

    [Fact]
    public void Inspecting_reads_the_list()
    {
        Fake.On("manifest inspect").Error("time=\"x\" level=warning msg=\"cgroups\"").Out(Index("linux/amd64", "linux/arm/v7"));

        Context.ManifestInspect(List).Manifests.Select(entry => entry.Platform!.ToString()).ShouldBe(["linux/amd64", "linux/arm/v7"]);
    }

    [Fact]
    public void Deleting_fails_when_there_is_none_unless_that_is_ignored()
    {
        Fake.On("manifest exists").Exit(1);
        Fake.On("manifest rm").Error($"Error: {List}: image not known").Exit(1);

        Should.Throw<MultiArchException>(() => Context.ManifestDelete(List)).Problem.Id.ShouldBe("MA1434");
        Context.ManifestDelete(List, new ManifestDeleteSettings { Ignore = true });

        Fake.Calls.Count(call => call.Line.Contains(" manifest rm ", StringComparison.Ordinal)).ShouldBe(1);
        Fake.Calls.ShouldNotContain(call => call.Arguments.Contains("--ignore"));
    }

    [Fact]
    public void Deleting_an_image_as_a_list_says_so()
    {
        Fake.On("manifest rm").Error($"Error: {List}: image is not a manifest list").Exit(125);

        Should.Throw<MultiArchException>(() => Context.ManifestDelete(List)).Problem.Id.ShouldBe("MA1408");
    }

    private void CanBePushed(string index)
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest inspect").Out(index);
    }
}
