using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt.Qemu;

/// <summary>
/// The distribution's package, with package managers that are scripts: they write down how they are called, and install a file.
/// </summary>
public sealed class QemuFromPackageTests : IDisposable
{
    private readonly FakeHost _host = new();

    public QemuFromPackageTests() =>
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Nothing_is_installed_unless_it_is_asked_for()
    {
        Manager("apt-get");

        (await _host.AsRoot().FailAsync("linux/s390x")).Repair.ShouldStartWith(
            "apt-get install -y qemu-user-static; or set InstallPackage, "
        );

        Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_installed_where_the_host_has_one_that_serves()
    {
        Manager("apt-get");
        _host.InstallQemu("qemu-s390x-static");

        await EnsureAsync(_host.AsRoot(), "linux/s390x");

        Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Root_installs_with_apt_get_after_the_lists_were_refreshed_and_says_each_command_before()
    {
        Manager("apt-get");

        var report = await EnsureAsync(_host.AsRoot(), "linux/s390x");

        report.Platforms.Single().Registered.ShouldBeTrue();
        Plain(Calls).ShouldBe(["apt-get update noninteractive", "apt-get install -y qemu-user-static noninteractive"]);
        Plain(_host.Log.Lines.Where(line => line.StartsWith("QEMU: ", StringComparison.Ordinal)))
            .ShouldBe([
                "QEMU: env DEBIAN_FRONTEND=noninteractive apt-get update",
                "QEMU: env DEBIAN_FRONTEND=noninteractive apt-get install -y qemu-user-static",
            ]);
    }

    [Fact]
    public async Task A_user_installs_by_a_sudo_that_may_not_ask()
    {
        Manager("dnf");
        Sudo("""shift; exec "$@" """);

        await EnsureAsync(_host.AsUser(), "linux/s390x", BinfmtMode.Register);

        Calls.ShouldBe(["sudo -n dnf install -y qemu-user-static", "dnf install -y qemu-user-static"]);
    }

    [Fact]
    public async Task Apk_installs_the_package_of_each_architecture_that_is_missing()
    {
        Manager("apk");
        _host.InstallQemu("qemu-arm");

        await EnsureAsync(_host.AsRoot(), "linux/s390x,linux/arm,linux/arm64");

        Calls.ShouldBe(["apk add qemu-s390x", "apk add qemu-aarch64"]);
    }

    [Fact]
    public async Task Lists_that_cannot_be_refreshed_do_not_keep_it_from_being_installed()
    {
        Manager("apt-get", """case "$*" in *update) echo 'E: no network' >&2; exit 100;; esac""");

        await EnsureAsync(_host.AsRoot(), "linux/s390x");

        _host.Log.Lines.ShouldContain(
            "The package lists could not be refreshed, going on with those that are there. apt-get ended with code 100: E: no network"
        );
    }

    [Fact]
    public async Task A_package_manager_that_fails_is_quoted_and_run_once()
    {
        Manager("dnf", "echo 'Error: Unable to find a match: qemu-user-static' >&2; exit 1");

        var problem = await FailAsync(_host.AsRoot(), "linux/s390x", "linux/arm");

        problem.Id.ShouldBe("MA1209");
        problem.Why.ShouldContain(
            $"No qemu-s390x-static and no static qemu-s390x is in the folders of PATH, {_host.Qemu}, what dnf install -y qemu-user-static brings "
            + "(MA1232: QEMU's package was not installed. dnf ended with code 1: Error: Unable to find a match: qemu-user-static).");
        problem.Repair.ShouldBe("dnf install -y qemu-user-static; or set QemuImages or QemuDownloads of BinfmtSettings");
        Calls.ShouldBe(["dnf install -y qemu-user-static"]);
    }

    [Fact]
    public async Task A_sudo_that_wants_a_password_is_quoted()
    {
        Manager("dnf");
        Sudo("echo 'sudo: a password is required' >&2; exit 1");

        (await FailAsync(_host.AsUser(), "linux/s390x")).Why.ShouldContain("dnf ended with code 1: sudo: a password is required");

        Calls.ShouldBe(["sudo -n dnf install -y qemu-user-static"]);
    }

    [Fact]
    public async Task A_user_without_sudo_is_told_to_be_root()
    {
        Manager("dnf");

        (await FailAsync(_host.AsUser(), "linux/s390x")).Why.ShouldContain(
            "MA1232: QEMU's package was not installed. This is not root, and there is no sudo"
        );

        Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_without_a_package_manager_that_is_known_is_told_so()
    {
        (await FailAsync(_host.AsRoot(), "linux/s390x")).Why.ShouldContain(
            "MA1232: No package manager that is known is on this host. Looked for were apt-get, dnf, apk");
    }

    [Fact]
    public async Task A_package_that_brings_a_program_which_does_not_serve_is_of_no_use()
    {
        Manager("dnf");
        _host.Version.Answer = _ => FakeVersion.Says("Illegal instruction", exitCode: 132);

        (await FailAsync(_host.AsRoot(), "linux/s390x")).Why.ShouldContain(
            $"{_host.Qemu}/qemu-s390x-static ended with code 132 when it was asked for its version (it wrote: Illegal instruction)");
    }

    [Fact]
    public async Task A_package_manager_that_has_begun_is_waited_for()
    {
        var (begun, ended) = (Path.Combine(_host.Programs, "begun"), Path.Combine(_host.Programs, "ended"));
        Manager("dnf", $"trap '' INT TERM; echo > {begun}; sleep 1; echo > {ended}");
        using var stop = new CancellationTokenSource();
        var settings = new BinfmtSettings { InstallPackage = true, Platforms = { "linux/s390x" } };

        var running = _host.AsRoot().EnsureAsync(settings, stop.Token);
        SpinWait.SpinUntil(() => File.Exists(begun), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        File.Exists(ended).ShouldBeTrue();
        _host.Registered.ShouldBeEmpty();
    }

    private IReadOnlyList<string> Calls => File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];

    private string CallsFile => Path.Combine(_host.Programs, "calls");

    /// <summary>Without what is there for other runs and closed folders only.</summary>
    private static IEnumerable<string> Plain(IEnumerable<string> lines) => lines.Select(line => line
        .Replace(" -o DPkg::Lock::Timeout=120", "", StringComparison.Ordinal)
        .Replace(" -o APT::Sandbox::User=root", "", StringComparison.Ordinal));

    /// <summary>The package manager brings QEMU for s390x under Debian's name, and for the architecture that apk is told.</summary>
    private void Manager(string name, string first = "")
    {
        var ready = Path.GetDirectoryName(_host.InstallQemu("qemu", folder: "ready"))!;
        Script(name, $"""
            {first}
            case "$*" in
            add*) cp {ready}/qemu {_host.Qemu}/$2 ;;
            *install*) cp {ready}/qemu {_host.Qemu}/qemu-s390x-static ;;
            esac
            """);
    }

    private void Sudo(string body) => Script("sudo", body);

    private void Script(string name, string body) =>
        _host.Install(
            Path.Combine("programs", name),
            System.Text.Encoding.UTF8.GetBytes(
                $"#!/bin/sh\nwords=; for word; do words=\"$words ${{word##*/}}\"; done\necho \"{name}$words{(name == "apt-get" ? " $DEBIAN_FRONTEND" : "")}\" >> {CallsFile}\n{body}\n"
            )
        );

    private static Task<BinfmtReport> EnsureAsync(BinfmtHost host, string platforms, BinfmtMode mode = BinfmtMode.Auto)
    {
        var settings = new BinfmtSettings { InstallPackage = true, Mode = mode };
        foreach (var platform in platforms.Split(','))
        {
            settings.Platforms.Add(platform);
        }

        return host.SucceedAsync(settings);
    }

    private static Task<Problem> FailAsync(BinfmtHost host, params string[] platforms) =>
        host.FailAsync(new BinfmtSettings { InstallPackage = true, Mode = BinfmtMode.Register }, platforms);
}
