using System.Globalization;
using System.Text;

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
    public IReadOnlyList<FakeCall> Calls =>
        !Directory.Exists(Combine("calls"))
            ? []
            :
            [
                .. Directory
                    .GetFiles(Combine("calls"), "*.call")
                    .Order(StringComparer.Ordinal)
                    .Select(file => FakeCall.Read(File.ReadAllText(file))),
            ];

    public string Combine(string name) => Path.Combine(Folder, name);

    /// <summary>Says what happens when the arguments contain the words; the first rule that fits is taken.</summary>
    public FakeSteps On(string words, int times = 0)
    {
        var rule = new FakeRule(words, [], times);
        _rules.Add(rule);
        Save();
        return new FakeSteps(rule.Steps, Save);
    }

    /// <summary>Answers <c>podman version</c>; what was said last counts.</summary>
    public FakePodmanFolder Version(string version)
    {
        _rules.RemoveAll(rule => rule is { When: "version", Times: 0 });
        On("version")
            .Out(
                $$$"""{"Client":{"APIVersion":"{{{version}}}","Version":"{{{version}}}","GoVersion":"go1.19.8","GitCommit":"","BuiltTime":"Thu Jan  1 00:00:00 1970","Built":0,"OsArch":"linux/amd64","Os":"linux"}}"""
            );
        return this;
    }

    /// <summary>The only call whose arguments contain the words.</summary>
    public FakeCall Call(string words) =>
        Calls.Where(call => call.Line.Contains($" {words} ", StringComparison.Ordinal)).ShouldHaveSingleItem();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save() => File.WriteAllText(Combine("script"), string.Join('\x1c', _rules.Select(rule =>
        string.Join('\x1d', rule.When, rule.Times.ToString(CultureInfo.InvariantCulture), FakeSteps.Write(rule.Steps)))));
}

/// <summary>One call of the fake program.</summary>
public sealed record FakeCall(
    string[] Arguments,
    string WorkingDirectory,
    Dictionary<string, string?> Environment,
    string Input,
    int ProcessId
)
{
    /// <summary>The arguments with a space before, between and behind them.</summary>
    public string Line => $" {string.Join(' ', Arguments)} ";

    public static FakeCall Read(string text)
    {
        var parts = text.Split('\x1d');
        return new FakeCall(
            parts[3].Split('\x1f')[..^1],
            parts[0],
            parts[4].Split('\x1e')[..^1].Select(pair => pair.Split('\x1f')).ToDictionary(pair => pair[0], string? (pair) => pair[1]),
            parts[2],
            int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
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

    /// <summary>The form in which the program reads steps.</summary>
    public static string Write(IEnumerable<string[]> steps) => string.Join('\x1e', steps.Select(step => string.Join('\x1f', step)));

    private List<string[]> Steps { get; } = steps;

    public FakeSteps Out(string text) => Add("out", text);

    public FakeSteps Error(string text) => Add("err", text);

    /// <summary>Writes without a line end.</summary>
    public FakeSteps Raw(string text) => Add("raw", text);

    /// <summary>Writes a text into the file that a flag names.</summary>
    public FakeSteps WriteFile(string flag, string text) => Add("file", flag, text);

    /// <summary>Starts a child that does other steps, and goes on.</summary>
    public FakeSteps Spawn(FakeSteps child) => Add("spawn", Convert.ToHexString(Encoding.UTF8.GetBytes(Write(child.Steps))));

    public FakeSteps Exit(int code) => Do("exit", code);

    public FakeSteps Do(string operation, int number) => Add(operation, number.ToString(CultureInfo.InvariantCulture));

    public FakeSteps Add(params string[] step)
    {
        Steps.Add(step);
        changed();
        return this;
    }
}
