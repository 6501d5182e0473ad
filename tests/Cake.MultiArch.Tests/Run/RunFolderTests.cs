using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Run;

public sealed class RunFolderTests : PodmanTest
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public RunFolderTests() => Environment.Variables["TMPDIR"] = Directory.CreateDirectory(Fake.Combine("tmp")).FullName;

    [Fact]
    public void Nobody_but_its_user_may_look_into_it()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no modes.");
        }

        using var folder = RunFolder.Create(Host);

        var root = Path.GetDirectoryName(folder.Private)!;
        Path.GetDirectoryName(root).ShouldBe(Fake.Combine("tmp"));
        string[] all = [root, .. Directory.GetDirectories(root, "*", SearchOption.AllDirectories)];
        all.Length.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var path in all)
        {
            File.GetUnixFileMode(path).ShouldBe(OwnerOnly, path);
        }
    }

    [Fact]
    public void Nothing_of_it_stays_even_when_a_file_may_not_be_written()
    {
        var folder = RunFolder.Create(Host);
        foreach (var place in new[] { folder.Source, folder.Private, folder.Environment["TMPDIR"] })
        {
            var file = Path.Combine(place, "read-only");
            File.WriteAllText(file, "x");
            File.SetAttributes(file, FileAttributes.ReadOnly);
        }

        folder.Dispose();

        Directory.GetFileSystemEntries(Fake.Combine("tmp")).ShouldBeEmpty();
        Should.NotThrow(folder.Dispose);
    }

    [Fact]
    public void Two_runs_have_folders_and_names_of_their_own()
    {
        using var one = RunFolder.Create(Host);
        using var two = RunFolder.Create(Host);

        one.RunId.ShouldNotBe(two.RunId);
        one.Private.ShouldNotBe(two.Private);
    }
}
