using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Inputs;

public class SettingsReaderTests
{
    [Fact]
    public void Without_any_input_the_working_directory_is_built_for_two_platforms_into_a_layout_below_artifacts()
    {
        var settings = Read();

        settings.Platforms.ShouldBe([Platform.Parse("linux/amd64"), Platform.Parse("linux/arm64")]);
        settings.Git.ShouldBeNull();
        settings.Context.ShouldBe(".");
        settings.Name.ShouldBe("web-shop");
        settings.Destinations.ShouldBe([new LayoutDestination("/src/web-Shop/artifacts/oci/web-shop", "latest", IsDefault: true)]);
        settings.Strategy.ShouldBeNull();
        settings.NoCache.ShouldBeFalse();
        settings.TlsVerify.ShouldBeNull();
        settings.ReportFolder.ShouldBe("/src/web-Shop/artifacts");
    }

    [Fact]
    public void An_argument_wins_over_the_environment_which_wins_over_the_script()
    {
        static void Define(MultiArchDefinition definition) => definition.Image("web").Platforms("linux/s390x");
        Dictionary<string, string> variables = new() { ["MULTIARCH_PLATFORM"] = "linux/ppc64le" };

        Platforms(Read([], null, Define)).ShouldBe("linux/s390x");
        Platforms(Read([], variables, Define)).ShouldBe("linux/ppc64le");
        Platforms(Read(["--platform=linux/riscv64"], variables, Define)).ShouldBe("linux/riscv64");
        Platforms(Read(["--platform=linux/riscv64", "--multiarch-platform=linux/386"], variables, Define)).ShouldBe("linux/386");
    }

    [Theory]
    [InlineData("--no-cache", true)]
    [InlineData("--no-cache=true", true)]
    [InlineData("--no-cache=True", true)]
    [InlineData("--no-cache=false", false)]
    public void A_bare_switch_is_on(string argument, bool expected) => Read([argument]).NoCache.ShouldBe(expected);

    [Theory]
    [InlineData("--pull", PodmanPullPolicy.Always)]
    [InlineData("--pull=never", PodmanPullPolicy.Never)]
    [InlineData("--pull=Newer", PodmanPullPolicy.Newer)]
    public void Pull_has_podmans_words_and_its_bare_form(string argument, PodmanPullPolicy expected) =>
        Read([argument]).Pull.ShouldBe(expected);

    [Fact]
    public void Platforms_come_repeated_or_with_commas_and_each_once() =>
        Platforms(Read(["--platform=linux/amd64,linux/aarch64", "--platform=linux/arm64/v8", "--platform=linux/arm"]))
            .ShouldBe("linux/amd64,linux/arm64,linux/arm/v7");

    [Fact]
    public void Build_arguments_keep_equals_signs_and_commas_and_one_platform_can_have_its_own()
    {
        var settings = Read(
            ["--build-arg=A=b=c,d", "--build-arg=linux/arm64:A=arm", "--build-arg=URL=https://example.com/x:y", "--build-arg=HOME_OF"],
            new() { ["HOME_OF"] = "the brave" });

        var amd64 = settings.Builds["linux/amd64"].BuildArgs;
        amd64["A"].ShouldBe("b=c,d");
        amd64["URL"].ShouldBe("https://example.com/x:y");
        amd64["HOME_OF"].ShouldBe("the brave");
        settings.Builds["linux/arm64"].BuildArgs["A"].ShouldBe("arm");
        settings.Builds["linux/arm64"].DifferencesFrom(settings.Builds["linux/amd64"]).ShouldBe(["build arguments"]);
    }

    [Fact]
    public void The_script_sets_a_value_for_all_and_for_one_platform_and_an_argument_wins_over_both()
    {
        static void Define(MultiArchDefinition definition) => definition.Image("web")
            .BuildArg("A", "all").BuildArg("B", "all").Stage("final").For("linux/arm64", arm => arm.BuildArg("A", "arm").Stage("small"));

        var settings = Read(["--build-arg=B=argued"], null, Define);

        settings.Builds["linux/amd64"].ShouldSatisfyAllConditions(
            build => build.BuildArgs["A"].ShouldBe("all"),
            build => build.BuildArgs["B"].ShouldBe("argued"), build => build.Stage.ShouldBe("final"));
        settings.Builds["linux/arm64"].ShouldSatisfyAllConditions(
            build => build.BuildArgs["A"].ShouldBe("arm"),
            build => build.BuildArgs["B"].ShouldBe("argued"), build => build.Stage.ShouldBe("small"));
    }

