using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Registry.Credentials;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify.Published;

namespace Cake.MultiArch;

/// <content>Images that are published already, whoever has made them.</content>
public sealed partial class MultiArchRun
{
    /// <summary>
    /// Looks at images that are published already, in registries and in OCI layouts: index, manifests, configurations, layers and files. It needs no
    /// podman and changes nothing; what concerns a build is not looked at.
    /// </summary>
    /// <returns>Nothing; the result goes to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">An image is not what it should be (MA1616), or there is none (MA1617).</exception>
    public Task VerifyAsync() => InquireAsync(() => StageAsync("Verify", VerifyPublishedAsync, prepare: () => { }));

    private async Task<bool> VerifyPublishedAsync(CancellationToken token)
    {
        var settings = Reader.ReadPublished();
        using var client = new DistributionClient(
            _host,
            new RegistryAccess(settings.TlsVerify, settings.AuthFile) { Login = settings.Login is { } login ? GivenCredentials.Of(login, $"--{InputTable.RegistryUsername.Argument} and {InputTable.RegistryPassword.Environment}") : null },
            new InsecureRegistries(_podman, TellThatNobodyKnows).ContainsAsync);
        var result = new PublishedResult(await PublishedVerification.CheckAsync(settings.Targets, client, token));
        new ResultOutput(_host, settings.Format, settings.Output, Console.Out).Write(result.Lines(), result.Document, result.JUnit);
        return result.Refusal is { } refusal ? throw new MultiArchException(refusal) : true;
    }

    private void TellThatNobodyKnows(Problem problem) => _host.Say($"Only podman tells whether registries.conf calls a registry insecure, and it does not answer ({problem.What}): registries count as secure. --tls-verify=false says that they are not.");
}
