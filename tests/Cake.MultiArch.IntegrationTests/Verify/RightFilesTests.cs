using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>Right images of real programs: nothing is said of them, however strictly they are checked.</summary>
public class RightFilesTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_static_site_has_no_programs_at_all()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.AddText("/index.html", "<h1>It works</h1>").CheckAsync("linux/arm64");

        ShouldBeRight(report);
        report.Programs.ShouldBe(0);
    }

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm64")]
    [InlineData("linux/s390x")]
    public async Task A_base_image_with_a_shell_that_starts_a_program(string platform)
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/usr/local/bin/web", platform["linux/".Length..]).CheckAsync(
            platform, $"FROM {image.Repository}:1\nCOPY root/ /\nENV PATH=/usr/local/bin:/bin\nCMD exec web --port 80");

        ShouldBeRight(report);
        report.Programs.ShouldBe(2);
    }

    [Theory]
    [InlineData("arm64", "arm64")]
    [InlineData("armhf", "arm/v7")]
    [InlineData("i386", "386")]
    public async Task A_program_of_Debian_with_its_libraries(string debian, string architecture)
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync(debian, "libc6", "hello"));

        var report = await image.CheckAsync($"linux/{architecture}", "CMD [\"hello\"]");

        ShouldBeRight(report);
        report.Programs.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_program_that_a_stage_for_the_host_has_cross_compiled()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/out/arm64", "arm64").Program("/out/amd64", "amd64").CheckAsync("linux/arm64", $"""
            FROM --platform=linux/amd64 {image.Repository}:amd64 AS build
            ARG TARGETARCH
            COPY root/out/ /out/
            RUN cp /out/$TARGETARCH /web
            FROM scratch
            COPY --from=build /web /web
            ENTRYPOINT ["/web"]
            """);

        ShouldBeRight(report);
        report.Programs.ShouldBe(1);
    }

    [Theory]
    [InlineData("linux/arm/v6", "arm")]
    [InlineData("linux/arm/v7", "arm")]
    [InlineData("linux/arm64", "arm64")]
    [InlineData("linux/riscv64", "riscv64")]
    [InlineData("linux/ppc64le", "ppc64le")]
    public async Task A_static_program_alone(string platform, string architecture)
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        ShouldBeRight(await image.Program("/web", architecture).CheckAsync(platform, "ENTRYPOINT [\"/web\"]"));
    }

    [Fact]
    public async Task With_the_emulator_of_the_host_copied_in()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Copy("/usr/bin/qemu-aarch64-static", "/usr/bin/qemu-aarch64-static").CheckAsync(
            "linux/arm64", $"FROM {image.Repository}:1\nCOPY root/ /\nCMD [\"sh\"]");

        ShouldBeRight(report, allowed: 1);
    }

    /// <summary>The packages of the PowerShell that the tests use bring a library for each runtime.</summary>
    [Fact]
    public async Task NET_with_the_runtimes_of_a_package()
    {
        var runtimes = Path.Combine(
            AppContext.BaseDirectory.Replace("Cake.MultiArch.IntegrationTests", "PowerShellHost", StringComparison.Ordinal),
            "runtimes"
        );
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(runtimes, "/app/runtimes");

        var report = await image
            .Program("/usr/bin/dotnet", "arm64")
            .CheckAsync("linux/arm64", "WORKDIR /app\nENTRYPOINT [\"dotnet\", \"web.dll\"]");

        ShouldBeRight(report, allowed: 3);
        report.Programs.ShouldBe(5);
    }

    [Fact]
    public async Task Libraries_of_both_widths_beside_each_other()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("amd64", "libc6", "hello"));
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("i386", "libc6"));

        var report = await image.CheckAsync("linux/amd64", "CMD [\"hello\"]");

        ShouldBeRight(report, allowed: report.Allowed);
        report.Allowed.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Libraries_of_a_second_architecture_of_Debian()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("amd64", "libc6", "hello"));
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("arm64", "libc6"));

        var report = await image.CheckAsync("linux/amd64", "CMD [\"hello\"]");

        ShouldBeRight(report, allowed: report.Allowed);
        report.Allowed.ShouldBeGreaterThan(20);
    }

    private static void ShouldBeRight(FileReport report, int allowed = 0)
    {
        report.Findings.Select(finding => finding.ToString()).ShouldBeEmpty();
        report.NotChecked.ShouldBeNull();
        report.Allowed.ShouldBe(allowed);
    }
}
