using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Logging in and out, and the credentials of a command.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Logs in to a registry. The password goes to podman's standard input.</summary>
    public async Task<PodmanLoginResult> LoginAsync(string registry, PodmanLoginSettings settings, CancellationToken token)
    {
        if (settings.GetLogin)
        {
            return new PodmanLoginResult(registry, await LoggedInAsync(registry, settings, token));
        }

        if (settings.Username is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanLoginSettings.Username", "There is none, and podman would ask a person for it.", "Set Username and Password."));
        }

        if (settings.Password is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanLoginSettings.Password", "There is none, and podman would ask a person for it.",
                "Set Password, from an environment variable or a secret store."));
        }

        Host.Secrets.AddLogin(new Login(settings.Username ?? "", settings.Password ?? ""));
        await RunAsync(settings, new PodmanCall(registry) { StandardInput = settings.Password }, token);
        return new PodmanLoginResult(registry, settings.Username ?? settings.Secret);
    }

    /// <summary>Who is logged in; null when nobody is, in which case podman fails.</summary>
    private async Task<string?> LoggedInAsync(string registry, PodmanLoginSettings settings, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, new PodmanCall(registry) { ReadsOutput = true }, token);
        return outcome.ExitCode switch
        {
            0 => outcome.Output.Trim(),
            var code when settings.HandleExitCode?.Invoke(code) == true => null,
            _ when outcome.Errors.Any(line => line.Contains("not logged in", StringComparison.OrdinalIgnoreCase)) => null,
            _ => throw Failure(request, outcome),
        };
    }

    /// <summary>Removes the login of a registry from the authfile; without a registry, all logins.</summary>
    public async Task<PodmanLogoutResult> LogoutAsync(string? registry, PodmanLogoutSettings settings, CancellationToken token)
    {
        CheckAll("PodmanLogoutSettings.All", settings.All, registry is not null, "PodmanLogout");
        string[] operands = registry is null ? [] : [registry];
        var (outcome, request) = await EndedAsync(settings, new PodmanCall(operands) { ReadsOutput = true }, token);
        return outcome.ExitCode switch
        {
            0 when outcome.Output.Contains("docker logout", StringComparison.Ordinal) =>
                throw new MultiArchException(LoginProblems.LoginOfDocker(registry, request.Show(Host.Secrets))),
            0 => new PodmanLogoutResult(registry, WasLoggedIn: true),
            var code when settings.HandleExitCode?.Invoke(code) == true => new PodmanLogoutResult(registry, WasLoggedIn: false),
            _ when outcome.Errors.Any(line => line.Contains("not logged into", StringComparison.Ordinal)) =>
                new PodmanLogoutResult(registry, WasLoggedIn: false),
            _ => throw Failure(request, outcome),
        };
    }

    /// <summary>A command's own credentials, in a file that is deleted with the command, or in a run's private folder.</summary>
    public Task<PrivateAuthFile> CredentialsAsync(PodmanRegistrySettings settings, CancellationToken token, string? folder = null) =>
        CredentialsAsync(settings, [.. settings.Credentials], settings.AuthFile, token, folder);
}
