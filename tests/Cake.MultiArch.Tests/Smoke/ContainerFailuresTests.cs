using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Smoke;

namespace Cake.MultiArch.Tests.Smoke;

/// <summary>What podman 4.3 and 5.4 with runc 1.1 and crun 1.8 and 1.21 have said, word for word.</summary>
public sealed class ContainerFailuresTests
{
    [Theory]
    [InlineData(
        "Error: runc: runc create failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found"
    )]
    [InlineData(
        "Error: runc: runc create failed: unable to start container process: exec: \"/bin/nosuch\": stat /bin/nosuch: no such file or directory: OCI runtime attempted to invoke a command that was not found"
    )]
    [InlineData(
        "Error: preparing container 22ebd7b2b596a51f for attach: runc: runc create failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found"
    )]
    [InlineData(
        "Error: crun: executable file `nosuch` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found"
    )]
    [InlineData(
        "Error: crun: executable file `/bin/nosuch` not found: No such file or directory: OCI runtime attempted to invoke a command that was not found"
    )]
    public void A_program_that_is_not_in_the_image(string said) => OfStart(said).Id.ShouldBe("MA1632");

    [Theory]
    [InlineData(
        "Error: runc: runc create failed: unable to start container process: exec: \"/bin/plain\": permission denied: OCI permission denied"
    )]
    [InlineData("Error: OCI runtime error: runc: runc create failed: unable to start container process: exec: \"/bin\": is a directory")]
    [InlineData("Error: crun: open executable: Permission denied: OCI permission denied")]
    [InlineData("Error: crun: open executable: Operation not permitted: OCI permission denied")]
    [InlineData("Error: crun: the path `/bin/plain` exists but it is not executable: Operation not permitted: OCI permission denied")]
    [InlineData("Error: crun: the path `/bin` is not a regular file: Operation not permitted: OCI permission denied")]
    public void A_program_that_is_no_program(string said) => OfStart(said).Id.ShouldBe("MA1633");

    [Theory]
    [InlineData("Error: unable to find user nosuch: no matching entries in passwd file")]
    [InlineData("Error: workdir \"/nosuch\" does not exist on container e216ea9058b6e6d8")]
    public void An_image_that_contradicts_itself(string said)
    {
        var problem = OfStart(said);

        problem.Id.ShouldBe("MA1637");
        problem.Why.ShouldBe(said);
    }

    [Theory]
    [InlineData(
        "Error: OCI runtime error: crun: cgroups in hybrid mode not supported, drop all controllers from cgroupv2",
        "cgroups version 1 and version 2 side by side",
        "runtime = \"runc\""
    )]
    [InlineData(
        "Error: crun: setrlimit `RLIMIT_NOFILE`: Operation not permitted: OCI permission denied",
        "higher limits",
        "default_ulimits"
    )]
    [InlineData(
        "Error: runc: runc create failed: unable to start container process: error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: OCI permission denied",
        "higher limits",
        "default_ulimits"
    )]
    [InlineData(
        "Error: default OCI runtime \"nosuch\" not found: invalid argument",
        "The OCI runtime nosuch is not installed",
        "Install crun or runc"
    )]
    [InlineData(
        "Error: OCI runtime error: runc: runc create failed: systemd not running on this host, cannot use systemd cgroups manager",
        "needs systemd",
        "cgroup_manager = \"cgroupfs\""
    )]
    [InlineData(
        "Error: OCI runtime error: runc: runc create failed: unable to start container process: can't get final child's PID from pipe: EOF",
        "namespaces",
        "securityContext"
    )]
    [InlineData("Error: OCI runtime error: crun: clone: No space left on device", "namespaces", "securityContext")]
    [InlineData(
        "Error: OCI runtime error: crun: mount `devpts` to `dev/pts`: Invalid argument",
        "group of terminals",
        "usermod --add-subuids"
    )]
    [InlineData(
        "Error: crun: open /proc/sys/kernel/cap_last_cap: No such file or directory: OCI runtime attempted to invoke a command that was not found",
        "such as /proc",
        "procMount"
    )]
    [InlineData("Error: something new", "Error: something new", "Run this on an agent that can run containers, or leave --smoke out.")]
    public void A_host_that_cannot_run_containers(string said, string why, string repair)
    {
        var problem = OfStart("time=\"2026-11-25T00:34:55Z\" level=warning msg=\"exec format error of another\"", said);

        problem.Id.ShouldBe("MA1636", said);
        problem.Why.ShouldContain(why);
        problem.Why.ShouldContain(said);
        problem.Where.ShouldBe("podman run x");
        problem.Repair.ShouldContain(repair);
        problem.Repair.ShouldContain("leave --smoke out");
    }

