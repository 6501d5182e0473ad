using System.Runtime.Versioning;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Tests.Registry;

public sealed class CredentialTests : RegistryTest
{
    [Theory]
    [InlineData("registry.example.com/team/app/web:1", "image")]
    [InlineData("registry.example.com/team/app/other:1", "app")]
    [InlineData("registry.example.com/team/other:1", "team")]
    [InlineData("registry.example.com/teammate/web:1", "registry")]
    [InlineData("registry.example.com/web:1", "registry")]
    [InlineData("registry.example.com:5000/team/web:1", null)]
    [InlineData("other.example.com/web:1", null)]
    public async Task The_nearest_entry_wins(string reference, string? expected)
    {
        Write("runtime/containers/auth.json", $$"""
            {"auths":{
              "registry.example.com":{"auth":"{{Pair("registry", "p")}}"},
              "registry.example.com/team":{"auth":"{{Pair("team", "p")}}"},
              "registry.example.com/team/app":{"auth":"{{Pair("app", "p")}}"},
              "registry.example.com/team/app/web":{"auth":"{{Pair("image", "p")}}"},
              "other.example.com/team":{"auth":"{{Pair("folder", "p")}}"} } }
            """);
        var found = await FindAsync(reference);
        (found?.Login.Username).ShouldBe(expected);
    }

    [Theory]
    [InlineData("docker.io/web:1", "https://index.docker.io/v1/")]
    [InlineData("docker.io/demo/web:1", "index.docker.io")]
    [InlineData("index.docker.io/demo/web:1", "docker.io")]
    [InlineData("docker.io/web:1", "docker.io/library/web")]
    [InlineData("registry.example.com/web:1", "https://registry.example.com/v2/")]
    [InlineData("registry.example.com/web:1", "http://registry.example.com")]
    public async Task An_entry_may_be_written_as_docker_login_writes_it(string reference, string key)
    {
        Write("home/.docker/config.json", $$"""{"auths":{"{{key}}":{"auth":"{{Pair("ci", "p:q")}}"} } }""");
        var found = (await FindAsync(reference)).ShouldNotBeNull();
        (found.Login.Username, found.Login.Password).ShouldBe(("ci", "p:q"));
    }

    [Fact]
    public async Task The_places_are_looked_at_in_podmans_order()
    {
        var places = new[] { "home/.docker/config.json", "home/.config/containers/auth.json", "runtime/containers/auth.json" };
        foreach (var place in places)
        {
            LogIn(place, user: place);
            (await FindAsync())!.Login.Username.ShouldBe(place);
        }

        Environment.Variables["DOCKER_CONFIG"] = Path.Combine(Folder, "docker");
        (await FindAsync())!.Login.Username.ShouldBe(places[^1], "a DOCKER_CONFIG without config.json is passed over");
        LogIn("docker/config.json", "docker");
        (await FindAsync())!.Login.Username.ShouldBe("docker");

        Environment.Variables["REGISTRY_AUTH_FILE"] = LogIn("env.json", "env");
        (await FindAsync())!.Login.Username.ShouldBe("env");
        (await FindAsync(authFile: LogIn("explicit.json", "explicit")))!.Login.Username.ShouldBe("explicit");
    }

    [Fact]
    public async Task XDG_CONFIG_HOME_moves_the_users_file()
    {
        Environment.Variables["XDG_CONFIG_HOME"] = Path.Combine(Folder, "elsewhere");
        LogIn("elsewhere/containers/auth.json", "elsewhere");
        (await FindAsync())!.Login.Username.ShouldBe("elsewhere");
    }

    [Fact]
    public void Without_XDG_RUNTIME_DIR_the_file_is_the_one_below_run()
    {
        Environment.Variables.Remove("XDG_RUNTIME_DIR");
        CredentialChain.Of(Host, null).Places[0].ShouldMatch("^/run/containers/[0-9]+/auth.json$");
    }

