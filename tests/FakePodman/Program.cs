using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using FakePodman;

// A program that behaves, misbehaves and records on demand. FAKE_PODMAN names a folder: script.json says what to do for
// which arguments, and each call is written to calls/. FAKE_PODMAN_STEPS gives the steps themselves, for a child.
var folder = Environment.GetEnvironmentVariable("FAKE_PODMAN");
if (Environment.GetEnvironmentVariable("FAKE_PODMAN_STEPS") is { } inline)
{
    return new Steps(args, stdin: "").Run(JsonSerializer.Deserialize<List<string[]>>(inline)!);
}

if (folder is null)
{
    Console.Error.WriteLine("FAKE_PODMAN is not set.");
    return 99;
}

var script = JsonSerializer.Deserialize<List<Rule>>(File.ReadAllText(Path.Combine(folder, "script.json")))!;
var line = $" {string.Join(' ', args)} ";
var rule = script.FirstOrDefault(rule => line.Contains($" {rule.When} ", StringComparison.Ordinal) && rule.TakeTurn(folder));
var readsInput = rule is null || !rule.Steps.Any(step => step[0] == "leave-stdin");
var input = readsInput ? Console.In.ReadToEnd() : "";
Record();
if (rule is null)
{
    Console.Error.WriteLine($"Error: FakePodman has no rule for: {line}");
    return 99;
}

return new Steps(args, input).Run(rule.Steps);

void Record()
{
    var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
    var call = JsonSerializer.Serialize(new
    {
        Arguments = args,
        WorkingDirectory = Environment.CurrentDirectory,
        Environment = variables,
        Input = input,
        ProcessId = Environment.ProcessId,
    });
    var calls = Directory.CreateDirectory(Path.Combine(folder, "calls")).FullName;
    var name = $"{Stopwatch.GetTimestamp():D20}-{Environment.ProcessId}";
    File.WriteAllText(Path.Combine(calls, name + ".tmp"), call);
    File.Move(Path.Combine(calls, name + ".tmp"), Path.Combine(calls, name + ".json"));
}

namespace FakePodman
{
    /// <summary>What to do for the calls whose arguments contain some words.</summary>
    /// <param name="When">The words, separated by one space.</param>
    /// <param name="Steps">An operation and its operands each.</param>
    /// <param name="Times">For how many calls the rule holds; 0 for all.</param>
    internal sealed record Rule(string When, List<string[]> Steps, int Times)
    {
        /// <summary>Whether this rule is for one more call; then the call counts.</summary>
        public bool TakeTurn(string folder)
        {
            for (var turn = 0; turn < Times; turn++)
            {
                try
                {
                    var name = $"turn-{When.Replace(' ', '_').Replace('/', '_')}-{Steps.Count}-{turn}";
                    using var marker = new FileStream(Path.Combine(folder, name), FileMode.CreateNew);
                    return true;
                }
                catch (IOException)
                {
                    // That turn was another call's.
                }
            }

            return Times == 0;
        }
    }

    internal sealed class Steps(string[] args, string stdin)
    {
        private readonly List<PosixSignalRegistration> _signals = [];

        public int Run(List<string[]> steps)
        {
            foreach (var step in steps)
            {
                if (Do(step) is { } exitCode)
                {
                    return exitCode;
                }
            }

            return 0;
        }

        private int? Do(string[] step)
        {
            switch (step[0])
            {
                case "out":
                    Console.Out.WriteLine(step[1]);
                    break;
                case "raw":
                    Console.Out.Write(step[1]);
                    Console.Out.Flush();
                    break;
                case "err":
                    Console.Error.WriteLine(step[1]);
                    break;
                case "lines":
                    for (var i = 1; i <= Number(step); i++)
                    {
                        Console.Out.WriteLine($"line {i}");
                    }

                    break;
                case "giant":
                    for (var left = Number(step); left > 0; left -= 1000)
                    {
                        Console.Out.Write(new string('x', Math.Min(left, 1000)));
                    }

                    break;
                case "echo-stdin":
                    Console.Out.Write(stdin);
                    break;
                case "env":
                    Console.Out.WriteLine(Environment.GetEnvironmentVariable(step[1]) ?? "(not set)");
                    break;
                case "cwd":
                    Console.Out.WriteLine(Environment.CurrentDirectory);
                    break;
                case "file":
                    File.WriteAllText(ValueOf(step[1]), step[2]);
                    break;
                case "append":
                    File.AppendAllText(step[1], step[2]);
                    break;
                case "show-file":
                    Console.Out.WriteLine(File.ReadAllText(ValueOf(step[1])));
                    Console.Out.WriteLine(OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(ValueOf(step[1])).ToString());
                    break;
                case "sleep":
                    Thread.Sleep(Number(step));
                    break;
                case "hold":
                    Thread.Sleep(Timeout.Infinite);
                    break;
                case "wait-for":
                    while (!File.Exists(step[1]))
                    {
                        Thread.Sleep(10);
                    }

                    break;
                case "pid":
                    File.WriteAllText(step[1] + ".tmp", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                    File.Move(step[1] + ".tmp", step[1]);
                    break;
                case "ignore-signals":
                    Register(PosixSignal.SIGINT, context => context.Cancel = true);
                    Register(PosixSignal.SIGTERM, context => context.Cancel = true);
                    break;
                case "exit-on-sigint":
                    Register(PosixSignal.SIGINT, _ => Environment.Exit(Number(step)));
                    break;
                case "spawn":
                    Spawn(step[1]);
                    break;
                case "leave-stdin":
                    break;
                case "exit":
                    return Number(step);
                default:
                    throw new InvalidOperationException($"FakePodman cannot {step[0]}.");
            }

            return null;
        }

        private static int Number(string[] step) => int.Parse(step[1], CultureInfo.InvariantCulture);

        /// <summary>Starts this program again with the steps, on the same standard output, and does not wait for it.</summary>
        private static void Spawn(string steps)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
            start.Environment["FAKE_PODMAN_STEPS"] = steps;
            Process.Start(start)!.Dispose();
        }

        private void Register(PosixSignal signal, Action<PosixSignalContext> handler) =>
            _signals.Add(PosixSignalRegistration.Create(signal, handler));

        /// <summary>The value of a flag that was given as <c>--flag=value</c>.</summary>
        private string ValueOf(string flag) =>
            args.First(argument => argument.StartsWith(flag + "=", StringComparison.Ordinal))[(flag.Length + 1)..];
    }
}