    [Theory]
    [InlineData("--image=registry.example.com:5000/demo/dao-2048:v1", "registry.example.com:5000/demo/dao-2048:v1", "dao-2048")]
    [InlineData("--image=docker://registry.example.com/demo/web", "registry.example.com/demo/web:latest", "web")]
    [InlineData("--image=oci:out/web:v2", "oci:/src/web-Shop/out/web:v2", "web-shop")]
    [InlineData("--image=oci:/out", "oci:/out:latest", "web-shop")]
    public void A_destination_is_a_reference_or_a_layout(string argument, string destination, string name)
    {
        var settings = Read([argument]);

        settings.Destinations.Single().Text.ShouldBe(destination);
        settings.Name.ShouldBe(name);
    }

    [Fact]
    public void The_password_comes_from_the_environment_and_goes_to_the_one_registry()
    {
        var login = Read(
            ["--image=registry.example.com/a/b:1", "--image=registry.example.com/a/b:2", "--registry-username=ci"],
            new() { ["MULTIARCH_REGISTRY_PASSWORD"] = "s3cret" }).Login;

        login.ShouldBe(new RegistryCredentials("registry.example.com", "ci", "s3cret"));
    }

    [Theory]
    [InlineData("MA1040", "--registry-password=x")]
    [InlineData("MA1040", "--git-password=x", "--git-url=https://example.com/a.git")]
    [InlineData("MA1041", "--context=a", "--context=b")]
    [InlineData("MA1042", "--context")]
    [InlineData("MA1042", "--jobs=-1")]
    [InlineData("MA1042", "--strategy=fast")]
    [InlineData("MA1042", "--tls-verify=maybe")]
    [InlineData("MA1042", "--build-arg=NOT_SET_ANYWHERE")]
    [InlineData("MA1042", "--platform=linux/amd64,,linux/arm64")]
    [InlineData("MA1043", "--only=web")]
    [InlineData("MA1044", "--build-arg=linux/s390x:A=b")]
    [InlineData("MA1044", "--git-commit=abc")]
    [InlineData("MA1044", "--registry-username=ci", "--image=example.com/a:1")]
    public void What_cannot_be_used_is_refused(string id, params string[] arguments) =>
        Should.Throw<MultiArchException>(() => Read(arguments)).Problem.Id.ShouldBe(id);

    [Fact]
    public void One_password_is_not_sent_to_two_registries() =>
        Should.Throw<MultiArchException>(() => Read(
            ["--image=one.example.com/a:1", "--image=two.example.com/a:1", "--registry-username=ci"],
            new() { ["MULTIARCH_REGISTRY_PASSWORD"] = "s3cret" })).Message.ShouldNotContain("s3cret");

    [Fact]
    public void Of_several_images_one_is_chosen_by_name()
    {
        static void Define(MultiArchDefinition definition)
        {
            definition.Image("web").Context("src/web");
            definition.Image("worker").Context("src/worker");
        }

        Should.Throw<MultiArchException>(() => Read([], null, Define)).Problem.Repair.ShouldContain("--only=web");
        Read(["--only=Worker"], null, Define).Context.ShouldBe("src/worker");
        Should.Throw<MultiArchException>(() => Read(["--only=wrker"], null, Define)).Problem.Repair.ShouldContain("--only=worker");
    }

    [Fact]
    public void A_misspelt_word_gets_the_nearest_one() =>
        Should.Throw<MultiArchException>(() => Read(["--strategy=manifst"])).Problem.Repair.ShouldContain("--strategy=manifest");

    [Theory]
    [InlineData("off", BinfmtMode.Off)]
    [InlineData("verify", BinfmtMode.Verify)]
    [InlineData("register", BinfmtMode.Register)]
    [InlineData("rootless", BinfmtMode.Rootless)]
    [InlineData("auto", BinfmtMode.Auto)]
    public void Binfmt_is_one_of_its_words(string word, BinfmtMode mode)
    {
        Read([$"--binfmt={word}"]).Binfmt.Mode.ShouldBe(mode);
        Read([], new() { ["MULTIARCH_BINFMT"] = word }).Binfmt.Mode.ShouldBe(mode);
    }

