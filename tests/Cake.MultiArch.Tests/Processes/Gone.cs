using System.Diagnostics;
using System.Globalization;

namespace Cake.MultiArch.Tests.Processes;

internal static class Gone
{
    /// <summary>Waits until no process has the identifier in the file, and fails when one still has it after a while.</summary>
    public static void ShouldBeGone(string pidFile)
    {
        var id = int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture);
        var patience = Stopwatch.StartNew();
        while (Lives(id))
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), $"process {id} ({Path.GetFileName(pidFile)}) still lives");
            Thread.Sleep(10);
        }
    }

    /// <summary>A zombie, which only waits for its parent, is gone.</summary>
    private static bool Lives(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