    [Fact]
    public async Task A_named_file_is_the_only_one()
    {
        LogIn("runtime/containers/auth.json", "default");
        var named = Write("named.json", """{"auths":{}}""");
        (await FindAsync(authFile: named)).ShouldBeNull();
        CredentialChain.Of(Host, "named.json").Places.ShouldBe([named]);
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("{\"auths\": s3cret", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"auths":{"registry.example.com":{"auth":"not base64 s3cret"}}}""", "not user:password")]
    [InlineData("""{"auths":{"registry.example.com":{"auth":"czNjcmV0"}}}""", "not user:password")]
    public async Task A_named_file_that_cannot_be_used_is_said_so_without_repeating_it(string? content, string why)
    {
        var file = Path.Combine(Folder, "auth.json");
        if (content is not null)
        {
            Write("auth.json", content);
        }

        var problem = await FailAsync(() => FindAsync(authFile: file));
        problem.Id.ShouldBe("MA1517");
        problem.Where.ShouldBe(file);
        problem.Why.ShouldContain(why);
        problem.ToString().ShouldNotContain("s3cret");
        problem.ToString().ShouldNotContain("czNjcmV0");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"auths":null}""")]
    [InlineData("""{"auths":{"registry.example.com":{}}}""")]
    public async Task A_file_without_an_entry_has_no_credentials(string content) =>
        (await FindAsync(authFile: Write("auth.json", content))).ShouldBeNull();

    [Theory]
    [InlineData(
        """{"credHelpers":{"registry.example.com":"fake"},"auths":{"registry.example.com":{"auth":"eDp5"}}}""",
        "registry.example.com"
    )]
    [InlineData("""{"credsStore":"fake","auths":{"registry.example.com":{}}}""", "registry.example.com")]
    [InlineData("""{"credsStore":"fake"}""", "registry.example.com")]
    [SupportedOSPlatform("linux")]
    public async Task A_helper_is_asked_for_the_registry_on_its_standard_input(string content, string server)
    {
        var helper = Helper(
            $$"""read -r server; echo "$1 $server" > {{Folder}}/asked; echo '{"ServerURL":"x","Username":"helped","Secret":"s3cret"}'"""
        );
        var found = (await FindAsync(authFile: Write("auth.json", content))).ShouldNotBeNull();
        (found.Login.Username, found.Login.Password, found.IsIdentityToken).ShouldBe(("helped", "s3cret", false));
        found.ToString().ShouldNotContain("s3cret");
        File.ReadAllText(Path.Combine(Folder, "asked")).Trim().ShouldBe("get " + server);
        Log.Text.ShouldContain(Path.GetFileName(helper));
        Log.Text.ShouldNotContain("s3cret");
        Host.Secrets.Redact("s3cret").ShouldNotBe("s3cret");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_helper_finds_the_variable_that_is_a_build_secret_too()
    {
        const string Variable = "MULTIARCH_TEST_CLOUD_KEY";
        Helper($$"""echo '{"Username":"cloud","Secret":"'"${{Variable}}"'"}'""");
        Host.SecretVariables.Add(Variable);
        System.Environment.SetEnvironmentVariable(Variable, "k3y-of-the-cloud");
        try
        {
            (await FindAsync(authFile: Write("auth.json", """{"credsStore":"fake"}""")))
                .ShouldNotBeNull()
                .Login.Password.ShouldBe("k3y-of-the-cloud");
        }
        finally
        {
            System.Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Docker_Hub_has_a_name_of_its_own_in_a_helper_for_everything()
    {
        Helper($$"""cat > {{Folder}}/asked; echo '{"Username":"<token>","Secret":"identity"}'""");
        var found = (await FindAsync("docker.io/web:1", Write("auth.json", """{"credsStore":"fake"}"""))).ShouldNotBeNull();
        (found.Login.Username, found.Login.Password, found.IsIdentityToken).ShouldBe(("", "identity", true));
        File.ReadAllText(Path.Combine(Folder, "asked")).Trim().ShouldBe("https://index.docker.io/v1/");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_helper_that_knows_nothing_is_no_failure()
    {
        Helper("echo 'credentials not found in native keychain'; exit 1");
        (await FindAsync(authFile: Write("auth.json", """{"credsStore":"fake"}"""))).ShouldBeNull();
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task An_entry_with_credentials_is_taken_before_the_helper_for_everything()
    {
        Helper("exit 1");
        (
            await FindAsync(authFile: Write("auth.json", """{"credsStore":"fake","auths":{"registry.example.com":{"auth":"eDp5"}}}"""))
        )!.Login.Username.ShouldBe("x");
    }

    [Theory]
    [InlineData("echo broken >&2; exit 3", "exit code 3")]
    [InlineData("echo 's3cret is not JSON'", "not JSON")]
    [InlineData("""echo '{"Username":["a"],"Secret":"s3cret"}'""", "not JSON")]
    [SupportedOSPlatform("linux")]
    public async Task A_helper_that_fails_is_named_and_its_answer_is_not_repeated(string script, string why)
    {
        Helper(script);
        var problem = await FailAsync(() => FindAsync(authFile: Write("auth.json", """{"credsStore":"fake"}""")));
        problem.Id.ShouldBe("MA1518");
        problem.What.ShouldContain("docker-credential-fake");
        problem.Why.ShouldContain(why);
        problem.ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("../../tmp/evil")]
    [InlineData("x y")]
    public async Task A_helper_that_is_not_there_is_named(string name)
    {
        var problem = await FailAsync(() =>
            FindAsync(authFile: Write("auth.json", $$"""{"credHelpers":{"registry.example.com":"{{name}}"} }"""))
        );
        problem.Id.ShouldBe("MA1518");
        problem.What.ShouldContain(name);
        problem.Why.ShouldContain("not found");
    }

    private Task<FoundCredentials?> FindAsync(string reference = "registry.example.com/demo/web:1", string? authFile = null) =>
        CredentialChain.Of(Host, authFile).FindAsync(ImageReference.Parse(reference), Token);

    private string LogIn(string file, string user) =>
        Write(file, $$"""{"auths":{"registry.example.com":{"auth":"{{Pair(user, "p")}}"} } }""");

    [SupportedOSPlatform("linux")]
    private string Helper(string script)
    {
        var file = Write("bin/docker-credential-fake", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Tools.RegisterFile(file);
        return file;
    }
}
