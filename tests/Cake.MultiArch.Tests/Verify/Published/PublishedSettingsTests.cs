using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Verify.Published;

/// <summary>Which images are looked at, and what is asked of each.</summary>
public sealed class PublishedSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_image_by_tag_by_digest_and_in_a_folder()
    {
        const string ByDigest = "registry.example.com/web@sha256:0000000000000000000000000000000000000000000000000000000000000000";

        Texts(
                Read([
                    "--image=registry.example.com/web:1",
                    $"--image={ByDigest}",
                    "--image=docker://registry.example.com/web:2",
                    "--image=oci:out",
                    "--image=registry.example.com/web:1",
                ])
            )
            .ShouldBe(["registry.example.com/web:1", ByDigest, "registry.example.com/web:2", $"oci:{_folder}/out:latest"]);
    }

    [Fact]
    public void Without_platforms_there_is_no_default() =>
        Read(["--image=registry.example.com/web:1"]).Targets.ShouldHaveSingleItem().Platforms.ShouldBeNull();

    [Fact]
    public void Platforms_strictness_and_allowed_files_are_those_of_the_arguments_and_then_of_the_script()
    {
        var scripted = Read(["--image=registry.example.com/web:1"], Web).Targets[0];
        var argued = Read(
            ["--image=registry.example.com/web:1", "--platform=linux/arm64", "--verify=off", "--allow-foreign=/b"],
            Web
        ).Targets[0];

        scripted.Platforms.ShouldBe([(Platform)"linux/amd64", (Platform)"linux/s390x"]);
        (scripted.Mode, scripted.Allowed[0].Matches("/a")).ShouldBe((VerifyMode.Strict, true));
        argued.Platforms.ShouldBe([(Platform)"linux/arm64"]);
        (argued.Mode, argued.Allowed[0].Matches("/b")).ShouldBe((VerifyMode.Off, true));
    }

    [Fact]
    public void Without_an_argument_it_is_what_the_script_publishes_each_with_its_own_platforms()
    {
        var settings = Read([], definition =>
        {
            Web(definition);
            definition.Image("api").PushTo("registry.example.com/api:2", "oci:api");
        });

        Texts(settings).ShouldBe(["registry.example.com/web:1", "registry.example.com/api:2", $"oci:{_folder}/api:latest"]);
        settings.Targets.Select(target => target.Platforms?.Count).ShouldBe([2, null, null]);
    }

    [Fact]
    public void Only_chooses_and_an_argument_beside_several_images_is_none_of_them()
    {
        Action<MultiArchDefinition> two = definition =>
        {
            Web(definition);
            definition.Image("api").PushTo("registry.example.com/api:2");
        };

        Texts(Read(["--only=api"], two)).ShouldBe(["registry.example.com/api:2"]);
        Read(["--image=registry.example.com/other:1"], two).Targets.ShouldHaveSingleItem().Platforms.ShouldBeNull();
        Read(["--image=registry.example.com/other:1"], Web).Targets.ShouldHaveSingleItem().Platforms.ShouldBeNull();
        Read(["--image=registry.example.com/other:1", "--only=web"], two).Targets.ShouldHaveSingleItem().Platforms!.Count.ShouldBe(2);
    }

    [Fact]
    public void Nothing_to_look_at_says_what_to_write()
    {
        Fail([]).Id.ShouldBe("MA1617");
        var untagged = Fail([], definition => definition.Image("web").PushTo("registry.example.com/web").Tags("semver"));
        untagged.Id.ShouldBe("MA1617");
        untagged.Repair.ShouldContain("--image=registry.example.com/demo/web:1.4.2");
    }

    [Fact]
    public void What_concerns_a_build_is_not_read() =>
        Texts(
                Read([
                    "--image=registry.example.com/web:1",
                    "--git-branch=main",
                    "--tags=semver",
                    "--binfmt=nonsense",
                    "--build-arg==",
                    "--smoke='",
                    "--secret=nothing",
                    "--jobs=many",
                ])
            )
            .ShouldBe(["registry.example.com/web:1"]);

    [Theory]
    [InlineData("--image=web:1", "MA1011")]
    [InlineData("--image=registry.example.com/Web:1", "MA1010")]
    [InlineData("--image=registry.example.com/web:1 --platform=linux/arm46", "MA1002")]
    [InlineData("--image=registry.example.com/web:1 --format=yaml", "MA1042")]
    public void What_cannot_be_used_is_told(string arguments, string id) => Fail(arguments.Split(' ')).Id.ShouldBe(id);

    [Fact]
    public void A_password_is_for_the_one_registry()
    {
        var variables = new Dictionary<string, string> { ["MULTIARCH_REGISTRY_PASSWORD"] = "s3cret" };

        Read(["--image=registry.example.com/web:1", "--image=oci:out", "--registry-username=ci"], null, variables)
            .Login!.Registry.ShouldBe("registry.example.com");
        Fail(["--image=registry.example.com/web:1", "--image=registry.example.org/web:1", "--registry-username=ci"], null, variables)
            .ToString()
            .ShouldContain("registry.example.org");
    }

    private static void Web(MultiArchDefinition definition) =>
        definition
            .Image("web")
            .Platforms("linux/amd64", "linux/s390x")
            .PushTo("registry.example.com/web:1")
            .Verify(VerifyMode.Strict)
            .AllowForeign("/a");

    private static IEnumerable<string> Texts(PublishedSettings settings) => settings.Targets.Select(target => target.Place.Text);

    private Problem Fail(string[] arguments, Action<MultiArchDefinition>? define = null, Dictionary<string, string>? variables = null) =>
        Should.Throw<MultiArchException>(() => Read(arguments, define, variables)).Problem;

    private PublishedSettings Read(
        string[] arguments,
        Action<MultiArchDefinition>? define = null,
        Dictionary<string, string>? variables = null
    )
    {
        var cake = new TestCake(_folder, arguments, variables);
        var definition = new MultiArchDefinition();
        define?.Invoke(definition);
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, definition).ReadPublished();
    }
}
