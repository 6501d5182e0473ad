using Cake.MultiArch.Elf;
using Cake.MultiArch.IntegrationTests.Binfmt;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Podman;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>The files of real images, read in each way that there is.</summary>
public class StoredFilesTests(BaseImages images)
{
    /// <summary>What layers can do to each other, in two layers that podman makes.</summary>
    private const string Containerfile =
        """
        FROM BASE
        RUN mkdir -p /opt/gone/deep /opt/kept /opt/replaced && echo x > /opt/gone/deep/file && echo x > /opt/kept/one && echo x > /opt/kept/two \
         && ln /opt/kept/one /opt/kept/same && echo x > /opt/replaced/file && echo x > /opt/file && mkfifo -m 777 /opt/pipe && : > /opt/empty && chmod 755 /opt/empty \
         && ln -s /etc/hostname /opt/host && ln -s ../../../../../etc/hostname /opt/upwards && ln -s / /opt/root && chmod 4711 /opt/kept/two \
         && printf '#!/bin/sh\nexit 0\n' > /opt/script && chmod 700 /opt/script && mkdir -m 1777 '/opt/with space' && : > '/opt/with space/ünï'
        RUN rm -r /opt/gone /opt/replaced /opt/file /opt/kept/same && echo y > /opt/replaced && mkdir /opt/file && echo z > /opt/file/inside && chmod 600 /opt/kept/two
        """;

