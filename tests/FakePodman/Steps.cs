using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FakePodman;

/// <summary>Does one thing after the other.</summary>
internal sealed class Steps(string[] args, string stdin)
{
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <returns>The exit code.</returns>
    public int Run(string[][] steps)
    {
        foreach (var step in steps)
        {
            if (step[0] == "exit")
            {
                return Number(step);
            }

            Do(step);
        }

        return 0;
    }

    private static int Number(string[] step) => int.Parse(step[1], CultureInfo.InvariantCulture);

    private void Do(string[] step)
    {
        switch (step[0])
        {
            case "out":
                Streams.Output(step[1] + "\n");
                break;
            case "raw":
                Streams.Output(step[1]);
                break;
            case "err":
                Streams.Error(step[1] + "\n");
                break;
            case "lines":
                WriteLines(Number(step));
                break;
            case "giant":
                WriteGiant(Number(step));
                break;
            case "echo-stdin":
                Streams.Output(stdin);
                break;
            case "env":
                Streams.Output((Environment.GetEnvironmentVariable(step[1]) ?? "(not set)") + "\n");
                break;
            case "cwd":
                Streams.Output(Environment.CurrentDirectory + "\n");
                break;
            case "file":
                File.WriteAllText(ValueOf(step[1]), step[2]);
                break;
            case "append":
                File.AppendAllText(step[1], step[2]);
                break;
            case "show-file":
                Streams.Output(File.ReadAllText(ValueOf(step[1])) + "\n");
                Streams.Output((OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(ValueOf(step[1])).ToString()) + "\n");
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
                On(PosixSignal.SIGINT, context => context.Cancel = true);
                On(PosixSignal.SIGTERM, context => context.Cancel = true);
                break;
            case "exit-on-sigint":
                On(PosixSignal.SIGINT, _ => Environment.Exit(Number(step)));
                break;
            case "spawn":
                Spawn(step[1]);
                break;
            case "leave-stdin":
                break;
            default:
                throw new InvalidOperationException($"FakePodman cannot {step[0]}.");
        }
    }

    private static void WriteLines(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            Streams.Output($"line {i}\n");
        }
    }

    private static void WriteGiant(int length)
    {
        for (var left = length; left > 0; left -= 1000)
        {
            Streams.Output(new string('x', Math.Min(left, 1000)));
        }
    }

    /// <summary>Starts this program again with the steps (in hexadecimal), on the same standard output, and does not wait for it.</summary>
    private static void Spawn(string steps)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        start.Environment["FAKE_PODMAN_STEPS"] = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(steps));
        Process.Start(start)!.Dispose();
    }

    private void On(PosixSignal signal, Action<PosixSignalContext> handler) =>
        _signals.Add(PosixSignalRegistration.Create(signal, handler));

    /// <summary>The value of a flag that was given as <c>--flag=value</c>; podman takes the last one as well.</summary>
    private string ValueOf(string flag)
    {
        for (var i = args.Length - 1; i >= 0; i--)
        {
            if (args[i].StartsWith(flag + "=", StringComparison.Ordinal))
            {
                return args[i][(flag.Length + 1)..];
            }
        }

        throw new InvalidOperationException($"FakePodman was not given {flag}.");
    }
}
