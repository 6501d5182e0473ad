using Cake.Core.Diagnostics;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Processes;

public sealed class SecretTests : IDisposable
{
    private const string Password = "p4ss/w'or\"d & \\more";

    private readonly FakePodmanFolder _program = new();
    private readonly TestLog _log = new() { Verbosity = Verbosity.Diagnostic };
    private readonly Host _host;

    public SecretTests()
    {
        _host = TestHost.Create(_log);
        _host.Secrets.AddLogin(new Login("ci", Password));
    }

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_secret_in_the_output_is_masked_wherever_it_is_shown()
    {
        _program.On("work").Out($"login with {Password} failed").Error($"token={Uri.EscapeDataString(Password)}")
            .Error("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"ci:{Password}")));
        var lines = new List<ProcessLine>();

        var outcome = await RunAsync(new ProcessRequest(_program.Program, ["work"]) { OnLine = lines.Add });

        string[] expected = ["login with [REDACTED] failed", "token=[REDACTED]", "Basic [REDACTED]"];
        lines.Select(line => line.Text).ShouldBe(expected, ignoreOrder: true);
        outcome.Tail.ShouldBe(expected, ignoreOrder: true);
        outcome.Errors.ShouldBe(expected[1..]);
    }

    [Fact]
    public async Task A_secret_in_the_command_line_is_masked_in_the_log_whatever_quotes_it_has()
    {
        _program.On("work").Exit(0);

        await RunAsync(new ProcessRequest(_program.Program, ["work", $"--build-arg=TOKEN={Password}"]));

        _log.Lines.ShouldBe(["$ podman work '--build-arg=TOKEN=[REDACTED]'"]);
    }

    [Fact]
    public async Task A_secret_in_a_customised_command_line_is_masked_in_the_log()
    {
        _program.On("work").Exit(0);
        var customised = new CustomisedArguments(
            "work --x=1",
            $"work \"{Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        );

        await RunAsync(new ProcessRequest(_program.Program, []) { Customised = customised });

        _log.Lines.ShouldBe(["$ podman work \"[REDACTED]\""]);
        _program.Calls.ShouldHaveSingleItem().Arguments.ShouldBe(["work", "--x=1"]);
    }

    [Fact]
    public async Task A_secret_is_in_no_problem()
    {
        _program.On("work").Out(Password).Add("hold");
        var request = new ProcessRequest(_program.Program, ["work", Password]) { Timeout = TimeSpan.FromSeconds(1) };

        var failure = await Should.ThrowAsync<MultiArchException>(RunAsync(request));

        failure.ToString().ShouldNotContain(Password);
        failure.Problem.Details.ShouldBe(["[REDACTED]"]);
        failure.Problem.Where.ShouldBe("podman work '[REDACTED]'");
    }

    [Fact]
    public async Task A_secret_of_several_lines_is_masked_line_by_line()
    {
        _host.Secrets.Add("-----BEGIN KEY-----\nabcdefghijkl\n-----END KEY-----\n");
        _program.On("work").Out("-----BEGIN KEY-----").Out("abcdefghijkl").Out("-----END KEY-----");

        (await RunAsync(new ProcessRequest(_program.Program, ["work"]))).Tail.ShouldBe(["[REDACTED]", "[REDACTED]", "[REDACTED]"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(18)]
    public async Task A_secret_across_the_cut_of_a_line_that_is_too_long_is_masked(int before)
    {
        _program.On("work").Out(new string('x', LineTarget.MaxLineLength - before) + Password + "rest");

        var line = (await RunAsync(new ProcessRequest(_program.Program, ["work"]))).Tail.ShouldHaveSingleItem();

        line.ShouldBe(new string('x', LineTarget.MaxLineLength - before) + "[REDACTED] … (line cut)");
    }

    [Fact]
    public async Task A_variable_with_a_secret_is_inherited_by_a_program_that_is_given_it_and_by_no_other()
    {
        const string Inherited = "MULTIARCH_REGISTRY_PASSWORD";
        _program.On("work").Exit(0);
        _host.SecretVariables.Add("NPM_TOKEN");
        Environment.SetEnvironmentVariable(Inherited, Password);
        Environment.SetEnvironmentVariable("NPM_TOKEN", Password);
        try
        {
            await RunAsync(new ProcessRequest(_program.Program, ["work", "1"]));
            await RunAsync(
                new ProcessRequest(_program.Program, ["work", "2"])
                {
                    Environment = new Dictionary<string, string?> { ["NPM_TOKEN"] = "given", ["A"] = "b" },
                }
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable(Inherited, null);
            Environment.SetEnvironmentVariable("NPM_TOKEN", null);
        }

        _program.Calls[0].Environment.Keys.ShouldNotContain(Inherited);
        _program.Calls[0].Environment.Keys.ShouldNotContain("NPM_TOKEN");
        _program.Calls[0].Environment.Keys.ShouldContain("PATH");
        _program.Calls[1].Environment.Keys.ShouldNotContain(Inherited);
        _program.Calls[1].Environment["NPM_TOKEN"].ShouldBe("given");
        _program.Calls[1].Environment["A"].ShouldBe("b");
    }

    [Fact]
    public async Task A_program_that_authenticates_keeps_what_is_only_a_build_secret_and_every_program_its_proxy()
    {
        string[] names = ["MULTIARCH_REGISTRY_PASSWORD", "CLOUD_KEY", "HTTPS_PROXY"];
        _program.On("work").Exit(0);
        foreach (var name in names)
        {
            _host.SecretVariables.Add(name);
            Environment.SetEnvironmentVariable(name, Password);
        }

        try
        {
            await RunAsync(new ProcessRequest(_program.Program, ["work"]) { KeepsBuildSecrets = true });
            await RunAsync(new ProcessRequest(_program.Program, ["work"]));
        }
        finally
        {
            foreach (var name in names)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        _program
            .Calls.Select(call => string.Join(' ', names.Where(call.Environment.ContainsKey)))
            .ShouldBe(["CLOUD_KEY HTTPS_PROXY", "HTTPS_PROXY"]);
    }

    [Fact]
    public void The_longer_of_two_secrets_is_masked_as_a_whole()
    {
        var secrets = new Secrets();
        secrets.Add("abc");
        secrets.Add("abcdef");

        secrets.Redact("abcdef abc").ShouldBe("[REDACTED] [REDACTED]");
    }

    [Fact]
    public void An_empty_value_is_no_secret()
    {
        var secrets = new Secrets();
        secrets.Add("");
        secrets.Add(null);

        secrets.Redact("text").ShouldBe("text");
    }

    private Task<ProcessOutcome> RunAsync(ProcessRequest request) =>
        new ProcessRunner(_host) { GracePeriod = TimeSpan.FromMilliseconds(200) }.RunAsync(request, TestContext.Current.CancellationToken);
}
