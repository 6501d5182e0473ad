using System.Formats.Tar;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Layers;

public class LayerMergeTests
{
    private static readonly byte[] Program = ElfProbe.Write(ElfArchitecture.Find("arm64")!);

    [Fact]
    public async Task What_a_file_is_can_be_seen_without_its_content()
    {
        var files = await MergeAsync(new LayerArchive()
            .Folder("usr/bin/")
            .File("usr/bin/app", Program)
            .File("./usr/bin/script", "#! /usr/bin/env python3 \nprint()\n")
            .File("etc/motd", "hello"u8.ToArray(), UnixFileMode.UserRead)
            .Link("bin", "usr/bin")
            .Add("dev/null", TarEntryType.CharacterDevice, _ => { })
            .Add("run/pipe", TarEntryType.Fifo, _ => { }));

        files
            .All.Select(file => (file.Path, file.Kind))
            .ShouldBe([
                ("/bin", ImageFileKind.SymbolicLink),
                ("/dev", ImageFileKind.Folder),
                ("/dev/null", ImageFileKind.Other),
                ("/etc", ImageFileKind.Folder),
                ("/etc/motd", ImageFileKind.File),
                ("/run", ImageFileKind.Folder),
                ("/run/pipe", ImageFileKind.Other),
                ("/usr", ImageFileKind.Folder),
                ("/usr/bin", ImageFileKind.Folder),
                ("/usr/bin/app", ImageFileKind.File),
                ("/usr/bin/script", ImageFileKind.File),
            ]);
        var app = files.Find("/bin/app")!;
        (app.Size, app.IsExecutable, app.ScriptInterpreter).ShouldBe((Program.Length, true, null));
        app.Elf!.Header.IsFor(ElfArchitecture.Find("arm64")!).ShouldBeTrue();
        files.Find("/bin/script")!.ScriptInterpreter.ShouldBe("/usr/bin/env python3");
        var motd = files.Find("/etc/motd")!;
        (motd.Size, motd.Mode, motd.IsExecutable, motd.Elf, motd.ScriptInterpreter).ShouldBe((5, UnixFileMode.UserRead, false, null, null));
    }

    [Fact]
    public async Task A_layer_takes_away_what_lower_layers_brought()
    {
        var files = await MergeAsync(
            new LayerArchive().File("a/one").File("a/two").File("b/one").File("b/c/d").File("gone/x/y").Link("dangling", "/nowhere"),
            new LayerArchive()
                .File("a/.wh.one")
                .File("b/.wh..wh..opq")
                .File("b/new")
                .File(".wh.gone")
                .File(".wh.dangling")
                .File("d/.wh.never")
        );

        Paths(files).ShouldBe(["/a/two", "/b/new"]);
    }

    [Fact]
    public async Task A_folder_is_emptied_of_what_is_below_wherever_the_layer_says_so()
    {
        var files = await MergeAsync(
            new LayerArchive().File("b/old").File("b/c/d"),
            new LayerArchive().File("b/new").File("b/c").File("b/.wh.c").File("b/.wh..wh..opq"));

        Paths(files).ShouldBe(["/b/c", "/b/new"]);
    }

    [Fact]
    public async Task All_can_be_taken_away_and_files_of_the_storage_itself_are_none()
    {
        var files = await MergeAsync(
            new LayerArchive().File("a").File("b/c"),
            new LayerArchive().File(".wh..wh..opq").File(".wh..wh.plnk/1").File(".wh..wh.aufs").File(".wh...").File(".wh.").File("x/.wh...")
        );

        Paths(files).ShouldBe(["/.wh..wh.plnk/1"]);
    }

    [Fact]
    public async Task A_file_takes_the_place_of_a_folder_and_a_folder_that_of_a_file()
    {
        var files = await MergeAsync(
            new LayerArchive().File("a/b/c").File("x").Folder("keep").File("keep/me").Link("l", "a"),
            new LayerArchive().File("a").Folder("x").File("x/y").Folder("keep").Folder("l").File("l/own"));

        Paths(files).ShouldBe(["/a", "/keep/me", "/l/own", "/x/y"]);
        files.Find("/l")!.Kind.ShouldBe(ImageFileKind.Folder);
    }

