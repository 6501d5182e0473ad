using System.Runtime.Versioning;
using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Clean;

/// <summary>
/// Places where the clean-up's own files cannot be written, locked or read: a run does not fail for it, and nothing that lives is
/// removed.
/// </summary>
public sealed class FaultyPlaceTests : CleanTest
{
    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public async Task A_journal_that_cannot_be_touched_any_more_does_not_end_the_process(Type failure)
    {
        var file = new FaultyFile(Fake.Combine("journal"), failure);
        using var journal = new RunJournal(file, build: null);

        // The second time it is touched after the first failure.
        await file.Touched(2).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Should.NotThrow(() => journal.Note(RunJournal.MadeWord, "0123456789a"));
    }

    [Fact]
    public void On_a_full_disk_a_journal_is_closed_without_a_failure()
    {
        // With a buffer, as it tries again to write when it is closed.
        var journal = new RunJournal(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite), build: null);

        journal.Note(RunJournal.MadeWord, "0123456789a");

        Should.NotThrow(journal.Dispose);
    }

    [Fact]
    public void What_could_not_be_written_to_a_locked_file_is_not_tried_again()
    {
        using var file = LockedFile.Create(Fake.Combine("lock")).ShouldNotBeNull();

        file.Write("x"u8);

        new FileInfo(file.Name[..^".new".Length]).Length.ShouldBe(1, "there is no buffer");
    }

    [Fact]
    public void A_line_for_which_the_disk_had_no_room_is_not_read()
    {
        File.AppendAllText(Journal(Old, "made aaaaaaaaaaa", "ended "), "made 0");

        Runs.Find(Host).Ended.Single().Made.ShouldBe(["aaaaaaaaaaa"]);
    }

    [Fact]
    public async Task Where_locks_do_nothing_no_lock_and_no_journal_is_kept_and_nothing_young_is_taken_for_left()
    {
        const string Locks = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";
        if (System.Environment.GetEnvironmentVariable(Locks) is null)
        {
            await Again.RunAsync(Locks);
            return;
        }

        Log.Verbosity = Core.Diagnostics.Verbosity.Verbose;
        var (folder, journal) = await BeginAsync();
        File.Exists(Path.Combine(folder.Private, "lock")).ShouldBeFalse();
        Directory.GetFiles(Fake.Combine("state/cake-multiarch"), "*.run*").ShouldBeEmpty();
        Log.Text.ShouldContain("Locks do nothing");

        // As one left them that can lock.
        const string Other = "20250102030405-1a1b2c3d";
        var locked = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), Other));
        File.WriteAllText(Path.Combine(OwnFolder.Make(Path.Combine(locked, "private")), "lock"), "");
        Journal(Old, "made aaaaaaaaaaa");
        PodmanHas();

        var runs = Runs.Find(Host);
        runs.LeftFolders.ShouldBeEmpty();
        runs.StateOf(folder.RunId).ShouldBe(RunState.Alive);
        runs.StateOf(Old).ShouldBe(RunState.Alive);
        runs.StateOf(Other).ShouldBe(RunState.Alive);
        await new Cleaner(Host, Podman).RemoveAllAsync(Token);
        Directory.Exists(folder.Root).ShouldBeTrue();

        OwnFolder.IsLeft(folder.Root, DateTimeOffset.UtcNow.AddHours(25)).ShouldBeTrue();
        journal.Dispose();
        folder.Dispose();
        Directory.Exists(folder.Root).ShouldBeFalse();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_nobody_may_list_keeps_no_run_from_cleaning()
    {
        var hidden = Directory.CreateDirectory(Fake.Combine("hidden")).FullName;
        Journal(Old, $"folder {OwnFolder.PathOf(hidden, Old)}");
        PodmanHas();
        File.SetUnixFileMode(hidden, UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            if (CanList(hidden))
            {
                // Root without the right to look everywhere.
                await Again.RunAsync("LISTED", "setpriv", "--bounding-set=-dac_override,-dac_read_search");
                return;
            }

            var cleaner = new Cleaner(Host, Podman);
            await cleaner.RemoveKilledAsync(Token);

            cleaner.Failures.ShouldBeEmpty();
            File.Exists(State.JournalOf(Old)).ShouldBeFalse("its run was cleaned up for");
        }
        finally
        {
            File.SetUnixFileMode(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_folder_that_cannot_be_measured_or_removed_is_told_and_fails_no_run()
    {
        var left = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), Old));
        var inner = OwnFolder.Make(Path.Combine(left, "source"));
        File.WriteAllText(Path.Combine(inner, "file"), "x");
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));
        PodmanHas();
        Fake.On("unshare").Error("Error: no namespace").Exit(125);
        File.SetUnixFileMode(inner, UnixFileMode.UserRead);
        try
        {
            if (CanOpen(Path.Combine(inner, "file")))
            {
                await Again.RunAsync("OPENED", "setpriv", "--bounding-set=-dac_override,-dac_read_search");
                return;
            }

            var cleaner = new Cleaner(Host, Podman);
            await cleaner.RemoveKilledAsync(Token);

            cleaner.Failures.Select(problem => problem.Id).ShouldBe(["MA1977"]);
        }
        finally
        {
            File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_another_user_made_is_taken_for_held_and_keeps_no_other_from_being_read()
    {
        const string Other = "20250102030405-1a1b2c3d";
        Journal(Other, "made aaaaaaaaaaa", "ended ");
        var file = Journal(Old, "made bbbbbbbbbbb", "ended ");
        State.TryRemoveImages().ShouldNotBeNull().Dispose();
        var theirs = Directory.GetFiles(Fake.Combine("state/cake-multiarch"), "building*").Append(file).ToList();
        theirs.ForEach(path => File.SetUnixFileMode(path, UnixFileMode.None));
        if (CanOpen(file))
        {
            await Again.RunAsync("OPENED", "setpriv", "--bounding-set=-dac_override,-dac_read_search");
            return;
        }

        var runs = Runs.Find(Host);
        runs.Ended.Select(run => run.RunId).ShouldBe([Other]);
        runs.StateOf(Old).ShouldBe(RunState.Alive);
        runs.State!.TryRemoveImages().ShouldBeNull();
    }

    private static bool CanList(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length == 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool CanOpen(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A file of a network file system that has lost it, or of a user who may not set its time.</summary>
    private sealed class FaultyFile(string path, Type failure) : FileStream(path, FileMode.CreateNew)
    {
        private readonly SemaphoreSlim _touched = new(0);

        public override Microsoft.Win32.SafeHandles.SafeFileHandle SafeFileHandle
        {
            get
            {
                _touched.Release();
                throw (Exception)Activator.CreateInstance(failure)!;
            }
        }

        public async Task Touched(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _touched.WaitAsync();
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer) => throw (Exception)Activator.CreateInstance(failure)!;
    }
}
