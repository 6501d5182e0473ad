using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Tests.Clean;

/// <summary>What the clean-up asks of podman, and what it makes of podman's faults.</summary>
public sealed class CleanerTests : CleanTest
{
    [Fact]
    public async Task The_containers_of_smoke_tests_go_whose_run_was_killed_before_the_lists_and_no_others()
    {
        var (living, journal) = await BeginAsync();
        Containers = [$"multiarch-smoke-{Old}-linux-arm64", $"multiarch-smoke-{living.RunId}-linux-arm64", "another"];
        PodmanHas($"{Image('a')} localhost/multiarch/web:{Old}");
        Fake.On("rm --force");
        Fake.On("manifest");
        Journal(Old, $"folder {Fake.Combine("tmp")}");
        var cleaner = new Cleaner(Host, Podman);

        await cleaner.RemoveKilledAsync(Token);

        cleaner.Failures.ShouldBeEmpty();
        Fake.Call("rm --force")
            .Arguments.ShouldBe(["rm", "--force", "--ignore", "--time=0", "--volumes", $"multiarch-smoke-{Old}-linux-arm64"]);
        Log.Text.ShouldContain($"Removed the container multiarch-smoke-{Old}-linux-arm64 of a smoke test");
        journal.Dispose();
        living.Dispose();
    }

    private static readonly string Recent = $"{DateTimeOffset.UtcNow.AddDays(-13):yyyyMMddHHmmss}-0a1b2c3d";

