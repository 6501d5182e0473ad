using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;
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

    /// <summary>That of a killed process is seen in the integration tests.</summary>
    [Fact]
    public void A_run_holds_its_folder_and_a_folder_without_a_lock_is_left_after_a_day()
    {
        var now = DateTimeOffset.UtcNow;
        var parent = RunFolder.Parent(Host);
        var folder = RunFolder.Create(Host);
        var bare = OwnFolder.Make(OwnFolder.PathOf(parent, "20250102030405-0a1b2c3d"));

        OwnFolder.All(parent).Count.ShouldBe(2);
        OwnFolder.IsLeft(folder.Root, now.AddDays(9)).ShouldBeFalse();
        OwnFolder.IsLeft(bare, now.AddHours(23)).ShouldBeFalse();
        OwnFolder.IsLeft(bare, now.AddHours(25)).ShouldBeTrue();

        folder.Dispose();
        OwnFolder.All(parent).ShouldBe([bare]);
    }

    [Fact]
    public async Task A_folder_of_another_user_is_no_folder_of_a_run_and_is_not_opened()
    {
        // Root's, or that of one who is not root.
        var path = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), "20250102030405-0a1b2c3d"));
        OwnFolder.All(RunFolder.Parent(Host)).ShouldBe([path]);
        FileOwner.IsThisUser("/").ShouldBe(System.Environment.IsPrivilegedProcess);
        FileOwner.IsThisUser(Fake.Combine("nothing")).ShouldBeFalse();
        var tomorrow = DateTimeOffset.UtcNow.AddDays(2);
        OwnFolder.IsLeft(path, tomorrow).ShouldBeTrue();
        foreach (var user in System.Environment.IsPrivilegedProcess ? ["65534", "1234567890", "4294967294"] : Array.Empty<string>())
        {
            using var chown = System.Diagnostics.Process.Start("chown", [user, path]);
            await chown.WaitForExitAsync(Token);

            chown.ExitCode.ShouldBe(0);
            OwnFolder.All(RunFolder.Parent(Host)).ShouldBeEmpty(user);
            OwnFolder.IsLeft(path, tomorrow).ShouldBeFalse(user);
        }
    }

    [Fact]
    public void What_others_have_named_alike_is_no_folder_of_a_run()
    {
        var parent = RunFolder.Parent(Host);
        OwnFolder.Make(Path.Combine(parent, "cake-multiarch-mine"));
        Directory.CreateSymbolicLink(OwnFolder.PathOf(parent, "20250102030405-0a1b2c3d"), OwnFolder.Make(Fake.Combine("precious")));
        Directory.CreateDirectory(OwnFolder.PathOf(parent, "20250102030405-1a1b2c3d"));

        OwnFolder.All(parent).ShouldBeEmpty();
    }
}