    [Fact]
    public async Task A_file_that_a_layer_puts_behind_a_link_of_a_lower_one_is_where_the_link_leads()
    {
        var files = await MergeAsync(
            new LayerArchive().Folder("usr/bin").File("usr/bin/old").Link("bin", "usr/bin").Link("loop", "loop"),
            new LayerArchive().File("bin/new").HardLink("bin/also", "bin/old").File("loop/file"));

        Paths(files).ShouldBe(["/bin", "/loop/file", "/usr/bin/also", "/usr/bin/new", "/usr/bin/old"]);
        files.Find("/bin/new")!.Path.ShouldBe("/usr/bin/new");
    }

    [Fact]
    public async Task A_hard_link_is_what_its_file_is()
    {
        var files = await MergeAsync(
            new LayerArchive().File("usr/bin/perl", Program).Link("sym", "/usr/bin/perl"),
            new LayerArchive()
                .HardLink("early", "./own").File("own", Program)
                .HardLink("usr/bin/perl5", "usr/bin/perl").HardLink("twice", "/usr/bin/perl5").HardLink("link", "sym")
                .HardLink("nothing", "no/such/file").HardLink("folder", "usr"));

        foreach (var path in (string[])["/early", "/usr/bin/perl5", "/twice"])
        {
            files.Find(path)!.Elf.ShouldNotBeNull(path);
            files.Find(path)!.Path.ShouldBe(path);
        }

        files.All.Single(file => file.Path == "/link").LinkTarget.ShouldBe("/usr/bin/perl");
        files.Find("/nothing").ShouldBeNull();
        files.Find("/folder").ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_entries_with_one_name_the_last_one_counts()
    {
        var files = await MergeAsync(new LayerArchive().File("a", "first").File("./a", "the last").File("b/c").File("b"));

        files.Find("/a")!.Size.ShouldBe(8);
        Paths(files).ShouldBe(["/a", "/b"]);
    }

    [Fact]
    public async Task A_path_does_not_lead_out_of_the_image()
    {
        var files = await MergeAsync(
            new LayerArchive().File("../../etc/shadow").File("a/../../b").File("/c//./d").HardLink("e", "../../b")
        );

        Paths(files).ShouldBe(["/b", "/c/d", "/e", "/etc/shadow"]);
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task Names_may_be_long(TarEntryFormat format)
    {
        var name = string.Join('/', Enumerable.Repeat(new string('n', 200), 10));
        var files = await MergeAsync(new LayerArchive(format).File(name, Program).Link("link", name).HardLink("hard", name));

        files.Find("/" + name)!.Elf.ShouldNotBeNull();
        files.Find("/link")!.Path.ShouldBe("/" + name);
        files.Find("/hard")!.Elf.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public async Task Every_format_of_tar_is_read(TarEntryFormat format)
    {
        var files = await MergeAsync(
            new LayerArchive(format).Folder("bin/").File("bin/app", Program).Link("app", "bin/app").HardLink("again", "bin/app")
        );

        files.Find("/app")!.Elf.ShouldNotBeNull();
        files.Find("/again")!.Elf.ShouldNotBeNull();
        files.Find("/bin")!.Kind.ShouldBe(ImageFileKind.Folder);
    }

    [Fact]
    public async Task A_hundred_thousand_files_stay_cheap()
    {
        var archive = new LayerArchive(TarEntryFormat.Ustar);
        for (var i = 0; i < 100_000; i++)
        {
            archive.File($"usr/share/{i % 100}/{i % 1000}/file{i}", "x"u8.ToArray());
        }

        var content = archive.ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var files = Layer.Merge([await LayerArchive.ReadAsync(content, MediaTypes.OciLayer)]);

        files.All.Count(file => file.Kind == ImageFileKind.File).ShouldBe(100_000);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(100_000_000);
    }

    private static async Task<ImageFiles> MergeAsync(params LayerArchive[] layers) =>
        Layer.Merge(await Task.WhenAll(layers.Select(layer => layer.ReadAsync())));

    private static IEnumerable<string> Paths(ImageFiles files) =>
        files.All.Where(file => file.Kind != ImageFileKind.Folder).Select(file => file.Path);
}
