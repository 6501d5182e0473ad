namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>PowerShell's own parser and engine, for systems without pwsh: tests/PowerShellHost.</summary>
internal static class PowerShellEngine
{
    private static readonly string Host = AppContext.BaseDirectory.Replace(
        "Cake.MultiArch.IntegrationTests", "PowerShellHost", StringComparison.Ordinal) + "PowerShellHost.dll";

    public static Task<Finished> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Programs.RunAsync(folder, environment, Programs.Find("dotnet"), [Host, .. arguments]);
}