    [Theory]
    [InlineData("--tags=semver,sha,branch,latest", "SemVer Sha Branch Latest")]
    [InlineData("--tags=latest,Sha", "Sha Latest")]
    public void Tags_are_words_in_any_order(string argument, string expected) =>
        string.Join(' ', Read([argument]).Tags.Order()).ShouldBe(expected);

    [Fact]
    public void Tags_come_from_the_argument_the_environment_or_the_script()
    {
        static void Define(MultiArchDefinition definition) => definition.Image("web").Tags("branch", "sha");
        Dictionary<string, string> variables = new() { ["MULTIARCH_TAGS"] = "sha,latest" };

        Read([], null, Define).Tags.Order().ShouldBe([TagRule.Sha, TagRule.Branch]);
        Read([], variables, Define).Tags.Order().ShouldBe([TagRule.Sha, TagRule.Latest]);
        Read(["--tags=semver", "--tags=sha"], variables, Define).Tags.Order().ShouldBe([TagRule.SemVer, TagRule.Sha]);
        Read().Tags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--tags=semvr", "--tags=semver")]
    [InlineData("--tags=sha,lastest", "--tags=latest")]
    [InlineData("--tags=1.4.2", "semver")]
    public void A_rule_that_is_not_known_is_refused_with_the_nearest_one(string argument, string repair)
    {
        var problem = Should.Throw<MultiArchException>(() => Read([argument])).Problem;
        problem.Id.ShouldBe("MA1042");
        problem.Why.ShouldContain("semver, sha, branch, latest");
        problem.Repair.ShouldContain(repair);
    }

    [Fact]
    public void With_tags_to_derive_a_destination_without_one_stays_open_and_a_layout_does_not()
    {
        string[] images = ["--image=registry.example.com/demo/web", "--image=registry.example.com/demo/web:stable", "--image=oci:out"];
        Texts([.. images, "--tags=sha"]).ShouldBe(
            "registry.example.com/demo/web registry.example.com/demo/web:stable oci:/src/web-Shop/out:latest");
        Texts(images).ShouldBe("registry.example.com/demo/web:latest registry.example.com/demo/web:stable oci:/src/web-Shop/out:latest");

        static string Texts(string[] arguments) => string.Join(' ', Read(arguments).Destinations.Select(destination => destination.Text));
    }

    [Fact]
    public void A_newer_image_is_kept_when_the_argument_or_the_script_says_so()
    {
        static void Define(MultiArchDefinition definition) => definition.Image("web").KeepNewer();

        Read().KeepNewer.ShouldBeFalse();
        Read(["--keep-newer"]).KeepNewer.ShouldBeTrue();
        Read([], null, Define).KeepNewer.ShouldBeTrue();
        Read(["--keep-newer=false"], null, Define).KeepNewer.ShouldBeFalse();
    }

    [Fact]
    public void The_git_credentials_are_read_without_a_repository_to_clone_too()
    {
        var variables = new Dictionary<string, string> { ["MULTIARCH_GIT_USERNAME"] = "ci", ["MULTIARCH_GIT_PASSWORD"] = "t0ken-of-git" };
        Read([], variables).GitLogin.ShouldBe(new GitLogin("ci", "t0ken-of-git"));
        Read(["--git-url=https://git.example.com/web"], variables).Git.ShouldBe(
            new GitSource("https://git.example.com/web", Username: "ci", Password: "t0ken-of-git"));
        Read([], variables).ToString().ShouldNotContain("t0ken");
    }

    private static string Platforms(MultiArchSettings settings) => string.Join(',', settings.Platforms);

    private static MultiArchSettings Read(
        string[]? arguments = null, Dictionary<string, string>? variables = null, Action<MultiArchDefinition>? define = null)
    {
        // What the machine that runs the tests has set must not reach them.
        var clean = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        foreach (var (name, value) in variables ?? [])
        {
            clean[name] = value;
        }

        var cake = new TestCake("/src/web-Shop", arguments, clean);
        var definition = new MultiArchDefinition();
        define?.Invoke(definition);
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, definition).Read();
    }
}
