using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>Asks a credential helper, <c>docker-credential-NAME</c>.</summary>
/// <remarks>https://github.com/docker/docker-credential-helpers#development</remarks>
internal sealed class CredentialHelper(Host host, string name, string authFile)
{
    /// <summary>The user name that marks a helper's secret as an identity token.</summary>
    private const string IdentityTokenUser = "<token>";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private string Program => $"docker-credential-{name}";

    /// <summary>Finds the helper's credentials for a server; null if it has none.</summary>
    public async Task<FoundCredentials?> FindAsync(string server, CancellationToken token)
    {
        var isName = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        var path = isName ? host.Tools.Resolve([Program, Program + ".exe"]) : null;
        if (path is null)
        {
            throw new MultiArchException(
                RegistryProblems.CredentialHelperFailed(Program, authFile, "The program was not found on the PATH.", [])
            );
        }

        var request = new ProcessRequest(path.FullPath, ["get"])
        {
            StandardInput = server + "\n",
            CaptureOutput = true,
            Timeout = TimeLimit,
            KeepsBuildSecrets = true,
        };
        var outcome = await new ProcessRunner(host).RunAsync(request, token);
        if (outcome.ExitCode == 0)
        {
            return Read(outcome.Output);
        }

        return outcome.Output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new MultiArchException(RegistryProblems.CredentialHelperFailed(
                Program, authFile, $"It ended with exit code {outcome.ExitCode}.", outcome.Errors));
    }

    private FoundCredentials? Read(string output)
    {
        try
        {
            var answer = JObject.Parse(output);
            var (username, secret) = ((string?)answer["Username"] ?? "", (string?)answer["Secret"] ?? "");
            return secret.Length == 0 ? null
                : username == IdentityTokenUser ? FoundCredentials.OfIdentityToken(secret, Program)
                : FoundCredentials.Of(username, secret, Program);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Do not show the output or the exception's message: both contain the secret.
            throw new MultiArchException(
                RegistryProblems.CredentialHelperFailed(Program, authFile, "Its answer is not JSON with Username and Secret.", [])
            );
        }
    }
}