    [Fact]
    public void A_podman_that_says_nothing_is_told_by_its_exit_code() =>
        OfStart().Why.ShouldBe("Podman ended with exit code 126 without a message.");

    [Theory]
    [InlineData("exec /bin/foreign: exec format error", "MA1634")]
    [InlineData("standard_init_linux.go:228: exec user process caused: exec format error", "MA1634")]
    [InlineData(
        "{\"msg\":\"exec container process `/bin/foreign`: Exec format error\",\"level\":\"error\",\"time\":\"2026-11-25T00:31:32.495057Z\"}",
        "MA1634"
    )]
    [InlineData("exec /bin/script: no such file or directory", "MA1632")]
    [InlineData(
        "{\"msg\":\"exec container process (missing dynamic library?) `/bin/dyn`: No such file or directory\",\"level\":\"error\",\"time\":\"2026-11-25T00:31:32.610082Z\"}",
        "MA1632"
    )]
    [InlineData("/bin/sh: /bin/foreign: exec format error", "MA1631")]
    public void What_the_runtime_says_in_the_place_of_the_program(string line, string id)
    {
        var ended = new ContainerState(HasStarted: true, HasEnded: true, 1, IsOutOfMemory: false);

        Of(ended, line)!.Id.ShouldBe(id);
        Of(ended, "time=\"2026-11-25T00:34:57Z\" level=error msg=\"cannot find UID/GID for user: no subuid ranges found\"", line)!
            .Id.ShouldBe(id);
    }

    [Fact]
    public void A_program_that_wrote_before_it_ended_was_started()
    {
        var problem = Of(
            new ContainerState(HasStarted: true, HasEnded: true, 1, IsOutOfMemory: false),
            "Starting",
            "exec /bin/foreign: exec format error"
        )!;

        problem.Id.ShouldBe("MA1631");
        problem.Where.ShouldBe("app 'two words'");
        problem.Why.ShouldBe("exec /bin/foreign: exec format error");
        problem.Details.ShouldBe(["Starting", "exec /bin/foreign: exec format error"]);
    }

    [Fact]
    public void Only_a_container_that_has_ended_well_has_passed_whatever_podman_ended_with()
    {
        Of(new ContainerState(HasStarted: true, HasEnded: true, 0, IsOutOfMemory: false)).ShouldBeNull();
        Of(new ContainerState(HasStarted: true, HasEnded: false, 0, IsOutOfMemory: false))!
            .What.ShouldBe("Podman ended before the smoke test of linux/arm64 did.");
        Of(new ContainerState(HasStarted: true, HasEnded: true, 0, IsOutOfMemory: true))!
            .Why.ShouldBe("The kernel ended it, because there was no memory left.");
        Of(new ContainerState(HasStarted: true, HasEnded: true, 137, IsOutOfMemory: true))!
            .Why.ShouldBe("The kernel ended it, because there was no memory left.");
        Of(new ContainerState(HasStarted: true, HasEnded: true, 3, IsOutOfMemory: false))!.Why.ShouldBe("It wrote nothing.");
    }

    private static Problem OfStart(params string[] lines)
    {
        // Podman leaves a container that was made and not started, or none.
        var problem = Of(new ContainerState(HasStarted: false, HasEnded: false, 0, IsOutOfMemory: false), lines)!;
        Of(null, lines)!.Id.ShouldBe(problem.Id);
        return problem;
    }

    private static Problem? Of(ContainerState? state, params string[] lines) => ContainerFailures.Of(
        "linux/arm64", ["app", "two words"], new ContainerEnd(new ProcessOutcome(126, "", lines, lines), "podman run x", state));
}
