using System.Diagnostics;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>
/// Runs the test that asks for it once more, in a process of its own: what the test is about is settled when a process starts.
/// </summary>
internal static class Again
{
    /// <param name="variable">A variable that is set to 1 there.</param>
    /// <param name="before">What starts the process, for example with fewer rights.</param>
    public static async Task RunAsync(string variable, params string[] before)
    {
        var test = TestContext.Current.TestMethod.ShouldNotBeNull();
        string[] line =
        [
            .. before,
            "dotnet",
            typeof(Again).Assembly.Location,
            "-noColor",
            "-method",
            $"{test.TestClass.TestClassName}.{test.MethodName}",
        ];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true };
        start.Environment[variable] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output);
        output.ShouldContain("Total: 1");
    }
}
