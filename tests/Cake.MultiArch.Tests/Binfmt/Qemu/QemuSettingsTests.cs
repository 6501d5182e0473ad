using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt.Qemu;

/// <summary>The settings of where QEMU comes from, on a host that is files.</summary>
public sealed class QemuSettingsTests : IDisposable
{
    private const string Digest = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";

    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_program_that_is_given_is_registered_though_the_host_has_another()
    {
        _host.InstallQemu("qemu-s390x-static");
        var given = _host.InstallQemu("qemu-s390x", folder: "opt");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        await _host
            .AsRoot()
            .EnsureAsync(
                new BinfmtSettings { Platforms = { "linux/s390x" }, Interpreters = { ["s390x"] = "opt/qemu-s390x" } },
                TestContext.Current.CancellationToken
            );

        _host.Registered.ShouldContain($":{given}:");
        _host.Version.Asked.ShouldBe([given]);
    }

    [Fact]
    public async Task A_program_that_is_given_and_missing_is_an_error_and_nothing_else_is_taken_or_changed()
    {
        _host.InstallQemu("qemu-s390x-static");
        _host.InstallQemu("qemu-aarch64-static");

        var problem = await _host
            .AsRoot()
            .FailAsync(new BinfmtSettings { Interpreters = { ["s390x"] = "/no/such/qemu" } }, "linux/arm64", "linux/s390x");

        problem.Id.ShouldBe("MA1231");
        problem.Where.ShouldBe("BinfmtSettings.Interpreters[\"s390x\"]");
        problem.Why.ShouldBe("/no/such/qemu does not exist.");
        _host.Registered.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_is_given_and_does_not_serve_is_an_error()
    {
        _host.InstallQemu("qemu-s390x-static");
        var given = _host.InstallQemu("qemu-s390x", folder: "opt", dynamic: true);

        var problem = await _host.AsRoot().FailAsync(new BinfmtSettings { Interpreters = { ["s390x"] = given } }, "linux/s390x");

        problem.Why.ShouldBe($"{given} is linked dynamically: inside a container it would not find its libraries.");
    }

    [Fact]
    public async Task A_user_is_told_to_register_the_program_that_is_given()
    {
        var problem = await _host
            .AsUser()
            .FailAsync(new BinfmtSettings { Interpreters = { ["s390x"] = "/opt/qemu-s390x" } }, "linux/s390x");

        problem.Repair.ShouldBe("sudo ./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/s390x");
        problem.Details[^1].ShouldContain(":/opt/qemu-s390x:POF");
    }

    [Theory]
    [InlineData("aarch64", "Write Interpreters[\"arm64\"].")]
    [InlineData("linux/arm64", "Write Interpreters[\"arm64\"].")]
    [InlineData("arm65", "Write Interpreters[\"arm64\"].")]
    [InlineData("vax", "Write OCI's name of the architecture, as in linux/arm64.")]
    public async Task A_key_that_is_no_architecture_is_refused_on_a_good_host_too(string key, string repair)
    {
        _host.Probe.Answer = _ => new ProbeOutcome.Runs();

        var problem = await _host.AsUser().FailAsync(new BinfmtSettings { Interpreters = { [key] = "/opt/qemu" } }, "linux/arm64");

        problem.Id.ShouldBe("MA1230");
        problem.What.ShouldBe($"\"{key}\" is not an architecture.");
        problem.Repair.ShouldBe(repair);
        _host.Probe.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_of_a_download_is_looked_at_too()
    {
        var settings = new BinfmtSettings { QemuDownloads = { ["x86_64"] = new QemuDownload("https://example.com/qemu", Digest) } };

        (await _host.AsUser().FailAsync(settings, "linux/arm64")).Repair.ShouldBe("Write QemuDownloads[\"amd64\"].");
    }

    [Fact]
    public async Task An_image_that_is_no_reference_is_refused() =>
        (await _host.AsUser().FailAsync(new BinfmtSettings { QemuImages = { "docker.io/Qemu:{name}" } }, "linux/arm64")).Id.ShouldBe(
            "MA1010"
        );

    [Fact]
    public void The_name_of_the_architecture_stands_in_the_reference_where_its_place_is() =>
        QemuFromImage.Reference("docker.io/multiarch/qemu-user-static:x86_64-{arch}", ElfArchitecture.Find("arm64")!).ToString()
            .ShouldBe("docker.io/multiarch/qemu-user-static:x86_64-aarch64");

    [Theory]
    [InlineData("https://example.com/qemu")]
    [InlineData("http://localhost:8000/qemu")]
    [InlineData("http://127.0.0.1/qemu")]
    [InlineData("http://[::1]:8000/qemu")]
    public void A_download_is_encrypted_or_from_this_machine(string url)
    {
        var download = new QemuDownload(url, Digest);

        download.Url.ShouldBe(url);
        download.Sha256.ShouldBe(Digest.ToLowerInvariant());
        download.Timeout.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("http://example.com/qemu")]
    [InlineData("ftp://example.com/qemu")]
    [InlineData("file:///opt/qemu")]
    [InlineData("/opt/qemu")]
    [InlineData("")]
    public void Any_other_address_is_refused(string url) =>
        Should.Throw<MultiArchException>(() => new QemuDownload(url, Digest)).Problem.Id.ShouldBe("MA1234");

    [Fact]
    public void An_address_with_credentials_is_refused_and_they_are_not_shown()
    {
        var failure = Should.Throw<MultiArchException>(() => new QemuDownload("https://me:hunter2@example.com/qemu", Digest));

        failure.Problem.Id.ShouldBe("MA1234");
        failure.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void What_stands_behind_the_question_mark_of_an_address_is_never_shown()
    {
        const string Url = "https://example.com/qemu?signature=hunter2";

        Should.Throw<MultiArchException>(() => new QemuDownload(Url, "no digest")).Message.ShouldNotContain("hunter2");
        Should
            .Throw<MultiArchException>(() => new QemuDownload(Url.Replace("https", "http", StringComparison.Ordinal), Digest))
            .Message.ShouldNotContain("hunter2");
        new QemuDownload(Url, Digest).ToString().ShouldBe($"https://example.com/qemu (SHA-256 {Digest.ToLowerInvariant()})");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void A_download_without_a_whole_digest_is_refused(string digest)
    {
        var problem = Should.Throw<MultiArchException>(() => new QemuDownload("https://example.com/qemu", digest)).Problem;

        problem.Id.ShouldBe("MA1234");
        problem.What.ShouldBe($"\"{digest}\" is not the SHA-256 of a file.");
    }

    [Theory]
    [InlineData("/data", "/data/cake-multiarch/qemu")]
    [InlineData("relative", "/users/somebody/.local/share/cake-multiarch/qemu")]
    [InlineData(null, "/users/somebody/.local/share/cake-multiarch/qemu")]
    public void A_user_keeps_programs_among_the_data(string? dataHome, string expected) =>
        QemuStore.OfUser(dataHome, "/users/somebody").ShouldBe(expected);
}
