using System.Runtime.InteropServices;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>Signals as a terminal or a CI system sends them. The program kill is missing on small systems.</summary>
/// <remarks>https://man7.org/linux/man-pages/man7/signal.7.html, the numbers of all architectures that .NET runs on.</remarks>
public static class UnixSignal
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int process, int signal) => SendTo(process, signal).ShouldBe(0);

    /// <summary>Sends to all processes of the group that a process leads.</summary>
    public static void SendToGroup(int leader, int signal) => SendTo(-leader, signal).ShouldBe(0);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendTo(int process, int signal);
}
