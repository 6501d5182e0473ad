using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Registry.Credentials;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify.Published;

namespace Cake.MultiArch.Run;

/// <summary>Verifies images that are published already, whoever made them, and writes what was found.</summary>
internal sealed class VerifyPublishedStage(Host host, PodmanClient podman)
{
    /// <exception cref="MultiArchException">An image is not correct (MA1616).</exception>
    public async Task<PublishedResult> RunAsync(PublishedSettings settings, CancellationToken token)
    {
        var source = $"--{InputTable.RegistryUsername.Argument} and {InputTable.RegistryPassword.Environment}";
        var given = settings.Login is { } login ? GivenCredentials.Of(login, source) : null;
        using var client = new DistributionClient(
            host,
            new RegistryAccess(settings.TlsVerify, settings.AuthFile) { Login = given },
            new InsecureRegistries(podman, TellThatPodmanDoesNotAnswer).ContainsAsync);
        var result = new PublishedResult(await PublishedVerification.CheckAsync(settings.Targets, client, token));
        new ResultOutput(host, settings.Format, settings.Output, Console.Out).Write(result.Lines(), result.Document, result.JUnit);
        return result.Refusal is { } refusal ? throw new MultiArchException(refusal) : result;
    }

    private void TellThatPodmanDoesNotAnswer(Problem problem) => host.Say(
        $"Only podman can say which registries registries.conf marks as insecure, and it does not answer ({problem.What}). "
        + "So every registry counts as secure; --tls-verify=false says otherwise.");
}
