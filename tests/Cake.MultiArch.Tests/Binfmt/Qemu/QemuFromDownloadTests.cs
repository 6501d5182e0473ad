using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Tests.Registry;

namespace Cake.MultiArch.Tests.Binfmt.Qemu;

/// <summary>Downloads, from a server on this machine that answers as a test tells it to.</summary>
public sealed class QemuFromDownloadTests : IDisposable
{
    private static readonly ElfArchitecture S390x = ElfArchitecture.Find("s390x")!;
    private static readonly byte[] Program = ElfProbe.Write(FakeHost.Amd64);
    private static readonly string Digest = DigestOf(Program);

    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    private string Kept => Path.Combine(_host.Paths.QemuStore, $"download-{Digest[..16]}", "qemu-s390x-static");

    private string Lock => Path.Combine(Path.GetDirectoryName(Kept)!, "lock");

    [Fact]
    public async Task A_file_with_the_right_digest_is_kept_and_may_be_executed_by_everybody()
    {
        using var server = Serving(Program);

        var found = await FindAsync(server, Digest);

        found.Path.ShouldBe(Kept);
        found.Version.ShouldBe("7.2.22");
        File.ReadAllBytes(Kept).ShouldBe(Program);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Kept).ShouldBe((UnixFileMode)0b111_101_101);
            (File.GetUnixFileMode(_host.Paths.QemuStore) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)).ShouldBe(UnixFileMode.None);
        }

        Files.ShouldBe([Kept, Lock], ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_that_is_kept_already_is_not_fetched_again()
    {
        using var server = Serving(Program);
        await FindAsync(server, Digest);
        var written = File.GetLastWriteTimeUtc(Kept);

        (await FindAsync(server, Digest)).Path.ShouldBe(Kept);

        server.Requests.Count.ShouldBe(1);
        File.GetLastWriteTimeUtc(Kept).ShouldBe(written);
    }

    [Fact]
    public async Task A_kept_program_that_does_not_serve_any_more_is_replaced_and_never_written_to()
    {
        using var server = Serving(Program);
        await FindAsync(server, Digest);
        File.WriteAllText(Kept, "damaged");
        using var held = File.OpenRead(Kept);

        (await FindAsync(server, Digest)).Path.ShouldBe(Kept);

        File.ReadAllBytes(Kept).ShouldBe(Program);
        new StreamReader(held).ReadToEnd().ShouldBe("damaged", "whoever holds the old file open keeps it as it was");
    }

    [Fact]
    public async Task What_a_run_left_that_was_killed_is_cleared_away()
    {
        using var server = Serving(Program);
        Directory.CreateDirectory(Kept + ".coming");
        File.WriteAllText(Path.Combine(Kept + ".coming", "qemu-s390x-static"), "half");

        await FindAsync(server, Digest);

        Files.ShouldBe([Kept, Lock], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_at_once_fetch_it_once()
    {
        using var server = Serving(Program);

        var found = await Task.WhenAll(FindAsync(server, Digest), FindAsync(server, Digest), FindAsync(server, Digest));

        found.ShouldAllBe(program => program.Path == Kept);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_digest_is_that_of_the_compressed_file()
    {
        var file = GZip(Program);
        using var server = Serving(file);

        var found = await FindAsync(server, DigestOf(file).ToUpperInvariant());

        File.ReadAllBytes(found.Path!).ShouldBe(Program);
    }

    [Fact]
    public async Task Another_file_ends_the_work_with_both_digests_and_nothing_of_it_is_left()
    {
        using var server = Serving(Program);
        var other = DigestOf("another"u8.ToArray());

        var problem = (await Should.ThrowAsync<MultiArchException>(FindAsync(server, other))).Problem;

        problem.Id.ShouldBe("MA1236");
        problem.Why.ShouldBe(
            $"SHA-256 {other} was expected, and the {Program.Length} bytes that were sent have {Digest}. Nothing of them was kept."
        );
        Files.ShouldAllBe(file => file.EndsWith("/lock", StringComparison.Ordinal));
        _host.Version.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_cut_off_without_a_word_is_another_file()
    {
        using var server = Serving(Program[..^10]);

        (await Should.ThrowAsync<MultiArchException>(FindAsync(server, Digest))).Problem.Id.ShouldBe("MA1236");
    }

    [Fact]
    public async Task A_connection_that_ends_too_soon_is_tried_again()
    {
        var requests = 0;
        using var server = new ScriptedServer(_ => new ScriptedResponse
        {
            Content = ++requests == 1 ? Program[..50] : Program, ContentLength = Program.Length,
        });

        (await FindAsync(server, Digest)).Path.ShouldBe(Kept);

        requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_that_always_ends_too_soon_is_said_to_be_so()
    {
        using var server = new ScriptedServer(_ => new ScriptedResponse { Content = Program[..50], ContentLength = Program.Length });

        var found = await FindAsync(server, Digest);

        found.Rejected.Single().ShouldStartWith("MA1235: The file was not sent. ");
        server.Requests.Count.ShouldBe(RetryPolicy.Tries);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_to_be_so_and_asked_for_once()
    {
        using var server = new ScriptedServer(_ => new ScriptedResponse(404));

        var found = await FindAsync(server, Digest, "/qemu?signature=s3cret");

        found.Rejected.ShouldBe(["MA1235: The file was not sent. The answer is the status 404."]);
        found.Looked.ShouldBe([$"the download {server.Url}/qemu"]);
        found.Repairs.ShouldBe([$"see what it answers: curl -fLO {server.Url}/qemu"]);
        server.Requests.Single().Query.ShouldBe("?signature=s3cret");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_for_ever()
    {
        using var server = new ScriptedServer(_ => null);

        var found = await FindAsync(new QemuDownload($"{server.Url}/qemu", Digest) { Timeout = TimeSpan.FromMilliseconds(200) });

        found.Rejected.ShouldBe(["MA1235: The file was not sent. No answer within 0.2 seconds."]);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_when_the_work_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using var server = new ScriptedServer(_ =>
        {
            stop.Cancel();
            return null;
        });

        await Should.ThrowAsync<OperationCanceledException>(FindUntilAsync(new QemuDownload($"{server.Url}/qemu", Digest), stop.Token));

        Files.ShouldAllBe(file => file.EndsWith("/lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_is_followed_on_this_machine()
    {
        using var server = new ScriptedServer(request => request.Path == "/qemu"
            ? ScriptedResponse.Redirect("/release/qemu", 302)
            : new ScriptedResponse { Content = Program });

        (await FindAsync(server, Digest)).Path.ShouldBe(Kept);
    }

    [Fact]
    public async Task A_redirect_to_another_host_without_TLS_is_not_followed()
    {
        // An address that nobody has: https://www.rfc-editor.org/rfc/rfc5737. To try it would take until the time is up.
        using var server = new ScriptedServer(_ => ScriptedResponse.Redirect("http://192.0.2.1/qemu"));

        var found = await FindAsync(server, Digest);

        found.Rejected.Single().ShouldEndWith(" redirected to http://192.0.2.1/qemu, which is not encrypted.");
    }

    [Fact]
    public async Task A_program_that_does_not_serve_is_not_kept()
    {
        var file = ElfProbe.Write(ElfArchitecture.Find("arm64")!);
        using var server = Serving(file);

        var found = await FindAsync(server, DigestOf(file));

        found.Path.ShouldBeNull();
        found.Rejected.ShouldBe([$"the program of the download {server.Url}/qemu is a program for another architecture"]);
        Files.ShouldAllBe(kept => kept.EndsWith("/lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_named()
    {
        using var server = Serving(Program);
        File.WriteAllText(_host.Paths.QemuStore, "a file");

        var found = await FindAsync(server, Digest);

        found.Rejected.Single().ShouldStartWith("MA1238: The program cannot be kept on this host. ");
        found.Repairs.ShouldBe(["set QemuFolder to a folder that you may write to, on a file system that allows execution"]);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_others_may_write_to_is_refused_with_all_that_is_in_it()
    {
        using var server = Serving(Program);
        (await FindAsync(server, Digest)).Path.ShouldBe(Kept);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_host.Paths.QemuStore, (UnixFileMode)0b111_111_111);
        }

        var found = await FindAsync(server, Digest);

        found.Path.ShouldBeNull();
        found.Rejected.Single().ShouldStartWith("MA1238: A folder in which others may write is no place for programs that are run.");
    }

    [Fact]
    public async Task Root_registers_what_was_downloaded_and_an_architecture_without_an_entry_is_not_fetched()
    {
        using var server = Serving(Program);
        var settings = new BinfmtSettings
        {
            Platforms = { "linux/s390x" },
            QemuDownloads =
            {
                ["s390x"] = new QemuDownload($"{server.Url}/qemu", Digest),
                ["arm"] = new QemuDownload($"{server.Url}/arm", Digest),
            },
        };
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        await _host.AsRoot().SucceedAsync(settings);

        _host.Registered.ShouldContain($":{Kept}:");
        server.Requests.Select(request => request.Path).ShouldBe(["/qemu"]);
        _host.Log.Lines.ShouldContain($"QEMU: downloading {server.Url}/qemu");
    }

    [Fact]
    public async Task When_nothing_has_it_every_place_is_listed_with_its_answer()
    {
        using var server = new ScriptedServer(_ => new ScriptedResponse(410));
        var settings = new BinfmtSettings { QemuDownloads = { ["s390x"] = new QemuDownload($"{server.Url}/qemu", Digest) } };
        var dynamic = _host.InstallQemu("qemu-s390x", dynamic: true);

        var problem = await _host.AsRoot().FailAsync(settings, "linux/s390x");

        problem.Id.ShouldBe("MA1209");
        problem.Why.ShouldBe(
            $"No qemu-s390x-static and no static qemu-s390x is in the folders of PATH, {_host.Qemu}, the download {server.Url}/qemu "
                + $"({dynamic} is linked dynamically: inside a container it would not find its libraries; MA1235: The file was not sent. The answer is the status {(int)HttpStatusCode.Gone})."
        );
        problem.Repair.ShouldEndWith(
            $"; or see what it answers: curl -fLO {server.Url}/qemu; or set InstallPackage or QemuImages of BinfmtSettings"
        );
        _host.Registered.ShouldBeEmpty();
    }

    private IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(_host.Paths.QemuStore, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static ScriptedServer Serving(byte[] file) =>
        new(_ => new ScriptedResponse { ContentType = "application/octet-stream", Content = file });

    private Task<QemuFound> FindAsync(ScriptedServer server, string digest, string path = "/qemu") =>
        FindAsync(new QemuDownload(server.Url + path, digest));

    private Task<QemuFound> FindAsync(QemuDownload download) => FindUntilAsync(download, TestContext.Current.CancellationToken);

    private Task<QemuFound> FindUntilAsync(QemuDownload download, CancellationToken token)
    {
        var store = new QemuStore(_host.Paths.QemuStore, new QemuCheck(_host.Version, FakeHost.Amd64), TimeProvider.System);
        var retry = new RetryPolicy(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        return new QemuFromDownload(_host.Host, store, new Dictionary<string, QemuDownload> { ["s390x"] = download }, retry).FindAsync(
            S390x,
            token
        );
    }

    private static string DigestOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] GZip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return stream.ToArray();
    }
}
