using Cake.MultiArch.Storage;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Clean;

/// <summary>
/// A test of the clean-up with folders of the test's own and the FakePodman program, whose storage is a folder that the test fills.
/// </summary>
public abstract class CleanTest : PodmanTest
{
    private protected const string Old = "20250102030405-0a1b2c3d";

    private protected CleanTest()
    {
        Environment.Variables["TMPDIR"] = Directory.CreateDirectory(Fake.Combine("tmp")).FullName;
        Environment.Variables["XDG_STATE_HOME"] = Fake.Combine("state");
        State = StateFolder.Of(Host)!;
    }

    private protected StateFolder State { get; }

    /// <summary>The names of containers that runs have started, by their label.</summary>
    private protected IReadOnlyList<string> Containers { get; set; } = [];

    private protected string Storage => Fake.Combine("storage");

    /// <summary>A run that has begun to build and goes on until it is disposed.</summary>
    private protected async Task<(RunFolder Folder, RunJournal Journal)> BeginAsync()
    {
        var folder = RunFolder.Create(Host);
        return (folder, await RunJournal.BeginAsync(Host, folder, Token));
    }

    /// <summary>What a run that lives no more has noted.</summary>
    private protected string Journal(string runId, params string[] lines)
    {
        State.Make();
        File.WriteAllLines(State.JournalOf(runId), [$"storage {State.Storage}", .. lines]);
        return State.JournalOf(runId);
    }

    /// <summary>Podman with a storage that holds images.</summary>
    /// <param name="images">Their identifiers, and names behind a space.</param>
    private protected void PodmanHas(params string[] images)
    {
        Fake.Version("4.3.1")
            .On("info --format=json")
            .Out(
                $$$"""
                {"version":{"Version":"4.3.1"},"host":{"os":"linux","arch":"amd64"},"store":{"graphRoot":"{{{Storage}}}","graphDriverName":"vfs"}}
                """
            );
        Fake.On("images --quiet");
        Fake.On("ps --all").Out($"[{string.Join(',', Containers.Select(name => $$"""{"Names":["{{name}}"]}"""))}]");
        foreach (var image in images)
        {
            Directory.CreateDirectory(Path.Combine(Storage, "vfs-images", image.Split(' ')[0]));
        }

        Store(
            "vfs-images/images.json",
            [
                .. images
                    .Select(image => image.Split(' '))
                    .Select(words =>
                        $$"""{"id":"{{words[0]}}","names":[{{string.Join(',', words.Skip(1).Select(name => $"\"{name}\""))}}],"layer":"{{words[0]}}","big-data-names":["manifest"]}"""
                    ),
            ]
        );
    }

    /// <summary>Writes a file of the storage.</summary>
    private protected void Store(string name, params string[] records)
    {
        var file = Path.Combine(Storage, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"[{string.Join(',', records)}]");
    }

    private protected static string Image(char digit) => new(digit, 64);
}
