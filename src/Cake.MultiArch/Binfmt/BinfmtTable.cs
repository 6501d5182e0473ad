using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Binfmt;

/// <summary>Shows how each platform runs: one line per platform.</summary>
internal static class BinfmtTable
{
    private static readonly string[] Heading = ["Platform", "Mode", "Interpreter", "Flags", "QEMU", "Handler"];

    public static IEnumerable<string> Lines(BinfmtReport report) => TextTable.Lines(Heading, report.Platforms.Select(Row));

    private static string[] Row(PlatformSupport support) =>
    [
        support.Platform.ToString(),
        support.Problem is { } problem ? $"broken ({problem.Id})" : Word(support.Mode),
        support.Interpreter ?? "-",
        support.Flags is { Length: > 0 } flags ? flags : "-",
        support.QemuVersion ?? "-",
        support.Mode is SupportMode.Native ? "-" : support.Registered ? "registered" : "as it was",
    ];

    /// <summary>The word for a mode in the report.</summary>
    public static string Word(SupportMode mode) => mode.ToString().ToLowerInvariant();
}