    [Fact]
    public async Task With_nothing_to_do_a_run_starts_no_program()
    {
        Journal(Recent, "made aaaaaaaaaaa", "ended ");
        Journal(Old, "made bbbbbbbbbbb", "ended ");
        Journal($"{Recent[..14]}-1a1b2c3d", "used bbbbbbbbbbb", "ended ");
        var cleaner = new Cleaner(Host, Podman);

        await cleaner.RemoveKilledAsync(Token);
        await cleaner.RemoveUnusedAsync(Recent, Token);

        Fake.Calls.ShouldBeEmpty();
        File.Exists(State.JournalOf(Old)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_image_that_was_not_used_for_two_weeks_is_removed_and_one_in_use_is_asked_for_once_and_then_not_for_two_weeks()
    {
        Journal(Old, "made aaaaaaaaaaa", "made bbbbbbbbbbb", "made ccccccccccc", "ended ");
        Journal(Recent, "used ccccccccccc", "ended ");
        PodmanHas(Image('a'), Image('b'), Image('c'), Image('d'));
        Store("vfs-containers/containers.json", $$"""{"id":"1","image":"{{Image('b')}}"}""");
        Fake.On("rmi");

        await new Cleaner(Host, Podman).RemoveUnusedAsync(Recent, Token);

        Fake.Call("rmi").Arguments.ShouldBe(["rmi", "--no-prune", "--ignore", Image('a')]);
        (await File.ReadAllTextAsync(State.JournalOf(Recent), Token)).ShouldContain("used bbbbbbbbbbb");
        (await File.ReadAllTextAsync(State.JournalOf(Old), Token)).ShouldContain("made bbbbbbbbbbb");
    }

    [Fact]
    public async Task Of_all_runs_that_used_an_image_the_last_one_notes_it_and_the_others_are_forgotten()
    {
        for (var i = 1; i <= 13; i++)
        {
            Journal(Run(i), i == 13 ? "made aaaaaaaaaaa" : i == 4 ? "made bbbbbbbbbbb" : "used bbbbbbbbbbb", "used aaaaaaaaaaa", "ended ");
        }

        Journal(Run(5, 'b'), "ended ");
        Journal(Run(6, 'b'), "used aaaaaaaaaaa");
        Journal(Run(0), "ended ");

        await new Cleaner(Host, Podman).RemoveUnusedAsync(Run(0), Token);

        var noted = Directory.GetFiles(Fake.Combine("state/cake-multiarch"), "*.run").Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => string.Join(", ", File.ReadAllLines(file).Skip(1)));
        noted.ShouldBe(new Dictionary<string, string>
        {
            [Run(13)] = "made aaaaaaaaaaa, ended ",
            [Run(6, 'b')] = "used aaaaaaaaaaa", // It was killed.
            [Run(4)] = "made bbbbbbbbbbb, ended ",
            [Run(1)] = "used bbbbbbbbbbb, used aaaaaaaaaaa, ended ",
            [Run(0)] = "ended ", // Its list can be there.
        }, ignoreOrder: true);
        Fake.Calls.ShouldBeEmpty();

        static string Run(int days, char digit = 'a') => $"{DateTimeOffset.UtcNow.Date.AddDays(-days):yyyyMMdd}000000-0{digit}1b2c3d";
    }

    [Fact]
    public async Task Images_with_a_name_and_those_that_nobody_noted_are_never_given_to_podman()
    {
        Journal(Old, "made aaaaaaaaaaa", "made bbbbbbbbbbb", "ended ");
        PodmanHas(Image('a') + " localhost/mine:1", Image('b'), Image('c'));
        Fake.On("rmi");

        await new Cleaner(Host, Podman).RemoveAllAsync(Token);

        Fake.Call("rmi").Arguments.ShouldBe(["rmi", "--no-prune", "--ignore", Image('b')]);
        Fake.Calls.ShouldAllBe(call => !call.Line.Contains("prune ") || call.Line.Contains("--no-prune"));
    }

    [Fact]
    public async Task What_podman_does_not_remove_is_a_failure_with_the_command_and_the_next_thing_is_removed_all_the_same()
    {
        Journal(Old, "made aaaaaaaaaaa", "ended ");
        PodmanHas(
            Image('a'),
            $"{Image('b')} localhost/multiarch/web:{Old}",
            $"{Image('c')} localhost/multiarch/web:20250102030405-1a1b2c3d"
        );
        Fake.On("manifest exists");
        Fake.On($"manifest rm localhost/multiarch/web:{Old}").Error("Error: the disk is read-only").Exit(125);
        Fake.On("manifest rm");
        Fake.On("rmi").Error("Error: the disk is read-only").Exit(125);
        var cleaner = new Cleaner(Host, Podman);

        await cleaner.RemoveAllAsync(Token);

        cleaner.Failures.Select(problem => problem.Id).ShouldBe(["MA1979", "MA1979"]);
        cleaner.Failures[0].Repair.ShouldBe($"podman manifest rm localhost/multiarch/web:{Old}");
        cleaner.Failures[1].Repair.ShouldBe($"podman rmi {Image('a')}");
        cleaner.Failures[1].Why.ShouldContain("read-only");
        Fake.Call("manifest rm localhost/multiarch/web:20250102030405-1a1b2c3d");
        (await File.ReadAllTextAsync(State.JournalOf(Old), Token)).ShouldContain("made aaaaaaaaaaa", Case.Sensitive, "it is tried again");
    }

    [Fact]
    public async Task Without_podman_the_folders_are_removed_and_the_rest_is_a_failure()
    {
        Fake.On("version").Error("Error: no storage").Exit(125);
        var left = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), Old));
        File.WriteAllText(Path.Combine(left, "secret"), "x");
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));
        var cleaner = new Cleaner(Host, Podman);

        await cleaner.RemoveAllAsync(Token);

        Directory.Exists(left).ShouldBeFalse();
        cleaner.Failures.Count.ShouldBe(1);
        cleaner.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_a_run_builds_its_storages_images_stay_and_nothing_is_forgotten()
    {
        Journal(Old, "made aaaaaaaaaaa", "ended ");
        PodmanHas(Image('a'));
        var (folder, journal) = await BeginAsync();

        await new Cleaner(Host, Podman).RemoveAllAsync(Token);
        await new Cleaner(Host, Podman).RemoveUnusedAsync(folder.RunId, Token);

        Fake.Calls.ShouldAllBe(call => call.Arguments[0] != "rmi");
        Log.Text.ShouldContain("A run builds");
        File.Exists(State.JournalOf(Old)).ShouldBeTrue();
        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_result_of_a_run_that_ended_is_left_to_its_user_by_the_next_run()
    {
        const string Killed = "20250102030405-1a1b2c3d";
        Journal(Old, "ended ");
        Journal(Killed, "made aaaaaaaaaaa");
        PodmanHas(Image('a'), $"{Image('b')} localhost/multiarch/web:{Old}", $"{Image('c')} localhost/multiarch/web:{Killed}");
        Fake.On("manifest");

        await new Cleaner(Host, Podman).RemoveKilledAsync(Token);

        Fake.Call("manifest rm").Arguments[^1].ShouldBe($"localhost/multiarch/web:{Killed}");
        Fake.Calls.ShouldAllBe(call => call.Arguments[0] != "rmi", "images are the layer cache");
        var calls = Fake.Calls.Count;
        await new Cleaner(Host, Podman).RemoveKilledAsync(Token);
        Fake.Calls.Count.ShouldBe(calls, "it is done once");
        (await File.ReadAllTextAsync(State.JournalOf(Killed), Token)).ShouldContain("made aaaaaaaaaaa");
    }

    /// <summary>Podman was killed with the run, after it had made the image and before it said so.</summary>
    [Theory]
    [InlineData("the base", 0, "", true)]
    [InlineData("another base", 0, "", false)]
    [InlineData("the base", 60, "", false)]
    [InlineData("the base", 0, "localhost/mine:1", false)]
    public async Task An_image_that_a_killed_run_could_not_note_is_known_by_its_working_container(
        string below,
        int secondsAfter,
        string name,
        bool isFound
    )
    {
        var now = DateTime.UtcNow;
        var run = $"{now:yyyyMMddHHmmss}-0a1b2c3d";
        Journal(run);
        File.SetLastWriteTimeUtc(State.JournalOf(run), now.AddSeconds(-secondsAfter));
        PodmanHas($"{Image('a')} {name}".TrimEnd());
        Store(
            "vfs-layers/layers.json",
            """{"id":"the base"}""",
            """{"id":"own","parent":"the base"}""",
            $$"""{"id":"{{Image('a')}}","parent":"{{below}}"}"""
        );
        Store("vfs-containers/containers.json", $$"""{"id":"111111111111","layer":"own","created":"{{now.AddSeconds(-99):O}}"}""");
        var state = Path.Combine(Storage, "vfs-containers", "111111111111", "userdata", "buildah.json");
        Directory.CreateDirectory(Path.GetDirectoryName(state)!);
        await File.WriteAllTextAsync(state, $"id=multiarch-run-{run},src=/marker", Token);
        Fake.On("rm");

        await new Cleaner(Host, Podman).RemoveKilledAsync(Token);

        Fake.Calls.ShouldAllBe(call => call.Arguments[0] != "rmi");
        (
            File.Exists(State.JournalOf(run)) && (await File.ReadAllTextAsync(State.JournalOf(run), Token)).Contains("made aaaaaaaaaaa")
        ).ShouldBe(isFound);
    }

    [Fact]
    public async Task A_container_of_which_a_build_noted_nothing_is_nobodys_and_others_are_left()
    {
        Journal(Old);
        PodmanHas();
        Store(
            "vfs-containers/containers.json",
            """{"id":"111111111111","names":["web-working-container-3"]}""",
            """{"id":"222222222222","names":["working-container"],"metadata":"{}"}""",
            """{"id":"333333333333","names":["mine"]}""");
        Fake.On("rm");

        await new Cleaner(Host, Podman).RemoveKilledAsync(Token);

        Fake.Call("rm").Arguments.ShouldBe(["rm", "--force", "--ignore", "111111111111"]);
    }

    [Fact]
    public async Task All_images_without_a_manifest_go_at_once()
    {
        Journal(Old);
        PodmanHas();
        Store(
            "vfs-images/images.json",
            $$"""{"id":"{{Image('a')}}"}""",
            $$"""{"id":"{{Image('b')}}","big-data-names":["sha256:b"]}""",
            $$"""{"id":"{{Image('c')}}","big-data-names":["manifest"]}"""
        );
        Fake.On("rmi");

        await new Cleaner(Host, Podman).RemoveKilledAsync(Token);

        Fake.Call("rmi").Arguments.ShouldBe(["rmi", "--force", "--no-prune", "--ignore", Image('a'), Image('b')]);
    }

    [Fact]
    public async Task Two_at_once_do_not_take_each_others_work_for_a_failure()
    {
        PodmanHas();
        for (var i = 0; i < 20; i++)
        {
            var left = OwnFolder.Make(OwnFolder.PathOf(RunFolder.Parent(Host), $"20250102030405-{i:x8}"));
            OwnFolder.Make(Path.Combine(left, "private"));
            File.WriteAllText(Path.Combine(left, "private", "lock"), "");
            foreach (var number in Enumerable.Range(0, 200))
            {
                File.WriteAllText(Path.Combine(OwnFolder.Make(Path.Combine(left, "source", $"{number % 10}")), $"{number}"), "x");
            }
        }

        Cleaner[] cleaners = [new(Host, Podman), new(Host, Podman), new(Host, Podman)];
        await Task.WhenAll(cleaners.Select(cleaner => Task.Run(() => cleaner.RemoveAllAsync(Token), Token)));

        cleaners.ShouldAllBe(cleaner => cleaner.Failures.Count == 0);
        Directory.GetDirectories(RunFolder.Parent(Host)).ShouldBeEmpty();
    }
}
