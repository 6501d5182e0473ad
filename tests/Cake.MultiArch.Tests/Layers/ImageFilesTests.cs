using System.Diagnostics;
using Cake.MultiArch.Layers;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Layers;

public class ImageFilesTests
{
    private static readonly ImageFiles Debian = new(
    [
        File("/usr/bin/dash"),
        File("/etc/passwd"),
        Link("/bin", "usr/bin"),
        Link("/usr/bin/sh", "dash"),
        Link("/usr/bin/awk", "/etc/alternatives/awk"),
        Link("/etc/alternatives/awk", "/bin/../bin/dash"),
        Link("/escape", "../../../etc/passwd"),
        Link("/loop", "/pool"),
        Link("/pool", "loop"),
        Link("/self", "self/x"),
        Link("/dangling", "/nowhere"),
        Link("/empty", ""),
    ]);

    [Theory]
    [InlineData("/usr/bin/dash", "/usr/bin/dash")]
    [InlineData("/bin/sh", "/usr/bin/dash")]
    [InlineData("/bin/awk", "/usr/bin/dash")]
    [InlineData("//usr/./bin//sh/", "/usr/bin/dash")]
    [InlineData("/../../bin/sh", "/usr/bin/dash")]
    [InlineData("/escape", "/etc/passwd")]
    [InlineData("/bin/../../etc/passwd", "/etc/passwd")]
    [InlineData("/bin", "/usr/bin")]
    [InlineData("/bin/..", "/usr")]
    [InlineData("/", "/")]
    [InlineData("/bin/../..", "/")]
    [InlineData("/loop", null)]
    [InlineData("/self", null)]
    [InlineData("/dangling", null)]
    [InlineData("/empty", null)]
    [InlineData("/etc/passwd/x", null)]
    [InlineData("/etc/passwd/..", null)]
    [InlineData("/usr/bin/bash", null)]
    public void A_path_leads_where_it_leads_inside_of_the_image(string path, string? found) =>
        (Debian.Find(path)?.Path).ShouldBe(found, path);

    [Fact]
    public void What_there_is_none_of_is_not_found()
    {
        Debian.Find("/loop").ShouldBeNull();
        Debian.Find("/usr/bin/bash").ShouldBeNull();
    }

    [Fact]
    public void Forty_links_are_followed_and_no_more()
    {
        var chain = new ImageFiles(Enumerable.Range(1, 50).Select(i => Link($"/{i}", $"{i - 1}")).Append(File("/0")));

        chain.Find("/40")?.Path.ShouldBe("/0");
        chain.Find("/40").ShouldNotBeNull();
        chain.Find("/41").ShouldBeNull();
    }

    [Fact]
    public void The_folders_that_lead_to_the_files_are_there_in_the_order_of_their_paths() =>
        new ImageFiles([File("/b/c/d"), File("/a"), File("/b-c")]).All.Select(file => (file.Path, file.Kind)).ShouldBe(
        [
            ("/a", ImageFileKind.File), ("/b", ImageFileKind.Folder), ("/b-c", ImageFileKind.File),
            ("/b/c", ImageFileKind.Folder), ("/b/c/d", ImageFileKind.File),
        ]);

    [Fact]
    public void An_image_without_files_has_a_root()
    {
        new ImageFiles([]).All.ShouldBeEmpty();
        new ImageFiles([]).Find("/")!.Kind.ShouldBe(ImageFileKind.Folder);
    }

    /// <summary>The kernel's own answer: the links are made, and looked up inside of their root.</summary>
    [Property(MaxTest = 200)]
    public void Links_lead_where_the_kernel_follows_them(byte[] choices)
    {
        using var root = new Folder();
        var files = new List<ImageFile> { File("/d/e/f") };
        Directory.CreateDirectory(Path.Combine(root.Path, "d/e"));
        System.IO.File.WriteAllText(Path.Combine(root.Path, "d/e/f"), "");
        string[] targets = ["d", "d/e", "e/f", "l0", "l1/e", "d/l2", "l0/../l1", "d/e/../../l0", "l3/f", "d/e/f"];
        string[] places = ["l0", "l1", "l3", "d/l2", "d/e/l4"];
        foreach (var (place, choice) in places.Zip(choices))
        {
            var target = targets[choice % targets.Length];
            System.IO.File.CreateSymbolicLink(Path.Combine(root.Path, place), target);
            files.Add(Link("/" + place, target));
        }

        var image = new ImageFiles(files);

        string[] paths = [.. targets, .. places];
        paths.Select(path => image.Find("/" + path) switch
        {
            null => "none",
            { Kind: ImageFileKind.Folder } => "folder",
            _ => "file",
        }).ShouldBe(KernelFinds(root.Path, paths));
    }

    /// <summary>.NET takes the dots out of a path before the kernel sees it; a shell does not.</summary>
    private static string[] KernelFinds(string root, string[] paths)
    {
        const string script = "for p; do if [ -d $p ]; then echo folder; elif [ -e $p ]; then echo file; else echo none; fi; done";
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. paths]) { WorkingDirectory = root, RedirectStandardOutput = true }
        )!;
        return shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static ImageFile File(string path) => new(path, ImageFileKind.File);

    private static ImageFile Link(string path, string target) => new(path, ImageFileKind.SymbolicLink) { LinkTarget = target };

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("image-files-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
