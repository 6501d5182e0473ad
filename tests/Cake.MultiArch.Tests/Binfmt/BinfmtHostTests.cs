using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

public sealed class BinfmtHostTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_hosts_own_platform_is_native_and_nothing_is_run_for_it()
    {
        var (report, _) = await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/amd64", "linux/amd64/v2" } }, Token);

        report.Platforms.ShouldBe(
        [
            new PlatformSupport("linux/amd64", SupportMode.Native),
            new PlatformSupport("linux/amd64/v2", SupportMode.Native),
        ]);
        _host.Probe.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Platforms_of_one_architecture_are_probed_once_and_answered_each_in_the_order_they_were_named()
    {
        _host.Handler("qemu-arm", "arm", "/usr/bin/qemu-arm-static", "POF");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();

        var (report, _) = await _host
            .AsUser()
            .EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm/v7", "linux/amd64", "linux/arm/v6", "linux/arm/v7" } }, Token);

        report.Platforms.Select(support => (support.Platform.ToString(), support.Mode)).ShouldBe(
            [("linux/arm/v7", SupportMode.Emulated), ("linux/amd64", SupportMode.Native), ("linux/arm/v6", SupportMode.Emulated)]);
        _host.Probe.Calls.ShouldHaveSingleItem().ShouldHaveSingleItem().Name.ShouldBe("arm");
    }

    [Fact]
    public async Task A_good_host_is_left_as_it_is_by_root_too()
    {
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "F");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();

        var (report, _) = await _host
            .AsRoot()
            .EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm64" }, Mode = BinfmtMode.Register }, Token);

        report.Platforms.ShouldBe([
            new PlatformSupport("linux/arm64", SupportMode.Emulated) { Interpreter = "/usr/bin/qemu-aarch64-static", Flags = "F" },
        ]);
        _host.Registered.ShouldBeEmpty();
        _host.Version.Asked.ShouldBeEmpty();
        _host.Log.Lines.ShouldBe(
        [
            "Platform     Mode      Interpreter                   Flags  QEMU  Handler",
            "linux/arm64  emulated  /usr/bin/qemu-aarch64-static  F      -     as it was",
        ]);
    }

    [Fact]
    public async Task In_a_container_where_no_handler_can_be_seen_a_platform_that_runs_is_emulated_by_something_unnamed()
    {
        _host.Unmount();
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();

        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm64" } }, Token)).Report.Platforms
            .ShouldBe([new PlatformSupport("linux/arm64", SupportMode.Emulated)]);
    }

    [Fact]
    public async Task The_cpus_own_32_bit_programs_are_native_unless_a_handler_takes_them()
    {
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();
        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/386" } }, Token))
            .Report.Platforms.Single()
            .Mode.ShouldBe(SupportMode.Native);

        _host.Handler("qemu-i386", "386", "/usr/bin/qemu-i386-static", "F");
        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/386" } }, Token))
            .Report.Platforms.Single()
            .Mode.ShouldBe(SupportMode.Emulated);
    }

    [Fact]
    public async Task Where_no_empty_root_can_be_made_the_flag_decides()
    {
        _host.Probe.Answer = _ => new ProbeOutcome.RunsHere();
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "OF");
        _host.Handler("qemu-arm", "arm", "/usr/bin/qemu-arm-static", "O");

        var status = await _host.AsUser().StatusAsync(new BinfmtSettings { Platforms = { "linux/arm64", "linux/arm" } }, Token);

        status.Platforms[0].Mode.ShouldBe(SupportMode.Emulated);
        status.Platforms[1].Problem!.Id.ShouldBe("MA1206");
    }

    [Fact]
    public async Task The_newest_handler_that_is_enabled_explains_a_platform()
    {
        _host.Handler("a-disabled-one", "arm64", "/disabled", "F", enabled: false);
        _host.Handler("qemu-aarch64", "arm64", "/in-force", "F");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();

        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm64" } }, Token))
            .Report.Platforms.Single()
            .Interpreter.ShouldBe("/in-force");
    }

    [Fact]
    public async Task Root_hands_the_kernel_one_line_and_proves_the_result()
    {
        var qemu = _host.InstallQemu("qemu-s390x-static");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        var (report, _) = await _host.AsRoot().EnsureAsync(new BinfmtSettings { Platforms = { "linux/s390x" } }, Token);

        _host.Registered.ShouldBe(RegisterLine.Write("qemu-s390x", ElfArchitecture.Find("s390x")!, qemu, "POF"));
        report.Platforms.Single().Registered.ShouldBeTrue();
        _host.Probe.Calls.Count.ShouldBe(2);
        _host.Log.Lines[0].ShouldBe($"binfmt_misc: registered qemu-s390x for s390x with {qemu}");
    }

    [Fact]
    public async Task On_an_old_kernel_the_flag_that_QEMU_could_not_be_told_of_is_left_out()
    {
        _host.Kernel("5.10.0-33-amd64");
        _host.InstallQemu("qemu-s390x-static");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        await _host.AsRoot().EnsureAsync(new BinfmtSettings { Platforms = { "linux/s390x" } }, Token);

        _host.Registered.ShouldEndWith(":OF");
    }

    [Fact]
    public async Task A_folder_of_the_settings_goes_before_the_others_and_may_be_relative()
    {
        _host.InstallQemu("qemu-s390x-static");
        var given = _host.InstallQemu("qemu-s390x", folder: "given");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        await _host.AsRoot().EnsureAsync(new BinfmtSettings { Platforms = { "linux/s390x" }, InterpreterFolders = { "given" } }, Token);

        _host.Registered.ShouldContain($":{given}:");
    }

    [Fact]
    public async Task The_table_has_what_runs_each_platform()
    {
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "POF");
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");

        await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/amd64", "linux/arm64" } }, Token);

        _host.Log.Lines.ShouldBe(
        [
            "Platform     Mode      Interpreter                   Flags  QEMU    Handler",
            "linux/amd64  native    -                             -      -       -",
            "linux/arm64  emulated  /usr/bin/qemu-aarch64-static  POF    7.2.22  as it was",
        ]);
    }

    [Theory]
    [InlineData("6.1.0-27-amd64", "F", true)]
    [InlineData("6.1.0-27-amd64", "POF", false)]
    [InlineData("5.10.0-33-amd64", "OF", false)]
    public async Task A_QEMU_that_does_not_pass_on_the_name_of_a_program_is_warned_of(string kernel, string flags, bool isWarned)
    {
        _host.Kernel(kernel);
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", flags);
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");

        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm64" } }, Token)).Failure.ShouldBeNull();

        _host.Log.Lines.Any(line => line.StartsWith("linux/arm64: its handler has no flag P", StringComparison.Ordinal)).ShouldBe(isWarned);
    }

    [Fact]
    public async Task The_version_tells_an_emulator_of_the_cpus_own_32_bit_programs_where_no_handler_can_be_seen()
    {
        _host.Unmount();
        _host.Probe.Answer = _ => new ProbeOutcome.Runs("7.2.22");

        (await _host.AsUser().EnsureAsync(new BinfmtSettings { Platforms = { "linux/386" } }, Token))
            .Report.Platforms.Single()
            .Mode.ShouldBe(SupportMode.Emulated);
    }

    [Fact]
    public async Task The_status_of_a_host_has_every_platform_and_why_one_does_not_run()
    {
        _host.Probe.Answer = architecture => architecture.Name == "arm64" ? new ProbeOutcome.Runs("7.2.22") : new ProbeOutcome.Refused(8);

        var report = await _host.AsRoot().StatusAsync(new BinfmtSettings { Reset = true }, Token);

        report
            .Platforms.Select(support => support.Platform.Architecture)
            .ShouldBe(ElfArchitecture.All.Select(architecture => architecture.Name));
        report
            .Platforms.Where(support => support.Problem is null)
            .Select(support => support.Mode)
            .ShouldBe([SupportMode.Native, SupportMode.Emulated]);
        report
            .Platforms.Single(support => support.Platform == "linux/s390x")
            .Problem!.What.ShouldBe("linux/s390x cannot be run on this host.");
        _host.Registered.ShouldBeEmpty();
        _host.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Off_looks_at_nothing()
    {
        (
            await _host.AsRoot().EnsureAsync(new BinfmtSettings { Platforms = { "linux/arm64" }, Mode = BinfmtMode.Off }, Token)
        ).Report.Platforms.ShouldBeEmpty();
        _host.Probe.Calls.ShouldBeEmpty();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
