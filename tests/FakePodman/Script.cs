using System.Collections;
using System.Globalization;
using System.Text;

namespace FakePodman;

/// <summary>
/// What to do, and what was called, as text: parts are separated by the control characters that ASCII has for it, from the outer
/// to the inner: file separator, group separator, record separator, unit separator.
/// </summary>
internal static class Script
{
    private const char Files = '\x1c';
    private const char Groups = '\x1d';
    private const char Records = '\x1e';
    private const char Units = '\x1f';

    /// <summary>The first rule that fits the arguments and is not used up; null when there is none.</summary>
    public static Rule? Find(string folder, string line)
    {
        var path = Path.Combine(folder, "script");
        var rules = File.Exists(path) ? File.ReadAllText(path).Split(Files) : [];
        for (var i = 0; i < rules.Length; i++)
        {
            var parts = rules[i].Split(Groups);
            if (
                line.Contains($" {parts[0]} ", StringComparison.Ordinal)
                && TakeTurn(folder, i, int.Parse(parts[1], CultureInfo.InvariantCulture))
            )
            {
                var steps = ReadSteps(parts[2]);
                return new Rule(steps, steps.Length > 0 && steps[0][0] == "leave-stdin");
            }
        }

        return null;
    }

    public static string[][] ReadSteps(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var steps = text.Split(Records);
        var read = new string[steps.Length][];
        for (var i = 0; i < steps.Length; i++)
        {
            read[i] = steps[i].Split(Units);
        }

        return read;
    }

    /// <summary>Writes the call: working directory, process, input, arguments and environment.</summary>
    public static void Record(string folder, string[] args, string input)
    {
        var text = new StringBuilder();
        text.Append(Environment.CurrentDirectory).Append(Groups).Append(Environment.ProcessId).Append(Groups).Append(input).Append(Groups);
        foreach (var argument in args)
        {
            text.Append(argument).Append(Units);
        }

        text.Append(Groups);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            text.Append((string)variable.Key).Append(Units).Append((string?)variable.Value).Append(Records);
        }

        var calls = Directory.CreateDirectory(Path.Combine(folder, "calls")).FullName;
        var name = Path.Combine(
            calls,
            $"{System.Diagnostics.Stopwatch.GetTimestamp().ToString("D20", CultureInfo.InvariantCulture)}-{Environment.ProcessId}"
        );
        File.WriteAllText(name + ".tmp", text.ToString());
        File.Move(name + ".tmp", name + ".call");
    }

    /// <summary>Whether the rule is for one more call; then the call counts.</summary>
    private static bool TakeTurn(string folder, int rule, int times)
    {
        for (var turn = 0; turn < times; turn++)
        {
            try
            {
                using var marker = new FileStream(Path.Combine(folder, $"turn-{rule}-{turn}"), FileMode.CreateNew);
                return true;
            }
            catch (IOException)
            {
                // That turn was another call's.
            }
        }

        return times == 0;
    }
}

/// <summary>What to do for a call.</summary>
/// <param name="Steps">An operation and its operands each.</param>
/// <param name="LeavesInput">Whether standard input is not read.</param>
internal readonly record struct Rule(string[][] Steps, bool LeavesInput);
