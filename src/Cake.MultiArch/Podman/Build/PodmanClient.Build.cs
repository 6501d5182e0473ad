using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

internal sealed partial class PodmanClient
{
    /// <summary>With an older podman a service gets the path and uses a folder of its own host.</summary>
    /// <remarks>https://github.com/containers/podman/pull/26628</remarks>
    private static readonly Version SendsBuildContexts = new(5, 6);

    private const string SecretsSetting = "PodmanBuildSettings.Secrets";

    /// <summary>
    /// Builds from a folder or an address. It fails when podman only warns that a base image is for another platform.
    /// <see cref="CheckedBuild"/> checks the list.
    /// </summary>
    /// <exception cref="MultiArchException">The settings are wrong, the build failed, or a base image is for another platform.</exception>
    public async Task<PodmanBuildResult> BuildAsync(
        string context, PodmanBuildSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var checks = new BuildChecks(Host);
        var operand = checks.Check(context, settings);
        var version = await VersionAsync(settings, token);
        if (version.IsRemote)
        {
            CheckService(settings, version.Version);
        }

        using var credentials = await CredentialsAsync(settings, token);
        using var answer = new AnswerFile(Host, settings.ImageIdFile, "--iidfile");
        var call = new PodmanCall(operand)
        {
            Environment = TakeSecrets(settings),
            Added =
            [
                .. credentials.Arguments,
                .. answer.Arguments,
                .. BuildChecks.NamesPlatform(settings) ? [] : new[] { $"--platform={Platform.Parse(version.OsArch)}" },
            ],
        };
        var warnings = new BaseWarnings(Host, settings);
        var outcome = await RunAsync(settings, call with { OnLine = Listen }, token);
        if (warnings.Read() is { } warning)
        {
            throw new MultiArchException(BuildProblems.BaseOfAnotherPlatform(
                warning.Actual, warning.Expected, outcome.Request.Show(Host.Secrets), warnings.Lines));
        }

        var made = answer.Read();
        if (made is null && outcome.Process.ExitCode == 0 && settings.Outputs.Count == 0)
        {
            throw new MultiArchException(BuildProblems.NothingMade(outcome.Request.Show(Host.Secrets), outcome.Process.Tail));
        }

        return new PodmanBuildResult(made ?? "", settings.Manifest);

        void Listen(ProcessLine line)
        {
            warnings.Hear(line.Text);
            if (!settings.Quiet)
            {
                onLine?.Invoke(line);
            }
        }
    }

    private void CheckService(PodmanBuildSettings settings, Version version)
    {
        foreach (var (name, folder) in settings.BuildContexts)
        {
            if (version < SendsBuildContexts && folder is not null && Directory.Exists(Host.FullPath(folder)))
            {
                throw new MultiArchException(RemoteProblems.BuildContextNotSent(name, folder, SendsBuildContexts, version));
            }
        }

        if (settings.Secrets.Count > 0)
        {
            var ids = settings.Secrets.Select(secret => BuildSecret.Parse(secret, SecretsSetting).Id);
            throw new MultiArchException(BuildSecretProblems.NotForAService(ids, SecretsSetting));
        }
    }

    /// <returns>The variables of the secrets, with their values.</returns>
    private Dictionary<string, string> TakeSecrets(PodmanBuildSettings settings)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var secret in settings.Secrets.Select(text => BuildSecret.Parse(text, SecretsSetting)))
        {
            if (secret.Take(Host, WorkingDirectory(settings), SecretsSetting, settings.EnvironmentVariables) is { } value)
            {
                variables[secret.Variable!] = value;
            }
        }

        return variables;
    }
}
