using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>What is changed only when it is asked for: flags, a reset, files that outlive a reboot.</summary>
public sealed class BinfmtChangeTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_flag_C_is_registered_only_when_it_is_asked_for()
    {
        _host.InstallQemu("qemu-s390x-static");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        await _host.AsRoot().EnsureAsync(new BinfmtSettings { Platforms = { "linux/s390x" }, Credentials = true }, Token);

        _host.Registered.ShouldEndWith(":POCF");
    }

    [Theory]
    [InlineData(BinfmtMode.Verify, false, "Reset is not possible with the mode Verify.")]
    [InlineData(BinfmtMode.Verify, true, "Persist is not possible with the mode Verify.")]
    [InlineData(BinfmtMode.Auto, true, "Persist is not possible with the mode Auto.")]
    [InlineData(BinfmtMode.Rootless, true, "Persist is not possible with the mode Rootless.")]
    public async Task What_changes_the_host_is_refused_where_nothing_is_changed(BinfmtMode mode, bool persist, string what)
    {
        var settings = new BinfmtSettings { Mode = mode, Persist = persist, Reset = !persist };

        var problem = await _host.AsUser().FailAsync(settings, "linux/arm64");

        (problem.Id, problem.What).ShouldBe(("MA1225", what));
        _host.Probe.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Root_has_no_namespace_of_podmans()
    {
        var problem = await _host.AsRoot().FailAsync(new BinfmtSettings { Mode = BinfmtMode.Rootless }, "linux/arm64");

        (problem.Id, problem.Why).ShouldBe(("MA1222", "This is root, for whom podman keeps no namespace."));
    }

    [Fact]
    public async Task A_user_without_podman_has_none_either() =>
        (await _host.AsUser().FailAsync(new BinfmtSettings { Mode = BinfmtMode.Rootless }, "linux/arm64")).Why.ShouldStartWith(
            "podman unshare does not work"
        );

    [Fact]
    public async Task A_handler_outlives_a_reboot_in_a_file_that_systemd_reads()
    {
        var qemu = _host.InstallQemu("qemu-aarch64-static");
        _host.Handler("qemu-aarch64", "arm64", qemu, "POF");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");

        (await PersistAsync("linux/arm64")).ShouldBeNull();

        var file = Directory.GetFiles(_host.Etc).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldBe("zz-multiarch-aarch64.conf");
        File.ReadAllLines(file)[1].ShouldBe(RegisterLine.Write("qemu-aarch64", ElfArchitecture.Find("arm64")!, qemu, "POF"));
    }

    [Fact]
    public async Task A_handler_that_a_file_names_already_is_left_to_it()
    {
        var qemu = _host.InstallQemu("qemu-aarch64-static");
        _host.Handler("qemu-aarch64", "arm64", qemu, "POF");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");
        await PersistAsync("linux/arm64");
        var file = Directory.GetFiles(_host.Etc).Single();
        File.Move(file, Path.Combine(_host.Etc, "distribution.conf"));

        (await PersistAsync("linux/arm64")).ShouldBeNull();

        Directory.GetFiles(_host.Etc).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_handler_that_cannot_be_read_or_whose_interpreter_is_not_here_is_not_persisted()
    {
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");

        (await PersistAsync("linux/arm64"))!.Why.ShouldStartWith("The handler that runs the platform cannot be read here");

        _host.Handler("qemu-aarch64", "arm64", "/only/in/a/container", "POF");
        var problem = await PersistAsync("linux/arm64");

        (problem!.Id, Directory.Exists(_host.Etc)).ShouldBe(("MA1224", false));
        problem.Why.ShouldStartWith("/only/in/a/container is not a program of this host");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_a_failure_with_the_line_to_write()
    {
        var qemu = _host.InstallQemu("qemu-aarch64-static");
        _host.Handler("qemu-aarch64", "arm64", qemu, "POF");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");
        File.WriteAllText(_host.Etc, "in the way");

        var problem = await PersistAsync("linux/arm64");

        problem!.Id.ShouldBe("MA1224");
        problem.Repair.ShouldStartWith("printf '%s\\n' ':qemu-aarch64:M::");
        problem.Repair.ShouldEndWith($"| tee {_host.Etc}/zz-multiarch-aarch64.conf");
    }

    private async Task<Problem?> PersistAsync(params string[] platforms)
    {
        var settings = new BinfmtSettings { Persist = true }.With(platforms.Select(Platform.Parse));
        return (await _host.AsRoot().EnsureAsync(settings, Token)).Failure;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
