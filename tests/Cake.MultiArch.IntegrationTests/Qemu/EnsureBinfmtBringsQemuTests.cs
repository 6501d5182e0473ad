using System.Net;
using System.Security.Cryptography;
using Cake.MultiArch.IntegrationTests.Binfmt;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Qemu;

/// <summary>
/// A host whose own QEMU is out of reach, in a namespace with a binfmt_misc of its own: it is brought, registered, and the platform runs.
/// </summary>
public sealed class EnsureBinfmtBringsQemuTests(QemuImages images) : IDisposable, IClassFixture<QemuImages>
{
    private const string Installed = "/usr/bin/qemu-riscv64-static";

    /// <summary>What remains under QEMU's name cannot be executed.</summary>
    private const string Without = $"mount --bind /dev/null {Installed}\n";

    private readonly KernelNamespace _kernel = new();

    public void Dispose() => _kernel.Dispose();

    private string Keep => Path.Combine(_kernel.Folder, "kept");

    [Fact]
    public async Task Nothing_is_brought_unless_it_is_asked_for()
    {
        var lines = await _kernel.RunAsync(Without + "ensure linux/riscv64; ls $B");

        lines[0].ShouldBe("MA1209: linux/riscv64 cannot be run on this host.");
        lines[2].ShouldContain($"{Installed} is not executable");
        lines[3].ShouldEndWith("; or set InstallPackage, QemuImages or QemuDownloads of BinfmtSettings");
        lines.TakeLast(3).ShouldBe(["exit 1", "register", "status"]);
    }

    [Fact]
    public async Task By_an_image_with_podman_inside_the_namespace()
    {
        await using var registry = await images.StartRegistryAsync();
        await using var store = await PodmanStore.CreateAsync();
        var image = $"--image={registry.Address}/{QemuImages.ByTag}:{{arch}}";

        var lines = await _kernel.RunAsync(
            $"""
            export CONTAINERS_CONF={store.ContainersConf} CONTAINERS_STORAGE_CONF={store.StorageConf}
            {Without}
            ensure --keep={Keep} '{image}' linux/riscv64
            in_empty_root riscv64
            podman images -aq; podman ps -aq
            ls -iR --full-time {Keep} > before; cat $B/qemu-* >> before
            ensure --keep={Keep} '{image}' linux/riscv64
            ls -iR --full-time {Keep} > after; cat $B/qemu-* >> after
            cmp before after && echo unchanged
            """);

        var kept = Directory.EnumerateFiles(Keep, "qemu-riscv64-static", SearchOption.AllDirectories).Single();
        lines.ShouldBe(
        [
            $"linux/riscv64 Emulated {kept} registered", "exit 0", "riscv64 42",
            $"linux/riscv64 Emulated {kept} kept", "exit 0", "unchanged",
        ]);
    }

    [Fact]
    public async Task By_a_download_and_after_a_reboot_by_what_was_kept()
    {
        using var server = new FileServer(Installed);

        var lines = await _kernel.RunAsync(
            $"""
            {Without}
            ensure --keep={Keep} {server.Download("riscv64")} linux/riscv64
            in_empty_root riscv64
            ensure --keep={Keep} {server.Download("riscv64")} linux/riscv64
            echo -1 > $B/qemu-riscv64
            ensure --keep={Keep} {server.Download("riscv64")} linux/riscv64
            in_empty_root riscv64
            """);

        var kept = Directory.EnumerateFiles(Keep, "qemu-riscv64-static", SearchOption.AllDirectories).Single();
        lines.ShouldBe(
        [
            $"linux/riscv64 Emulated {kept} registered", "exit 0", "riscv64 42",
            $"linux/riscv64 Emulated {kept} kept", "exit 0",
            $"linux/riscv64 Emulated {kept} registered", "exit 0", "riscv64 42",
        ]);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Two_runs_at_once_fetch_one_file_and_register_one_handler()
    {
        using var server = new FileServer(Installed);
        var arguments = $"--keep={Keep} {server.Download("riscv64")} linux/riscv64";

        var lines = await _kernel.RunAsync(
            $"""
            {Without}
            "$DRIVER" {arguments} > one & first=$!
            "$DRIVER" {arguments} > two & second=$!
            wait $first; wait $second
            sort one two | cut -d ' ' -f 1-2
            ls $B | grep qemu
            """);

        lines.ShouldBe(["linux/riscv64 Emulated", "linux/riscv64 Emulated", "qemu-riscv64"]);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_with_another_digest_is_not_registered()
    {
        using var server = new FileServer("/usr/bin/qemu-s390x-static");
        var other = new string('0', 64);

        var lines = await _kernel.RunAsync($"{Without}ensure --keep={Keep} --download=riscv64={other}={server.Url} linux/riscv64; ls $B");

        lines[0].ShouldBe("MA1236: The download is another file than the one that was meant.");
        lines[2].ShouldContain($"SHA-256 {other} was expected, ");
        lines[2].ShouldContain($" have {server.Digest}. ");
        lines.TakeLast(3).ShouldBe(["exit 1", "register", "status"]);
    }

    [Fact]
    public async Task A_QEMU_for_another_architecture_is_found_out_before_it_is_registered()
    {
        using var server = new FileServer("/usr/bin/qemu-s390x-static");

        var lines = await _kernel.RunAsync($"{Without}ensure --keep={Keep} {server.Download("riscv64")} linux/riscv64; ls $B");

        lines[0].ShouldBe("MA1209: linux/riscv64 cannot be run on this host.");
        lines[2].ShouldContain($"the program of the download {server.Url} is QEMU for s390x");
        lines.TakeLast(3).ShouldBe(["exit 1", "register", "status"]);
    }

    [Fact]
    public async Task A_program_that_is_given_is_used_and_one_that_does_not_serve_is_not_passed_over()
    {
        var lines = await _kernel.RunAsync(
            $"""
            cp {Installed} mine; cp /usr/bin/qemu-s390x-static other
            ensure --given=riscv64=other linux/riscv64
            ls $B
            ensure --given=riscv64=mine linux/riscv64
            in_empty_root riscv64
            """);

        lines[0].ShouldBe("MA1231: The QEMU that was given for riscv64 cannot be used.");
        lines[2].ShouldBe($"  why:   {_kernel.Folder}/other is QEMU for s390x.");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(
            ["exit 1", "register", "status", $"linux/riscv64 Emulated {_kernel.Folder}/mine registered", "exit 0", "riscv64 42"]);
    }

    /// <summary>A server on this machine with one file, whatever it is asked for.</summary>
    private sealed class FileServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly byte[] _content;
        private int _requests;

        public FileServer(string file)
        {
            _content = File.ReadAllBytes(file);
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Url = $"http://{probe.LocalEndpoint}/qemu";
            }

            _listener.Prefixes.Add(Url[..^"qemu".Length]);
            _listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        public string Digest => Convert.ToHexStringLower(SHA256.HashData(_content));

        public int Requests => _requests;

        /// <summary>The argument of the driver.</summary>
        public string Download(string architecture) => $"--download={architecture}={Digest}={Url}";

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var context = await _listener.GetContextAsync();
                    Interlocked.Increment(ref _requests);
                    context.Response.ContentLength64 = _content.Length;
                    await context.Response.OutputStream.WriteAsync(_content);
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    // The test is done, or the client has gone away.
                }
            }
        }
    }
}
