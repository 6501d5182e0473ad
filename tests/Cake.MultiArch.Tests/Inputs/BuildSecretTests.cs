using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Inputs;

public sealed class BuildSecretTests : IDisposable
{
    private const string Value = "npm_s3cret/value";

    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-secret-").FullName;
    private readonly Dictionary<string, string> _variables = new() { ["NPM_TOKEN"] = Value, ["EMPTY"] = "" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_secret_comes_from_a_variable_or_a_file_of_the_working_directory_and_podman_is_told_where_it_is()
    {
        Write("keys/id", "-----BEGIN KEY-----\nabcdefghij\n");

        var (settings, host) = Read("--secret=id=npm,env=NPM_TOKEN", "--secret=type=file,id=ssh.key,src=keys/id");

        settings.Secrets.Select(secret => secret.Flag).ShouldBe(["id=npm,env=NPM_TOKEN", $"id=ssh.key,src={_folder}/keys/id"]);
        host.Secrets.Redact($"npm says {Value}").ShouldBe("npm says [REDACTED]");
        host.Secrets.Redact("line abcdefghij of the key").ShouldBe("line [REDACTED] of the key");
        host.SecretVariables.Contains("NPM_TOKEN").ShouldBeTrue();
    }

    [Fact]
    public void An_argument_takes_the_place_of_the_scripts_secret_of_that_id()
    {
        Write("token", "of the script");
        void Define(MultiArchDefinition definition) => definition.Image("web")
            .Secret("id=npm,src=token").SecretFromFile("key", "token").SecretFromVariable("other", "NPM_TOKEN");

        Flags([], Define).ShouldBe([$"id=npm,src={_folder}/token", $"id=key,src={_folder}/token", "id=other,env=NPM_TOKEN"]);
        Flags(["--secret=id=npm,env=NPM_TOKEN"], Define).ShouldBe(
            [$"id=key,src={_folder}/token", "id=other,env=NPM_TOKEN", "id=npm,env=NPM_TOKEN"]);
    }

    [Theory]
    [InlineData("npm", "\"npm\"")]
    [InlineData("id=npm", "either env or src")]
    [InlineData("env=NPM_TOKEN", "no id")]
    [InlineData("id=,env=NPM_TOKEN", "id has no value")]
    [InlineData("id=npm,env=", "env has no value")]
    [InlineData("id=npm,env=NPM_TOKEN,src=token", "either env or src")]
    [InlineData("id=npm,id=npm,env=NPM_TOKEN", "twice")]
    [InlineData("id=npm,source=token", "\"source\"")]
    [InlineData("id=npm,target=/x,env=NPM_TOKEN", "\"target\"")]
    [InlineData("id=npm, env=NPM_TOKEN", "\" env\"")]
    [InlineData("id=npm,src=a,b", "cannot contain a comma")]
    [InlineData("id=npm,type=file,env=NPM_TOKEN", "contradicts")]
    [InlineData("id=npm,type=ssh,src=token", "contradicts")]
    public void What_podman_would_guess_or_pass_over_is_refused(string text, string why)
    {
        var problem = Problem($"--secret={text}");

        problem.Id.ShouldBe("MA1250");
        problem.Where.ShouldBe("--secret");
        problem.Why.ShouldContain(why);
        problem.Repair.ShouldContain("id=NAME,src=FILE");
    }

    [Fact]
    public void An_id_is_given_once() =>
        Problem("--secret=id=npm,env=NPM_TOKEN", "--secret=id=npm,env=NPM_TOKEN").Id.ShouldBe("MA1250");

    [Theory]
    [InlineData("env=NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE")]
    [InlineData("env=EMPTY", "EMPTY")]
    [InlineData("src=none.txt", "none.txt")]
    [InlineData("src=.", "folder")]
    [InlineData("src=large", "512001 bytes")]
    [InlineData("src=/proc/self/fd/0/none", "none")]
    public void A_secret_without_a_value_is_refused_before_the_build(string from, string said)
    {
        Write("large", new string('x', 512_001));

        var problem = Problem($"--secret=id=npm,{from}");

        problem.Id.ShouldBe("MA1251");
        problem.ToString().ShouldContain(said);
        problem.What.ShouldContain("npm");
    }

    [Theory]
    [InlineData("env=DEBUG", "DEBUG")]
    [InlineData("src=short", "short")]
    public void A_value_that_is_in_half_of_all_texts_is_no_secret(string from, string said)
    {
        _variables["DEBUG"] = "1";
        Write("short", "abc\n");

        var problem = Problem($"--secret=id=debug,{from}");

        problem.Id.ShouldBe("MA1251");
        problem.Where.ShouldContain(said);
        problem.Why.ShouldContain("fewer than 4 characters");
        problem.Repair.ShouldContain("--build-arg=NAME=VALUE");
    }

    [Fact]
    public void Another_variable_with_the_value_of_a_password_is_kept_from_programs_as_well()
    {
        _variables["MULTIARCH_REGISTRY_PASSWORD"] = Value;
        _variables["CI_REGISTRY_PASSWORD"] = Value + "\n";
        _variables["CI_PROJECT"] = "web";
        _variables["MULTIARCH_GIT_PASSWORD"] = "g1t-password";
        _variables["CI_JOB_TOKEN"] = "g1t-password";

        var host = Read("--image=registry.example.com/a:1", "--registry-username=ci").Host;

        var hidden = host.SecretVariables.Hide(new ProcessRequest("podman", [])
        {
            Environment = new Dictionary<string, string?> { ["CI_JOB_TOKEN"] = "given" },
        });
        hidden.ShouldContainKeyAndValue("CI_REGISTRY_PASSWORD", null);
        hidden.ShouldContainKeyAndValue("CI_JOB_TOKEN", "given");
        hidden.ShouldNotContainKey("CI_PROJECT");
        Problem("--image=registry.example.com/a:1", "--registry-username=ci", "--build-arg=CI_REGISTRY_PASSWORD").Id.ShouldBe("MA1252");
    }

    [Theory]
    [InlineData("--build-arg=MULTIARCH_REGISTRY_PASSWORD")]
    [InlineData("--build-arg=NPM_TOKEN", "--secret=id=npm,env=NPM_TOKEN")]
    public void A_variable_with_a_secret_is_no_build_argument(params string[] arguments)
    {
        _variables["MULTIARCH_REGISTRY_PASSWORD"] = Value;

        var problem = Problem(arguments);

        problem.Id.ShouldBe("MA1252");
        problem.Repair.ShouldContain("RUN --mount=type=secret");
        problem.ToString().ShouldNotContain(Value);
    }

    [Fact]
    public void Another_variable_may_be_a_build_argument() =>
        Read("--build-arg=NPM_TOKEN").Settings.Builds.Values.First().BuildArgs["NPM_TOKEN"].ShouldBe(Value);

    [Theory]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n", "s3cret")]
    [InlineData(" s3cret ", " s3cret ")]
    public void A_password_has_no_line_end(string variable, string password)
    {
        _variables["MULTIARCH_REGISTRY_PASSWORD"] = variable;

        Read("--image=registry.example.com/a:1", "--registry-username=ci").Settings.Login!.Password.ShouldBe(password);
    }

    [Theory]
    [InlineData("ci", "two\nl1nes-0f-it")]
    [InlineData("ci:x", "s3cret")]
    [InlineData("c\ti", "s3cret")]
    public void Credentials_that_cannot_be_sent_are_refused(string username, string password)
    {
        _variables["MULTIARCH_REGISTRY_PASSWORD"] = password;

        var problem = Problem("--image=registry.example.com/a:1", $"--registry-username={username}");

        problem.Id.ShouldBe("MA1701");
        problem.ToString().ShouldNotContain(password.Split('\n')[^1]);
    }

    private List<string> Flags(string[] arguments, Action<MultiArchDefinition> define) =>
        [.. Read(arguments, define).Settings.Secrets.Select(secret => secret.Flag)];

    private Problem Problem(params string[] arguments) => Should.Throw<MultiArchException>(() => Read(arguments)).Problem;

    private (MultiArchSettings Settings, Host Host) Read(params string[] arguments) => Read(arguments, _ => { });

    private (MultiArchSettings Settings, Host Host) Read(string[] arguments, Action<MultiArchDefinition> define)
    {
        var variables = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => "");
        foreach (var (name, value) in _variables)
        {
            variables[name] = value;
        }

        var cake = new TestCake(_folder, arguments, variables);
        var definition = new MultiArchDefinition();
        define(definition);
        var host = Host.From(cake.Context);
        return (new SettingsReader(host, cake.Context.Arguments, definition).Read(), host);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
        File.WriteAllText(Path.Combine(_folder, name), text);
    }
}
