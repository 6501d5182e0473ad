using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>
/// Broken images of real programs, that podman builds with exit code 0: each is refused, and the sentence says what is wrong.
/// </summary>
public class BrokenFilesTests(BaseImages baseImages)
{
    private const string Amd64Program = "is an amd64 program (ELF 64-bit, x86-64)";

    [Fact]
    public async Task A_program_of_the_host_is_what_is_started()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/app/web", "amd64").CheckAsync(
            "linux/arm64", $"FROM {image.Repository}:1\nCOPY root/ /\nENTRYPOINT [\"/app/web\"]", VerifyMode.Default);

        ShouldBeRefused(report, $"linux/arm64: /app/web {Amd64Program}, and is what ENTRYPOINT starts; expected an arm64 program");
    }

    [Fact]
    public async Task A_program_of_the_host_is_started_by_a_shell()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/app/web", "amd64").CheckAsync(
            "linux/s390x", $"FROM {image.Repository}:1\nCOPY root/ /\nWORKDIR /app\nCMD exec ./web --port 80", VerifyMode.Default);

        ShouldBeRefused(report, $"linux/s390x: /app/web {Amd64Program}, and is what CMD starts; expected an s390x program");
    }

    [Fact]
    public async Task A_program_of_the_host_runs_a_script()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image
            .Program("/opt/python3", "amd64")
            .AddText("/start", "#!/usr/bin/env python3\n")
            .Program("/usr/bin/env", "arm64")
            .CheckAsync("linux/arm64", "ENV PATH=/usr/bin:/opt\nENTRYPOINT [\"/start\"]", VerifyMode.Default);

        ShouldBeRefused(
            report,
            $"linux/arm64: /opt/python3 {Amd64Program}, and runs /start, which ENTRYPOINT starts; expected an arm64 program"
        );
    }

    [Fact]
    public async Task A_library_of_a_right_program_is_the_hosts()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("arm64", "libc6", "hello"));
        var host = await DebianPackages.UnpackAsync("amd64", "libc6", "hello");
        var library = Directory.GetFiles(host, "libc.so.6", SearchOption.AllDirectories).Single();

        var report = await image
            .Remove("libc.so.6")
            .Copy(library, "/usr/lib/libc.so.6")
            .CheckAsync("linux/arm64", "CMD [\"hello\"]", VerifyMode.Default);

        ShouldBeRefused(
            report,
            "linux/arm64: /usr/lib/libc.so.6 is an amd64 library (ELF 64-bit, x86-64), and is needed by /usr/bin/hello, which CMD starts; expected an arm64 library"
        );
    }

    [Fact]
    public async Task A_library_that_nothing_brought_is_a_warning()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        await image.CopyFolderAsync(await DebianPackages.UnpackAsync("arm64", "libc6", "hello"));

        var report = await image.Remove("libc.so.6").CheckAsync("linux/arm64", "CMD [\"hello\"]", VerifyMode.Default);

        report.Refused.ShouldBeEmpty();
        report.Warnings.ShouldHaveSingleItem().ToString().ShouldBe(
            "linux/arm64: /usr/bin/hello needs the library libc.so.6, which the image does not have; expected an arm64 library");
    }

    [Fact]
    public async Task A_program_of_the_host_lies_among_the_systems()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/usr/bin/tool", "amd64").CheckAsync(
            "linux/arm64", $"FROM {image.Repository}:1\nCOPY root/ /\nCMD [\"sh\"]", VerifyMode.Default);

        ShouldBeRefused(report, $"linux/arm64: /usr/bin/tool {Amd64Program} in a system folder for programs; expected an arm64 program");
    }

    [Fact]
    public async Task A_program_has_no_bytes()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Add("/app/web", []).Add("/usr/bin/tool", []).Program("/bin/right", "arm64").CheckAsync(
            "linux/arm64", "ENTRYPOINT [\"/app/web\"]", VerifyMode.Default);

        ShouldBeRefused(
            report,
            "linux/arm64: /app/web is empty (0 bytes), and is what ENTRYPOINT starts; expected an arm64 program",
            "linux/arm64: /usr/bin/tool is empty (0 bytes); expected an arm64 program");
    }

    [Fact]
    public async Task Nothing_is_of_the_platform()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);

        var report = await image.Program("/tools/a", "amd64").CheckAsync("linux/arm64", mode: VerifyMode.Default);

        ShouldBeRefused(
            report,
            "linux/arm64: / has one program or library, and it is for amd64 (ELF 64-bit, x86-64); expected programs for arm64"
        );
        report.Warnings.ShouldHaveSingleItem().Path.ShouldBe("/tools/a");
    }

    /// <summary>Podman warns of it in its output and goes on.</summary>
    [Fact]
    public async Task The_base_is_pinned_to_the_digest_of_one_architecture()
    {
        await using var image = await ImageOfFiles.CreateAsync(baseImages);
        var digest = (
            await TestProgram.RunAsync(
                "skopeo",
                "inspect",
                "--tls-verify=false",
                "--format",
                "{{.Digest}}",
                $"docker://{image.Repository}:amd64"
            )
        ).Text;

        var report = await image.Program("/web", "arm64").CheckAsync(
            "linux/arm64", $"FROM {image.Repository}@{digest}\nCOPY root/ /\nENTRYPOINT [\"/web\"]", VerifyMode.Default);

        ShouldBeRefused(report, $"linux/arm64: /bin/busybox {Amd64Program} in a system folder for programs; expected an arm64 program");
    }

    private static void ShouldBeRefused(FileReport report, params string[] sentences) =>
        report.Refused.Select(finding => finding.ToString()).ShouldBe(sentences);
}
