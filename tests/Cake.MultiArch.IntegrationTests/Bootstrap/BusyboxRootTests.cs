using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The root file systems that the sample's base is made of where no registry is reachable.</summary>
public sealed class BusyboxRootTests : IAsyncDisposable
{
    // e_machine of the ELF header, https://www.sco.com/developers/gabi/latest/ch4.eheader.html
    private const ushort Amd64 = 62, Arm64 = 183;

    private readonly TestFolder _folder = new("rootfs");

    [Fact]
    public async Task Each_architecture_gets_its_own_busybox_and_the_hosts_packages_stay_as_they_are()
    {
        var before = await HostAsync();

        var first = (await MakeAsync("amd64", "arm64")).ShouldSucceed();
        var again = (await MakeAsync("arm64", "amd64")).ShouldSucceed();
        var one = (await MakeAsync("amd64")).ShouldSucceed();

        foreach (var (name, machine) in new[] { ("amd64", Amd64), ("arm64", Arm64) })
        {
            var program = _folder.Combine("roots", name, "bin");
            BitConverter
                .ToUInt16(
                    (await File.ReadAllBytesAsync(Path.Combine(program, "busybox"), TestContext.Current.CancellationToken)).AsSpan(18, 2)
                )
                .ShouldBe(machine);
            foreach (var applet in (string[])["sh", "uname", "sed", "hostname", "httpd", "sleep", "ls", "["])
                new FileInfo(Path.Combine(program, applet)).LinkTarget.ShouldBe("busybox");
        }

        first.Output.Trim().Length.ShouldBe(16);
        again.Output.ShouldBe(first.Output);
        one.Output.ShouldNotBe(first.Output);
        (await HostAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_the_host_runs_after_an_update_of_its_lists_is_not_run()
    {
        var marker = _folder.Combine("marker");
        var settings = _folder.Write("apt.conf", $$"""
            APT::Update::Pre-Invoke { "touch {{marker}}"; };
            APT::Update::Post-Invoke { "touch {{marker}}"; };
            APT::Update::Post-Invoke-Success { "touch {{marker}}"; };
            """);

        (await MakeAsync(new Dictionary<string, string> { ["APT_CONFIG"] = settings }, "amd64")).ShouldSucceed();

        File.Exists(marker).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sparc", "Debian has no architecture that is OCI's sparc")]
    [InlineData("loong64", "no busybox-static for loong64")]
    public async Task An_architecture_that_Debian_does_not_have_is_named(string architecture, string sentence)
    {
        var finished = (await MakeAsync(architecture)).ShouldFail();

        finished.Error.ShouldContain($"busybox-rootfs.sh: error: {sentence}");
        finished.Output.ShouldBeEmpty();
        Directory.GetDirectories(_folder.Combine("roots")).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private Task<Finished> MakeAsync(params string[] architectures) => MakeAsync(new Dictionary<string, string>(), architectures);

    private Task<Finished> MakeAsync(Dictionary<string, string> variables, params string[] architectures)
    {
        var environment = Programs.Inherited();
        foreach (var (name, value) in variables)
            environment[name] = value;
        return Programs.RunAsync(
            "/",
            environment,
            "sh",
            [Sources.PathOf("eng/busybox-rootfs.sh"), _folder.Combine("roots"), .. architectures]
        );
    }

    /// <summary>What apt and dpkg know on this host.</summary>
    private static async Task<string> HostAsync() =>
        (
            await TestProgram.RunAsync(
                "sh",
                "-c",
                "dpkg --print-foreign-architectures; apt-config dump; ls -l /var/lib/apt/lists /var/cache/apt /var/cache/apt/archives /var/lib/dpkg/status"
            )
        ).Text;
}
