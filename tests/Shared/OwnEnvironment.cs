using System.Collections;
using System.Runtime.CompilerServices;

namespace Cake.MultiArch.Testing;

/// <summary>
/// What the one who tests has set for own runs must not decide a test: variables of the product, git's configuration, and the
/// language of programs.
/// </summary>
internal static class OwnEnvironment
{
    /// <summary>These are for the tests themselves.</summary>
    private static readonly string[] OfTests = ["MULTIARCH_APPROVE", "MULTIARCH_SOAK_ROUNDS"];

    [ModuleInitializer]
    internal static void Begin()
    {
        var given = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => (string)pair.Key);
        foreach (var name in given.Where(name => name.StartsWith("MULTIARCH_", StringComparison.Ordinal)).Except(OfTests))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("GIT_CONFIG_NOSYSTEM", "1");
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", "/dev/null");
        Environment.SetEnvironmentVariable("LANGUAGE", null);
        Environment.SetEnvironmentVariable("LC_ALL", "C.UTF-8");
    }
}