    /// <summary>A storage beside the workshop's own, with a driver; overlay lies not on every file system.</summary>
    private static Action<PodmanSettings> StorageOf(PodmanWorkshop shop, string driver) =>
        settings =>
            (settings.Root, settings.RunRoot, settings.StorageDriver) = (
                Path.Combine(shop.Folder, "storage"),
                Path.Combine(shop.Folder, "run"),
                driver == shop.Store.Driver ? driver : "vfs"
            );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("overlay")]
    [InlineData("vfs")]
    public async Task A_mounted_image_has_the_files_that_its_layers_have(string driver)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var storage = StorageOf(shop, driver);
        var image = await BuildAsync(shop, storage);

        var (files, whyNot) = await new StoredFiles(shop.Podman, shop.On<PodmanCommandSettings>(storage)).ReadAsync(image, Token);

        if (driver != "vfs" && await IsPodmanApartAsync())
        {
            files.ShouldBeNull();
            whyNot.ShouldNotBeNull().ShouldContain("this process sees no files there");
        }
        else
        {
            whyNot.ShouldBeNull();
            await ShouldBeAsync(files, shop, image, storage);
        }

        (await MountsAsync(shop, storage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_without_privileges_reads_them_out_of_podmans_namespace()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var asUser = await AsUserAsync(shop);
        var context = shop.Context(
            $"""
            FROM {shop.Base}
            COPY app /opt/app
            """);
        await File.WriteAllBytesAsync(Path.Combine(context, "app"), ElfProbe.Write(ElfArchitecture.Find("s390x")!), Token);
        File.SetUnixFileMode(Path.Combine(context, "app"), (UnixFileMode)0b111_000_000);
        var image = (await shop.BuildAsync(context, asUser)).ImageId;

        var (files, whyNot) = await new StoredFiles(shop.Podman, shop.On<PodmanCommandSettings>(asUser)).ReadAsync(image, Token);

        whyNot.ShouldBeNull();
        shop.Log.Text.ShouldContain("unshare");
        await ShouldBeAsync(files, shop, image, asUser);
        (files!.Find("/opt/app")!.Elf!.Header.Machine, files.Find("/opt/app")!.IsExecutable).ShouldBe(((ushort)22, true));
        (await MountsAsync(shop, asUser)).ShouldBeEmpty();
    }

    /// <summary>
    /// With identifiers of its own, files that it may not read outside of its namespace, and a storage that root does not share.
    /// </summary>
    [Fact]
    public async Task A_user_with_subordinate_identifiers_reads_what_only_they_may()
    {
        await using var host = new IsolatedHost();
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "archive.sh"), PodmanClient.ArchiveScript, Token);
        var lines = await host.RunAsync(
            """
            mkdir "$D/context"; cp /bin/ls "$D/context/ls"; printf 'FROM scratch\nCOPY --chown=33:33 --chmod=700 ls /usr/bin/ls\n' > "$D/context/Containerfile"; chmod -R a+rX "$D/context"
            builder 'podman build -q "$D/context" > image; podman unshare sh -c "$(cat "$D/archive.sh")" sh "$(cat image)" 2> log > "$D/tmp/archive.tar" || cat log
              grep -c multiarch log; podman unshare podman image mount | wc -l'
            """);

        lines.ShouldBe(["2", "0"]);
        await using var archive = File.OpenRead(Path.Combine(host.Folder, "tmp", "archive.tar"));
        var ls = Layer.Merge([await Layer.ReadAsync(archive, MediaTypes.OciLayer, Token)]).Find("/usr/bin/ls").ShouldNotBeNull();
        (ls.IsExecutable, ls.Elf?.Needed.Contains("libc.so.6")).ShouldBe((true, true));
    }

    [Fact]
    public async Task Those_who_read_one_image_at_once_do_not_take_away_each_others_mount()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var image = await BuildAsync(shop, OnVfs(shop));
        var settings = shop.On<PodmanCommandSettings>(OnVfs(shop));
        var mine = (await shop.Podman.MountImageAsync(image["sha256:".Length..], settings, Token)).ShouldNotBeNull();

        var read = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => new StoredFiles(shop.Podman, settings).ReadAsync(image, Token)));

        read.ShouldAllBe(result => result.Files != null && result.Files.All.Count == read[0].Files!.All.Count);
        (await MountsAsync(shop, OnVfs(shop))).ShouldContain(mine);
        await shop.Podman.UnmountImageAsync(image["sha256:".Length..], settings);
        (await MountsAsync(shop, OnVfs(shop))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_is_unmounted_when_it_cannot_be_read()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var image = await BuildAsync(shop, OnVfs(shop));
        var podman = shop.Write(
            "podman",
            "#!/bin/sh\ncase \" $* \" in *' image mount '*) podman \"$@\" > /dev/null && echo /nowhere/at/all ;; *) exec podman \"$@\" ;; esac\n"
        );
        File.SetUnixFileMode(podman, (UnixFileMode)0b111_101_101);
        var settings = shop.On<PodmanCommandSettings>(settings =>
        {
            OnVfs(shop)(settings);
            settings.ToolPath = podman;
        });

        var (files, whyNot) = await new StoredFiles(shop.Podman, settings).ReadAsync(image, Token);

        (files, whyNot).ShouldBe((null, "The mounted image cannot be read: Could not find a part of the path '/nowhere/at/all'."));
        shop.Log.Text.ShouldContain("image unmount");
        (await MountsAsync(shop, OnVfs(shop))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_is_unmounted_when_the_reading_is_cancelled()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var asUser = await AsUserAsync(shop);
        var image = await BuildOfUserAsync(shop, asUser);
        var started = Path.Combine(shop.Folder, "started");
        _ = (await TestProgram.RunAsync("mkfifo", started)).Text;
        var tar = shop.Write("bin/tar", $"#!/bin/sh\necho > {started}\nexec sleep 1000\n");
        File.SetUnixFileMode(tar, (UnixFileMode)0b111_101_101);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var settings = shop.On<PodmanCommandSettings>(settings =>
        {
            asUser(settings);
            settings.EnvironmentVariables["PATH"] = $"{Path.GetDirectoryName(tar)}:{Environment.GetEnvironmentVariable("PATH")}";
        });

        var reading = new StoredFiles(shop.Podman, settings).ReadAsync(image, cancel.Token);
        await Task.WhenAny(File.ReadAllTextAsync(started, Token), reading);
        (await MountsAsync(shop, asUser)).ShouldNotBeEmpty();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
        (await MountsAsync(shop, asUser)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_archive_that_is_not_whole_is_no_image()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var asUser = await AsUserAsync(shop);
        var image = await BuildOfUserAsync(shop, asUser);
        var tar = shop.Write("bin/tar", "#!/bin/sh\nhead -c 1000000 /dev/zero | tr '\\0' x\n");
        File.SetUnixFileMode(tar, (UnixFileMode)0b111_101_101);
        var settings = shop.On<PodmanCommandSettings>(settings =>
        {
            asUser(settings);
            settings.EnvironmentVariables["PATH"] = $"{Path.GetDirectoryName(tar)}:{Environment.GetEnvironmentVariable("PATH")}";
        });

        var (files, whyNot) = await new StoredFiles(shop.Podman, settings).ReadAsync(image, Token);

        files.ShouldBeNull();
        whyNot.ShouldNotBeNull().ShouldStartWith("The mounted image cannot be read: ");
        (await MountsAsync(shop, asUser)).ShouldBeEmpty();
    }

    /// <summary>As a run leaves it that is killed while it reads.</summary>
    [Theory]
    [InlineData("overlay")]
    [InlineData("vfs")]
    public async Task A_mount_that_is_left_keeps_nobody_from_removing_the_image_nor_from_building_it_again(string driver)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var storage = StorageOf(shop, driver);
        var image = await BuildAsync(shop, storage);
        var settings = shop.On<PodmanCommandSettings>(storage);
        await shop.Podman.MountImageAsync(image["sha256:".Length..], settings, Token);
        await shop.Podman.MountImageAsync(image["sha256:".Length..], settings, Token);

        await shop.Podman.RunAsync(settings, ["rmi", "--no-prune", "--ignore", image["sha256:".Length..]], Token);

        (await shop.Podman.RunAsync(settings, ["images", "--all", "--quiet", "--no-trunc"], Token)).Output.ShouldNotContain(image);
        (await MountsAsync(shop, storage)).ShouldBeEmpty();
        File.ReadLines("/proc/self/mountinfo")
            .ShouldNotContain(line => line.Contains(Path.Combine(shop.Folder, "storage") + "/overlay/", StringComparison.Ordinal));
        var again = await BuildAsync(shop, storage);
        (await new StoredFiles(shop.Podman, settings).ReadAsync(again, Token)).WhyNot?.ShouldContain("sees no files");
        (await MountsAsync(shop, storage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_service_and_of_an_image_that_is_not_there_it_is_told_why_not()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await using var service = await PodmanService.StartAsync(shop.Store);

        var (files, whyNot) = await new StoredFiles(shop.Podman, shop.On<PodmanCommandSettings>(settings =>
        {
            (settings.Root, settings.RunRoot, settings.StorageDriver) = (null, null, null);
            settings.Url = service.Url;
        })).ReadAsync(new string('0', 64), Token);
        (files, whyNot).ShouldBe((null, "The image is in the storage of a podman service."));

        (files, whyNot) = await new StoredFiles(shop.Podman, shop.On<PodmanCommandSettings>()).ReadAsync(
            "sha256:" + new string('0', 64),
            Token
        );
        files.ShouldBeNull();
        whyNot.ShouldNotBeNull().ShouldStartWith("Podman cannot mount the image: ");
    }

    private static async Task ShouldBeAsync(ImageFiles? files, PodmanWorkshop shop, string image, Action<PodmanSettings> inStorage)
    {
        var exported = await ExportAsync(shop, image, inStorage);
        files.ShouldNotBeNull().All.Select(Line).ShouldBe(exported.All.Select(Line));
        files.All.Count.ShouldBeGreaterThan(20);
    }

    /// <summary>What is known of a file, but for what its storage does not keep.</summary>
    private static string Line(ImageFile file) =>
        $"{file.Path} {file.Kind} {file.Size} {(file.Kind == ImageFileKind.SymbolicLink ? 0 : file.Mode)} {file.LinkTarget} "
        + $"{file.Elf?.Header} {file.Elf?.Interpreter} {string.Join(' ', file.Elf?.Needed ?? [])} {file.ScriptInterpreter}";

    private static async Task<ImageFiles> ExportAsync(PodmanWorkshop shop, string image, Action<PodmanSettings> inStorage)
    {
        var folder = Path.Combine(shop.Folder, "export");
        await shop.Podman.PushAsync(image["sha256:".Length..], "dir:" + folder, shop.On<PodmanPushSettings>(settings =>
        {
            inStorage(settings);
            settings.Compress = true;
        }), onLine: null, Token);
        var layers = new List<Layer>();
        foreach (var layer in ImageManifest.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json"), Token)).Layers)
        {
            await using var stream = File.OpenRead(Path.Combine(folder, layer.Digest.Encoded));
            layers.Add(await Layer.ReadAsync(stream, layer.MediaType, Token));
        }

        return Layer.Merge(layers);
    }

    private static async Task<string> BuildAsync(PodmanWorkshop shop, Action<PodmanSettings> inStorage) => (await shop.BuildAsync(
        shop.Context(Containerfile.Replace("BASE", shop.Base, StringComparison.Ordinal)),
        settings =>
        {
            inStorage(settings);
            settings.Platforms.Add(new Platform("linux", ElfArchitecture.OfThisHost!.Name));
        })).ImageId;

    private static async Task<string> BuildOfUserAsync(PodmanWorkshop shop, Action<PodmanSettings> asUser) =>
        (await shop.BuildAsync(shop.Context($"FROM {shop.Base}\nCOPY Containerfile /opt/\n"), asUser)).ImageId;

    private static Action<PodmanSettings> OnVfs(PodmanWorkshop shop) =>
        settings =>
            (settings.Root, settings.RunRoot, settings.StorageDriver) = (
                Path.Combine(shop.Folder, "storage"),
                Path.Combine(shop.Folder, "run"),
                "vfs"
            );

    private static async Task<Action<PodmanSettings>> AsUserAsync(PodmanWorkshop shop)
    {
        var podman = await ArbitraryUser.WritePodmanAsync(shop.Folder);
        return settings => settings.ToolPath = podman;
    }

    /// <summary>What podman has mounted, as it says itself.</summary>
    private static async Task<string> MountsAsync(PodmanWorkshop shop, Action<PodmanSettings> inStorage)
    {
        var settings = shop.On<PodmanCommandSettings>(inStorage);
        string[] mounts = ["image", "mount"];
        return settings.ToolPath is null
            ? (await shop.Podman.RunAsync(settings, mounts, Token)).Output
            : (
                await shop.Podman.RunAsync(
                    settings,
                    [
                        "unshare",
                        "sh",
                        "-c",
                        "exec /proc/$PPID/exe \"$@\" image mount",
                        "sh",
                        $"--root={shop.Store.Root}",
                        $"--runroot={shop.Store.RunRoot}",
                        $"--storage-driver={shop.Store.Driver}",
                    ],
                    Token
                )
            ).Output;
    }

    /// <summary>Whether podman is a script that starts it among mounts of its own.</summary>
    private static async Task<bool> IsPodmanApartAsync() =>
        (await TestProgram.RunAsync("sh", "-c", "head -c 2 \"$(command -v podman)\"")).Text == "#!";
}
