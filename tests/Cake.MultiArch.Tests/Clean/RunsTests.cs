using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Tests.Clean;

/// <summary>Who lives, who has ended and who was killed.</summary>
public sealed class RunsTests : CleanTest
{
    [Fact]
    public async Task A_run_that_has_begun_lives_until_its_journal_is_let_go()
    {
        var (folder, journal) = await BeginAsync();
        Runs.Find(Host).StateOf(folder.RunId).ShouldBe(RunState.Alive);
        Runs.Find(Host).WereKilled.ShouldBeFalse();

        journal.Dispose();
        Runs.Find(Host).StateOf(folder.RunId).ShouldBe(RunState.Killed);
        Runs.Find(Host).WereKilled.ShouldBeTrue();

        folder.Dispose();
    }

    [Fact]
    public async Task A_run_that_has_noted_its_end_was_not_killed()
    {
        var (folder, journal) = await BeginAsync();
        journal.End();
        journal.Dispose();
        folder.Dispose();

        var runs = Runs.Find(Host);
        runs.StateOf(folder.RunId).ShouldBe(RunState.Ended);
        runs.WereKilled.ShouldBeFalse();
    }

    [Fact]
    public void Without_a_journal_the_folder_tells_and_without_both_only_time_does()
    {
        var young = $"{DateTimeOffset.UtcNow.AddHours(-1):yyyyMMddHHmmss}-0a1b2c3d";
        using var folder = RunFolder.Create(Host);
        var left = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), Old));
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));

        var runs = Runs.Find(Host);

        runs.StateOf(folder.RunId).ShouldBe(RunState.Alive);
        runs.StateOf(Old).ShouldBe(RunState.Killed);
        runs.LeftFolders.ShouldBe([left]);
        runs.StateOf(young).ShouldBe(RunState.Alive, "it can run in another container with the same storage");
        runs.StateOf("20250102030405-1a1b2c3d").ShouldBe(RunState.Ended);
        runs.StateOf(new RunMarker(Old, Fake.Combine("elsewhere/cake-multiarch-x/private/marker"))).ShouldBe(RunState.Ended);
    }

    [Fact]
    public void The_folders_of_a_killed_run_are_found_below_the_TMPDIR_that_it_had()
    {
        var folder = OwnFolder.Create(Directory.CreateDirectory(Fake.Combine("other")).FullName, DateTimeOffset.UtcNow);
        var command = OwnFolder.Create(Fake.Combine("other"), DateTimeOffset.UtcNow);
        Journal(folder.Id, $"folder {folder.Root}");
        Runs.Find(Host).LeftFolders.ShouldBeEmpty();

        // As the kernel does it when the process is gone.
        File.Delete(Path.Combine(command.Private, "lock"));
        File.WriteAllText(Path.Combine(command.Private, "lock"), "");

        Runs.Find(Host).LeftFolders.ShouldBe([command.Root]);
        folder.Dispose();
        command.Dispose();
    }

    [Fact]
    public async Task What_a_run_in_another_storage_made_is_not_looked_for_in_this_one()
    {
        Environment.Variables["CONTAINER_HOST"] = "ssh://ann:hunter2@build.example.com/run/podman.sock";
        var (folder, journal) = await BeginAsync();
        journal.Note(RunJournal.MadeWord, "0123456789a");
        journal.Dispose();
        File.ReadAllText(State.JournalOf(folder.RunId)).ShouldNotContain("hunter2");
        Runs.Find(Host).Ended.Count.ShouldBe(1);

        Environment.Variables.Remove("CONTAINER_HOST");
        Runs.Find(Host).Ended.ShouldBeEmpty();
        Runs.Find(Host).Foreign.Count.ShouldBe(1);
        folder.Dispose();
    }

    [Fact]
    public void What_another_user_made_with_this_home_or_another_machine_that_has_it_is_another_storages()
    {
        string[] keys =
        [
            StateFolder.Of(Host, "ann", "one")!.Storage,
            StateFolder.Of(Host, "root", "one")!.Storage,
            StateFolder.Of(Host, "ann", "two")!.Storage,
        ];

        keys.ShouldBeUnique();
        State.Storage.ShouldBe(
            StateFolder
                .Of(Host, System.Environment.UserName, File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : "")!
                .Storage
        );
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_written_is_told_when_verbose_and_the_run_goes_on()
    {
        File.WriteAllText(Fake.Combine("state"), "a file");
        Log.Verbosity = Core.Diagnostics.Verbosity.Verbose;

        var (folder, journal) = await BeginAsync();

        journal.Note(RunJournal.MadeWord, "0123456789a");
        journal.End();
        Log.Text.ShouldContain("CleanMultiArch will not know the images of this run");
        folder.Dispose();
    }

    [Fact]
    public async Task The_state_folder_is_for_its_user_alone()
    {
        var (folder, journal) = await BeginAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Fake.Combine("state/cake-multiarch"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Whoever_removes_images_and_whoever_builds_wait_for_each_other()
    {
        var (folder, journal) = await BeginAsync();
        State.TryRemoveImages().ShouldBeNull();
        journal.Dispose();

        var alone = State.TryRemoveImages().ShouldNotBeNull();
        var next = RunFolder.Create(Host);
        var begun = RunJournal.BeginAsync(Host, next, Token);
        begun.IsCompleted.ShouldBeFalse();
        alone.Dispose();
        (await begun).Dispose();
        folder.Dispose();
        next.Dispose();
    }
}
