using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>.ci/run beside a build.sh that leaves chosen results.</summary>
public sealed class CiRunTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new("ci");

    [Fact]
    public async Task It_runs_the_commands_of_the_README_and_adds_up_the_results()
    {
        Leave(unit: Results(41, 0), integration: Results(7, 0), report: """{ "succeeded": true }""");

        var finished = (await RunAsync()).ShouldSucceed();

        File.ReadAllLines(_folder.Combine("calls")).ShouldBe(["--setup --target=PushMultiArch", "--setup --target=Test"]);
        finished.Output.ShouldEndWith("\n48 passed, 0 failed\n");
    }

    [Fact]
    public async Task A_failed_test_fails_the_run()
    {
        Leave(unit: Results(41, 1), integration: Results(7, 2), report: """{ "succeeded": true }""");

        (await RunAsync()).ShouldFail().Output.ShouldEndWith("\n48 passed, 3 failed\n");
    }

    [Fact]
    public async Task A_command_that_fails_fails_the_run()
    {
        Leave(unit: Results(41, 0), integration: Results(7, 0), report: """{ "succeeded": true }""", exitCode: 3);

        (await RunAsync()).ShouldFail().Output.ShouldEndWith("\n48 passed, 0 failed\n");
    }

    [Theory]
    [InlineData("""{ "succeeded": false }""")]
    [InlineData(null)]
    public async Task A_push_that_did_not_succeed_fails_the_run(string? report)
    {
        Leave(unit: Results(41, 0), integration: Results(7, 0), report);

        (await RunAsync()).ShouldFail().Output.ShouldContain("does not say that the push succeeded");
    }

    [Fact]
    public async Task A_run_without_tests_fails()
    {
        Leave(unit: Results(0, 0), integration: Results(0, 0), report: """{ "succeeded": true }""");

        (await RunAsync()).ShouldFail().Output.ShouldEndWith(".ci/run: no test ran\n\n0 passed, 0 failed\n");
    }

    [Fact]
    public async Task What_it_runs_can_be_interrupted_even_where_it_was_started_with_SIGINT_ignored()
    {
        Leave(unit: Results(1, 0), integration: Results(1, 0), report: """{ "succeeded": true }""");

        var finished = await Programs.RunAsync(
            "/",
            Programs.Inherited(),
            "sh",
            "-c",
            "trap '' INT; exec bash \"$0\"",
            _folder.Combine(".ci/run")
        );

        // https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: a bit a signal, the lowest for signal 1.
        finished.ShouldSucceed();
        var ignored = File.ReadAllLines(_folder.Combine("ignored")).Select(line => Convert.ToUInt64(line.Split('\t')[1], 16)).ToList();
        ignored.Count.ShouldBe(2);
        ignored.ShouldAllBe(signals => (signals & (1UL << (UnixSignal.Interrupt - 1))) == 0);
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private static string Results(int passed, int failed) =>
        $"""<TestRun><ResultSummary outcome="Completed"><Counters total="{passed + failed}" executed="{passed + failed}" passed="{passed}" failed="{failed}" error="0" timeout="0" aborted="0" passedButRunAborted="9" /></ResultSummary></TestRun>""";

    private void Leave(string unit, string integration, string? report, int exitCode = 0)
    {
        Directory.CreateDirectory(_folder.Combine(".ci"));
        File.Copy(Sources.PathOf(".ci/run"), _folder.Combine(".ci/run"));
        File.WriteAllText(_folder.Combine("build.sh"), $$"""
            #!/bin/sh
            echo "$*" >>calls
            grep SigIgn /proc/self/status >>ignored
            mkdir -p artifacts/tests
            cat >artifacts/tests/unit.trx <<'EOF'
            {{unit}}
            EOF
            cat >artifacts/tests/integration.trx <<'EOF'
            {{integration}}
            EOF
            {{(report is null ? ":" : $"echo '{report}' >artifacts/multiarch-report.json")}}
            exit {{exitCode}}
            """);
        File.SetUnixFileMode(_folder.Combine("build.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<Finished> RunAsync() => Programs.RunAsync("/", Programs.Inherited(), "bash", _folder.Combine(".ci/run"));
}
