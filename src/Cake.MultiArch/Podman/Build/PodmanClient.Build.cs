using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Building.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Before it, a service is given the path and takes a folder of its own host.</summary>
    /// <remarks>https://github.com/containers/podman/pull/26628</remarks>
    private static readonly Version SendsBuildContexts = new(5, 6);

    private const string SecretsSetting = "PodmanBuildSettings.Secrets";

    /// <summary>
    /// Builds, and fails when podman has only warned that a base image is for another platform. Whether a list has become right is looked
    /// at by <see cref="CheckedBuild"/>.
    /// </summary>
    /// <param name="context">A folder, or the address of one.</param>
    /// <param name="settings">How.</param>
    /// <param name="onLine">Called with each line that podman writes; null when nobody listens.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <exception cref="MultiArchException">The settings cannot lead to what is wanted, the build failed, or a base image is wrong.</exception>
    public async Task<PodmanBuildResult> BuildAsync(
        string context, PodmanBuildSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var checks = new BuildChecks(Host);
        var operand = checks.Check(context, settings);
        var version = await VersionAsync(settings, token);
        if (version.IsRemote && version.Version < SendsBuildContexts
            && settings.BuildContexts.FirstOrDefault(pair => pair.Value is { } folder && Directory.Exists(Host.FullPath(folder))) is { Value: { } unsent, Key: var name })
        {
            throw new MultiArchException(RemoteProblems.BuildContextNotSent(name, unsent, SendsBuildContexts, version.Version));
        }

        if (version.IsRemote && settings.Secrets.Count > 0)
        {
            throw new MultiArchException(BuildSecretProblems.NotForAService(settings.Secrets.Select(secret => BuildSecret.Parse(secret, SecretsSetting).Id), SecretsSetting));
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
        return made is null && outcome.Process.ExitCode == 0 && settings.Outputs.Count == 0
            ? throw new MultiArchException(BuildProblems.NothingMade(outcome.Request.Show(Host.Secrets), outcome.Process.Tail))
            : new PodmanBuildResult(made ?? "", settings.Manifest);

        void Listen(ProcessLine line)
        {
            warnings.Hear(line.Text);
            if (!settings.Quiet)
            {
                onLine?.Invoke(line);
            }
        }
    }

    /// <summary>Looks at the secrets of a build, and answers the variables that they come from.</summary>
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
