using System.Text.Json;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>
/// A podman that does what the test says: a folder with a program of that name, which starts the FakePodman program, and the
/// calls that were made of it.
/// </summary>
public sealed class FakePodmanFolder : IDisposable
{
    private readonly List<FakeRule> _rules = [];

    public FakePodmanFolder(string name = "podman")
    {
        Folder = Directory.CreateTempSubdirectory("fake-podman-").FullName;
        Program = Combine(name);
        var fake = Path.Combine(AppContext.BaseDirectory, "FakePodman");

        // exec, so that the program that is started and the one that runs are the same process.
        File.WriteAllText(Program, $"#!/bin/sh\nFAKE_PODMAN='{Folder}' exec '{fake}' \"$@\"\n");
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("podman build runs on Linux and macOS, and so do its tests.");
        }

        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The folder; it also is a good place for the test's own files.</summary>
    public string Folder { get; }

    /// <summary>The path of the program.</summary>
    public string Program { get; }

    /// <summary>What was called so far, oldest first.</summary>
    public IReadOnlyList<FakeCall> Calls => !Directory.Exists(Combine("calls"))
        ? []
        : [.. Directory.GetFiles(Combine("calls"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonSerializer.Deserialize<FakeCall>(File.ReadAllText(file))!)];

    public string Combine(string name) => Path.Combine(Folder, name);

    /// <summary>Says what happens when the arguments contain the words; the first rule that fits is taken.</summary>
    public FakeSteps On(string words, int times = 0)
    {
        var rule = new FakeRule(words, [], times);
        _rules.Add(rule);
        Save();
        return new FakeSteps(rule.Steps, Save);
    }

    /// <summary>Answers <c>podman version</c>.</summary>
    public FakePodmanFolder Version(string version)
    {
        On("version").Out($$$"""{"Client":{"APIVersion":"{{{version}}}","Version":"{{{version}}}","GoVersion":"go1.19.8","GitCommit":"","BuiltTime":"Thu Jan  1 00:00:00 1970","Built":0,"OsArch":"linux/amd64","Os":"linux"}}""");
        return this;
    }

    /// <summary>The only call whose arguments contain the words.</summary>
    public FakeCall Call(string words) => Calls.Where(call => call.Line.Contains($" {words} ", StringComparison.Ordinal)).ShouldHaveSingleItem();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save() => File.WriteAllText(Combine("script.json"), JsonSerializer.Serialize(_rules));
}

/// <summary>One call of the fake program.</summary>
public sealed record FakeCall(string[] Arguments, string WorkingDirectory, Dictionary<string, string?> Environment, string Input, int ProcessId)
{
    /// <summary>The arguments with a space before, between and behind them.</summary>
    public string Line => $" {string.Join(' ', Arguments)} ";
}

/// <summary>A rule of the fake program's script.</summary>
public sealed record FakeRule(string When, List<string[]> Steps, int Times);

/// <summary>The steps of one rule, or of a child process.</summary>
public sealed class FakeSteps(List<string[]> steps, Action changed)
{
    public FakeSteps()
        : this([], () => { })
    {
    }

    public string Json => JsonSerializer.Serialize(steps);

    public FakeSteps Out(string text) => Add("out", text);

    public FakeSteps Error(string text) => Add("err", text);

    /// <summary>Writes without a line end.</summary>
    public FakeSteps Raw(string text) => Add("raw", text);

    /// <summary>Writes a text into the file that a flag names.</summary>
    public FakeSteps WriteFile(string flag, string text) => Add("file", flag, text);

    /// <summary>Starts a child that does other steps, and goes on.</summary>
    public FakeSteps Spawn(FakeSteps child) => Add("spawn", child.Json);

    public FakeSteps Exit(int code) => Do("exit", code);

    public FakeSteps Do(string operation, int number) => Add(operation, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public FakeSteps Add(params string[] step)
    {
        steps.Add(step);
        changed();
        return this;
    }
}
