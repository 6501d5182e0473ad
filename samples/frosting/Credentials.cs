using Cake.Core;

namespace Site.Build;

/// <summary>
/// The account for the registry. Jenkins sets these variables for <c>environment { REGISTRY = credentials('registry') }</c>. The run
/// reads variables with other names.
/// </summary>
public static class Credentials
{
    public static void HandOver(ICakeContext cake)
    {
        if (cake.Environment.GetEnvironmentVariable("REGISTRY_USR") is { } username)
        {
            Environment.SetEnvironmentVariable("MULTIARCH_REGISTRY_USERNAME", username);
            Environment.SetEnvironmentVariable("MULTIARCH_REGISTRY_PASSWORD", cake.Environment.GetEnvironmentVariable("REGISTRY_PSW"));

            // The run hides its own variables from the programs that it starts, but it does not know this one.
            Environment.SetEnvironmentVariable("REGISTRY_PSW", null);
        }
    }
}
