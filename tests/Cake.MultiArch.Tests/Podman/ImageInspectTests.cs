using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class ImageInspectTests : PodmanTest
{
    private const string Image = """
        [{"Id":"a413d956c88e10178275f0ab937a1a68f3df557cf8d1734c47a075253b2b9125","Digest":"sha256:b916","RepoTags":["localhost/y:2","localhost/y:1"],
        "RepoDigests":["localhost/y@sha256:b916"],"Parent":"2c9c","Comment":"","Created":"2026-11-24T07:04:51.947870198Z",
        "Config":{"User":"nobody","ExposedPorts":{"8080/tcp":{}},"Env":["PATH=/bin"],"Entrypoint":["/bin/web"],"Cmd":["-v"],"Volumes":{"/data":{}},"WorkingDir":"/srv","Labels":{"a":"b"},"StopSignal":"SIGQUIT"},
        "Version":"","Author":"","Architecture":"arm","Os":"linux","Variant":"v7","Size":1999867,"VirtualSize":1999867,"RootFS":{"Type":"layers","Layers":["sha256:85a7","sha256:5e8d"]},
        "Labels":{"a":"b"},"Annotations":{"c":"d"},"ManifestType":"application/vnd.oci.image.manifest.v1+json","User":"","History":[]}]
        """;

    private const string Bare =
        """[{"Id":"a413","Digest":"sha256:b916","RepoTags":null,"RepoDigests":null,"Created":null,"Config":{},"Architecture":"amd64","Os":"linux","Size":1,"RootFS":{"Type":"layers","Layers":null},"Labels":null,"Annotations":null}]""";

    public ImageInspectTests() => Fake.Version("4.3.1");

    [Fact]
    public void An_image_is_answered_with_all_that_podman_tells()
    {
        Fake.On("image inspect").Out(Image);

        var image = Context.PodmanImageInspect("localhost/y:1");

        image.Id.ShouldBe("sha256:a413d956c88e10178275f0ab937a1a68f3df557cf8d1734c47a075253b2b9125");
        image.Digest.ShouldBe("sha256:b916");
        image.RepoTags.ShouldBe(["localhost/y:2", "localhost/y:1"]);
        image.Platform.ShouldBe((Platform)"linux/arm/v7");
        image.Size.ShouldBe(1999867);
        image.Created.ShouldBe(new DateTimeOffset(2026, 11, 24, 7, 4, 51, TimeSpan.Zero).AddTicks(9478702));
        image.MediaType.ShouldBe("application/vnd.oci.image.manifest.v1+json");
        image.Labels.ShouldBe(new Dictionary<string, string> { ["a"] = "b" });
        image.Annotations.ShouldBe(new Dictionary<string, string> { ["c"] = "d" });
        image.Layers.ShouldBe(["sha256:85a7", "sha256:5e8d"]);
        image.Config.User.ShouldBe("nobody");
        image.Config.WorkingDirectory.ShouldBe("/srv");
        image.Config.Environment.ShouldBe(["PATH=/bin"]);
        image.Config.Entrypoint.ShouldBe(["/bin/web"]);
        image.Config.Command.ShouldBe(["-v"]);
        image.Config.ExposedPorts.ShouldBe(["8080/tcp"]);
        image.Config.Volumes.ShouldBe(["/data"]);
        image.Config.StopSignal.ShouldBe("SIGQUIT");
    }

    [Fact]
    public void What_podman_does_not_tell_is_empty()
    {
        Fake.On("image inspect").Out(Bare);

        var image = Context.PodmanImageInspect("a413", new PodmanImageInspectSettings { Root = "/r" });

        image.Variant.ShouldBeNull();
        image.Created.ShouldBeNull();
        image.RepoTags.ShouldBeEmpty();
        image.Labels.ShouldBeEmpty();
        image.Layers.ShouldBeEmpty();
        image.Config.Command.ShouldBeEmpty();
    }

    [Fact]
    public void Several_images_are_one_call_and_none_is_no_call()
    {
        Fake.On("image inspect").Out($"{Image.Trim()[..^1]},{Bare[1..]}");

        Context
            .PodmanImageInspect(["localhost/y:1", "a413"], new PodmanImageInspectSettings())
            .Select(image => image.Architecture)
            .ShouldBe(["arm", "amd64"]);
        Context.PodmanImageInspect([], new PodmanImageInspectSettings()).ShouldBeEmpty();

        Fake.Call("image inspect").Arguments.ShouldBe(["image", "inspect", "localhost/y:1", "a413"]);
    }

    [Fact]
    public async Task Images_of_a_list_are_asked_for_in_the_way_that_podman_4_knows()
    {
        Fake.On("image inspect").Out(Image);

        var images = await Podman.ListedImagesAsync(
            "localhost:5000/web:run42",
            [Digest.Of("a"u8)],
            new PodmanImageInspectSettings { Root = "/r" },
            Token
        );

        images.ShouldHaveSingleItem();
        Fake.Call("image inspect").Arguments.ShouldBe(["--root=/r", "image", "inspect", $"localhost:5000/web@{Digest.Of("a"u8)}"]);
    }

    [Fact]
    public async Task Images_of_a_list_are_asked_for_in_the_way_that_podman_5_knows()
    {
        using var five = new FakePodmanFolder();
        five.Version("5.8.6");
        five.On($"--filter digest={Digest.Of("a"u8)}").Out($"11ff sha256:00 localhost/web\n22ff {Digest.Of("a"u8)} <none>");
        five.On($"--filter digest={Digest.Of("c"u8)}").Out("11ff sha256:00 localhost/web\n22ff sha256:ff registry.example.com/base");
        five.On("--filter").Out("");
        five.On("image inspect 22ff").Out(Image);
        var settings = new PodmanImageInspectSettings { ToolPath = five.Program };

        (await Podman.ListedImagesAsync(List, [Digest.Of("a"u8)], settings, Token)).ShouldHaveSingleItem();
        (await Podman.ListedImagesAsync(List, [Digest.Of("c"u8)], settings, Token)).ShouldHaveSingleItem();
        var failure = await Should.ThrowAsync<MultiArchException>(Podman.ListedImagesAsync(List, [Digest.Of("b"u8)], settings, Token));

        failure.Problem.Id.ShouldBe("MA1411");
        failure.Problem.Why.ShouldContain(Digest.Of("b"u8).ToString());
    }

    [Fact]
    public void An_image_that_is_not_there_is_a_problem()
    {
        Fake.On("image inspect").Out("[]").Error("Error: inspecting object: localhost/nono:1: image not known").Exit(125);

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanImageInspect("localhost/nono:1")).Problem;

        problem.Id.ShouldBe("MA1434");
        problem.What.ShouldContain("localhost/nono:1");
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public void An_answer_that_is_none_is_a_problem(string answer)
    {
        Fake.On("image inspect").Out(answer);

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanImageInspect("x")).Problem;

        problem.Id.ShouldBe("MA1405");
        problem.Where.ShouldBe("podman image inspect x");
    }
}
