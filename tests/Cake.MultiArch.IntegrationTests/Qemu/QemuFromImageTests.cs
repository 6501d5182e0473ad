using Cake.Core.Diagnostics;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Qemu;

/// <summary>
/// The program copied out of an image of a real registry by the real podman, with the storage that its environment names.
/// </summary>
public sealed class QemuFromImageTests : IAsyncLifetime, IClassFixture<QemuImages>
{
    private static readonly string[] Variables =
    [
        "CONTAINERS_CONF",
        "CONTAINERS_STORAGE_CONF",
        "REGISTRY_AUTH_FILE",
        "CONTAINER_HOST",
        "XDG_RUNTIME_DIR",
        "HOME",
        "TMPDIR",
    ];

    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];
    private readonly TestFolder _folder = new("qemu");
    private readonly TestCake _cake;
    private readonly QemuImages _images;
    private PodmanStore _store = null!;
    private LoopbackRegistry? _registry;

    public QemuFromImageTests(QemuImages images)
    {
        _images = images;
        _cake = new TestCake(_folder.Path);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Temporary => _folder.Combine("tmp");

    private string Kept => _folder.Combine("kept");

    public async ValueTask InitializeAsync()
    {
        _store = await PodmanStore.CreateAsync();
        Environment.SetEnvironmentVariable("CONTAINERS_CONF", _store.ContainersConf);
        Environment.SetEnvironmentVariable("CONTAINERS_STORAGE_CONF", _store.StorageConf);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in Variables.Zip(_before))
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }

        await _store.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task The_program_of_the_architecture_comes_to_the_host_and_nothing_stays_in_the_storage()
    {
        await StartAsync();

        var found = await FindAsync("riscv64", $"{_registry!.Address}/{QemuImages.ByTag}:{{arch}}");

        found.Rejected.ShouldBeEmpty();
        found.Path.ShouldNotBeNull().ShouldStartWith(Kept);
        found.Path.ShouldEndWith("/qemu-riscv64-static");
        (await File.ReadAllBytesAsync(found.Path!, Token)).ShouldBe(await File.ReadAllBytesAsync("/usr/bin/qemu-riscv64-static", Token));
        (await TestProgram.RunAsync(found.Path!, "--version")).Text.ShouldStartWith($"qemu-riscv64 version {found.Version} ");
        File.GetUnixFileMode(found.Path!).ShouldBe((UnixFileMode)0b111_101_101);
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task What_was_taken_before_is_used_without_the_registry()
    {
        await StartAsync();
        var image = $"{_registry!.Address}/{QemuImages.ByTag}:{{arch}}";
        var first = await FindAsync("riscv64", image);
        await _registry.StopAsync();

        (await FindAsync("riscv64", image)).Path.ShouldBe(first.Path);

        Pulls.ShouldBe(1);
    }

    [Fact]
    public async Task An_image_with_several_programs_is_pulled_once_and_plain_names_and_its_root_are_looked_in_too()
    {
        await StartAsync();
        using (var source = Source(Hosting.Host.From(_cake.Context), $"{_registry!.Address}/{QemuImages.Several}"))
        {
            (await source.FindAsync(ElfArchitecture.Find("riscv64")!, Token)).Version.ShouldNotBeNull();
            (await source.FindAsync(ElfArchitecture.Find("s390x")!, Token)).Version.ShouldNotBeNull();
            await ShouldBeEmptyAsync();
        }

        Pulls.ShouldBe(1);
        Directory.EnumerateFileSystemEntries(Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_the_storage_had_is_used_without_the_registry_and_stays()
    {
        await StartAsync();
        var image = $"{_registry!.Address}/{QemuImages.Several}";
        _ = (await _store.PodmanAsync("pull", "--quiet", "--tls-verify=false", image)).Text;
        var before = await _store.ImageIdsAsync();
        await _registry.StopAsync();

        (await FindAsync("s390x", image)).Path.ShouldNotBeNull();

        (await _store.ImageIdsAsync()).ShouldBe(before);
        (await _store.PodmanAsync("ps", "-aq")).Text.ShouldBeEmpty();
        Pulls.ShouldBe(0);
    }

    [Fact]
    public async Task An_image_without_it_is_said_to_be_so_and_the_next_one_is_asked()
    {
        await StartAsync();

        var found = await FindAsync(
            "s390x",
            $"{_registry!.Address}/{QemuImages.ByTag}:riscv64",
            $"{_registry.Address}/{QemuImages.Several}"
        );

        found.Path.ShouldNotBeNull();
        found
            .Rejected.Single()
            .ShouldBe(
                "MA1237: The image has no QEMU for the architecture. It has none of /usr/bin/qemu-s390x-static, /usr/bin/qemu-s390x, /qemu-s390x-static, /qemu-s390x."
            );
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Programs_of_an_image_that_do_not_serve_are_not_kept()
    {
        await StartAsync();
        var image = $"{_registry!.Address}/{QemuImages.Wrong}";

        (await FindAsync("riscv64", image)).Rejected.Single()
            .ShouldBe($"the program of the image {image} is linked dynamically: inside a container it would not find its libraries");
        (await FindAsync("s390x", image)).Rejected.Single().ShouldBe($"the program of the image {image} is no program");

        Directory.EnumerateFiles(Kept, "qemu-*", SearchOption.AllDirectories).ShouldBeEmpty();
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_in_the_words_of_the_catalogue()
    {
        await StartAsync();

        var found = await FindAsync("s390x", $"{_registry!.Address}/{QemuImages.ByTag}:{{arch}}");

        found.Path.ShouldBeNull();
        found.Rejected.Single().ShouldStartWith("MA14");
        found.Repairs.ShouldNotBeEmpty();
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Credentials_are_those_of_podman()
    {
        await StartAsync(new() { Username = "ci", Password = "of-the-test" });
        var image = $"{_registry!.Address}/{QemuImages.Several}";
        Environment.SetEnvironmentVariable("REGISTRY_AUTH_FILE", _folder.Write("none.json", "{}"));
        (await FindAsync("riscv64", image)).Rejected.Single().ShouldStartWith("MA14");

        var pair = Convert.ToBase64String("ci:of-the-test"u8);
        Environment.SetEnvironmentVariable(
            "REGISTRY_AUTH_FILE",
            _folder.Write("auth.json", $$"""{ "auths": { "{{_registry.Address}}": { "auth": "{{pair}}" } } }""")
        );

        (await FindAsync("riscv64", image)).Path.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_user_without_root_takes_it_too()
    {
        await StartAsync();
        await ArbitraryUser.WritePodmanAsync(_folder.Path);
        Environment.SetEnvironmentVariable("XDG_RUNTIME_DIR", null);
        Environment.SetEnvironmentVariable("HOME", _folder.Path);
        var asUser = new TestCake(
            _folder.Path,
            variables: new Dictionary<string, string> { ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}" }
        );

        using var source = Source(Hosting.Host.From(asUser.Context), $"{_registry!.Address}/{QemuImages.Several}");
        var found = await source.FindAsync(ElfArchitecture.Find("riscv64")!, Token);

        found.Rejected.ShouldBeEmpty();
        found.Path.ShouldNotBeNull();
        (await TestProgram.RunAsync(_folder.Combine("podman"), "images", "-aq")).Text.ShouldBeEmpty();
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task A_podman_service_is_refused_because_its_files_are_on_another_host()
    {
        await using var service = await PodmanService.StartAsync(_store);
        Environment.SetEnvironmentVariable("CONTAINER_HOST", service.Url);

        var found = await FindAsync("riscv64", "127.0.0.1:9/qemu:1");

        found
            .Rejected.Single()
            .ShouldBe(
                "MA1233: QEMU cannot be taken out of an image of a podman service. The work of podman is done by a service, whose images are on another host."
            );
    }

    [Theory]
    [InlineData("pull")]
    [InlineData("push")]
    public async Task Work_that_is_cancelled_leaves_nothing(string command)
    {
        await StartAsync();
        using var stop = new CancellationTokenSource();
        var log = new CancellingLog($"podman {command} ", stop);

        using (var source = Source(Host(log), $"{_registry!.Address}/{QemuImages.Several}"))
        {
            await Should.ThrowAsync<OperationCanceledException>(source.FindAsync(ElfArchitecture.Find("riscv64")!, stop.Token));
        }

        log.HasCancelled.ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Kept, "qemu-*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Temporary).ShouldBeEmpty();
        await ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Two_at_once_take_it_once()
    {
        await StartAsync();
        var image = $"{_registry!.Address}/{QemuImages.Several}";

        var found = await Task.WhenAll(FindAsync("riscv64", image), FindAsync("riscv64", image));

        found.ShouldAllBe(program => program.Path != null);
        Pulls.ShouldBe(1);
        await ShouldBeEmptyAsync();
    }

    private int Pulls => _cake.Log.Lines.Count(line => line.StartsWith("QEMU: pulling ", StringComparison.Ordinal));

    /// <summary>
    /// Starts the registry, and from then on nothing but what is under test has its temporary files in a folder of this test.
    /// </summary>
    private async Task StartAsync(LoopbackRegistryOptions? options = null)
    {
        _registry = await _images.StartRegistryAsync(options);
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateDirectory(Temporary).FullName);
    }

    private async Task<QemuFound> FindAsync(string architecture, params string[] images)
    {
        using var source = Source(Hosting.Host.From(_cake.Context), images);
        return await source.FindAsync(ElfArchitecture.Find(architecture)!, Token);
    }

    private QemuFromImage Source(Host host, params string[] images)
    {
        var settings = new BinfmtSettings { QemuImageTlsVerify = false };
        foreach (var image in images)
        {
            settings.QemuImages.Add(image);
        }

        var store = new QemuStore(Kept, new QemuCheck(new QemuVersion(host), ElfArchitecture.OfThisHost), TimeProvider.System);
        return new QemuFromImage(host, new PodmanClient(host), store, ElfArchitecture.OfThisHost, settings);
    }

    private Host Host(ICakeLog log) =>
        new(log, _cake.Context.Tools, _cake.Context.Environment, TimeProvider.System);

    private async Task ShouldBeEmptyAsync()
    {
        (await _store.ImageIdsAsync()).ShouldBeEmpty();
        (await _store.PodmanAsync("ps", "-aq", "--external")).Text.ShouldBeEmpty();
    }

    /// <summary>Cancels as soon as a command is about to be started.</summary>
    private sealed class CancellingLog(string command, CancellationTokenSource stop) : ICakeLog
    {
        public bool HasCancelled { get; private set; }

        public Verbosity Verbosity { get; set; } = Verbosity.Diagnostic;

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
        {
            if (args is [string line] && line.StartsWith("$ " + command, StringComparison.Ordinal))
            {
                HasCancelled = true;
                stop.Cancel();
            }
        }
    }
}
