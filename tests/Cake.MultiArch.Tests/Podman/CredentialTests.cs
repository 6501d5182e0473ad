using Cake.Core.Diagnostics;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class CredentialTests : PodmanTest
{
    private const string Password = "s3cret/\"word";

    public CredentialTests()
    {
        Fake.Version("4.3.1");
        Log.Verbosity = Verbosity.Diagnostic;
        Environment.Variables["HOME"] = Fake.Folder;
        Environment.Variables["XDG_RUNTIME_DIR"] = Fake.Combine("runtime");
    }

    [Fact]
    public void A_password_goes_to_standard_input_and_nowhere_else()
    {
        Fake.On("login").Out("Login Succeeded!");

        var login = Context.PodmanLogin(new RegistryCredentials("registry.example.com", "ci", Password));

        login.ShouldBe(new PodmanLoginResult("registry.example.com", "ci"));
        var call = Fake.Call("login");
        call.Input.ShouldBe(Password);
        call.Arguments.ShouldBe(["login", "--password-stdin", "--username=ci", "registry.example.com"]);
        call.Environment.Values.ShouldNotContain(Password);
        Log.Text.ShouldNotContain(Password);
    }

    [Fact]
    public void A_password_that_podman_repeats_is_masked()
    {
        Fake.On("login").Error($"Error: strange answer for {Password}").Exit(125);

        var failure = Should.Throw<MultiArchException>(() =>
            Context.PodmanLogin(new RegistryCredentials("registry.example.com", "ci", Password))
        );

        failure.Problem.Why.ShouldBe("Error: strange answer for [REDACTED]");
        failure.ToString().ShouldNotContain(Password);
    }

    [Theory]
    [InlineData("", Password, "Username")]
    [InlineData(null, Password, "Username")]
    [InlineData("ci", "", "Password")]
    [InlineData("ci", null, "Password")]
    public void Podman_is_not_left_to_ask_a_person(string? username, string? password, string missing)
    {
        var failure = Should.Throw<MultiArchException>(() =>
            Context.PodmanLogin("r", new PodmanLoginSettings { Username = username, Password = password })
        );

        failure.Problem.Where.ShouldBe($"PodmanLoginSettings.{missing}");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_podman_secret_takes_the_place_of_the_password()
    {
        Fake.Version("5.4.2");
        Fake.On("login").Exit(0);

        Context.PodmanLogin("r", new PodmanLoginSettings { Username = "ci", Secret = "registry" });

        Fake.Call("login").Arguments.ShouldBe(["login", "--secret=registry", "--username=ci", "r"]);
    }

    [Fact]
    public void Who_is_logged_in_is_answered_and_nobody_is_no_failure()
    {
        Fake.On("login --get-login r").Out("ci");
        Fake.On("login --get-login").Error("Error: not logged into other").Exit(125);

        Context.PodmanLogin("r", new PodmanLoginSettings { GetLogin = true }).Username.ShouldBe("ci");
        Context.PodmanLogin("other", new PodmanLoginSettings { GetLogin = true }).Username.ShouldBeNull();
    }

    [Fact]
    public async Task Credentials_of_one_command_are_handed_over_in_a_file_of_this_users_own_that_goes_with_it()
    {
        Fake.On("manifest push").Add("show-file", "--authfile").WriteFile("--digestfile", "sha256:a11a");
        var lines = new List<string>();

        await Podman.ManifestPushAsync(
            List,
            "r.example.com/web:1",
            new ManifestPushSettings { Credentials = { new("r.example.com", "ci", Password) } },
            line => lines.Add(line.Text),
            Token
        );

        var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"ci:{Password}"));
        lines.ShouldBe(["""{"auths":{"r.example.com":{"auth":"[REDACTED]"}}}""", "UserWrite, UserRead"]);
        lines[0].ShouldNotContain(pair);
        var call = Fake.Call("manifest push");
        call.Line.ShouldNotContain(Password);
        call.Line.ShouldNotContain(pair);
        var file = call.Arguments.Single(argument => argument.StartsWith("--authfile=", StringComparison.Ordinal))["--authfile=".Length..];
        Directory.Exists(Path.GetDirectoryName(file)).ShouldBeFalse();
        Log.Text.ShouldNotContain(Password);
    }

    [Fact]
    public async Task Credentials_that_podman_would_have_read_are_taken_over()
    {
        const string Theirs =
            """{"auths":{"base.example.com":{"auth":"YTpi"},"r.example.com":{"auth":"b2xk"}},"credHelpers":{"r.example.com":"store"}}""";
        File.WriteAllText(Fake.Combine("auth.json"), Theirs);
        Fake.On("build").Add("show-file", "--authfile").WriteFile("--iidfile", "sha256:0f");
        var lines = new List<string>();

        await Podman.BuildAsync(
            BuildContext(),
            new PodmanBuildSettings { AuthFile = "auth.json", Credentials = { new("r.example.com", "ci", "a-new-one") } },
            line => lines.Add(line.Text), Token);

        lines[0].ShouldBe("""{"auths":{"base.example.com":{"auth":"YTpi"},"r.example.com":{"auth":"[REDACTED]"}},"credHelpers":{}}""");
        File.ReadAllText(Fake.Combine("auth.json")).ShouldBe(Theirs);
    }

    [Fact]
    public async Task An_older_entry_of_a_repository_does_not_win_over_the_registrys_new_one()
    {
        File.WriteAllText(
            Fake.Combine("auth.json"),
            """{"auths":{"r.example.com/demo":{"auth":"YTpi"},"r.example.com.other/demo":{"auth":"YTpi"}}}"""
        );
        Fake.On("build").Add("show-file", "--authfile").WriteFile("--iidfile", "sha256:0f");
        var lines = new List<string>();

        await Podman.BuildAsync(
            BuildContext(),
            new PodmanBuildSettings { AuthFile = "auth.json", Credentials = { new("r.example.com", "ci", "a-new-one") } },
            line => lines.Add(line.Text), Token);

        lines[0].ShouldBe("""{"auths":{"r.example.com.other/demo":{"auth":"YTpi"},"r.example.com":{"auth":"[REDACTED]"}}}""");
    }

    [Theory]
    [InlineData("REGISTRY_AUTH_FILE", "named.json", "named.json")]
    [InlineData("XDG_RUNTIME_DIR", "run", "run/containers/auth.json")]
    [InlineData("DOCKER_CONFIG", "docker", "docker/config.json")]
    [InlineData("HOME", "home", "home/.docker/config.json")]
    public async Task Podmans_own_places_are_looked_at(string variable, string value, string file)
    {
        Environment.Variables[variable] = Fake.Combine(value);
        Directory.CreateDirectory(Path.GetDirectoryName(Fake.Combine(file))!);
        File.WriteAllText(Fake.Combine(file), """{"auths":{"base.example.com":{"auth":"YTpi"}}}""");
        Fake.On("build").Add("show-file", "--authfile").WriteFile("--iidfile", "sha256:0f");
        var lines = new List<string>();

        await Podman.BuildAsync(
            BuildContext(),
            new PodmanBuildSettings { Credentials = { new("r.example.com", "ci", "a-new-one") } },
            line => lines.Add(line.Text),
            Token
        );

        lines[0].ShouldContain("base.example.com");
        lines[0].ShouldContain("r.example.com");
    }

    [Fact]
    public async Task A_run_has_one_file_in_its_own_folder_which_goes_alone()
    {
        using var folder = RunFolder.Create(Host);
        var settings = new PodmanBuildSettings { Credentials = { new("r.example.com", "ci", Password) } };

        var file = await Podman.CredentialsAsync(settings, Token, folder.Private);

        file.File.ShouldBe(Path.Combine(folder.Private, "auth.json"));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file.File!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        file.Dispose();
        File.Exists(file.File).ShouldBeFalse();
        Directory.Exists(folder.Private).ShouldBeTrue();
        folder.Dispose();
        Should.NotThrow(file.Dispose);
    }
}
