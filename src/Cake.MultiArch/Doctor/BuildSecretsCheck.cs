using Cake.MultiArch.Podman.Build;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that the secrets of the build can reach its steps. The reader of the inputs has already checked that each has a value.
/// </summary>
internal sealed class BuildSecretsCheck : ICheck
{
    public string Name => "build-secrets";

    public CheckNeeds Needs => CheckNeeds.Podman;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var secrets = context.Settings.Secrets;
        return Task.FromResult<IReadOnlyList<Finding>>(
            secrets.Count == 0 ? []
            : context.Version!.IsRemote
                ? [Finding.Failure(BuildSecretProblems.NotForAService(secrets.Select(secret => secret.Id), "--secret"))]
            : [Finding.Ok(string.Join(", ", secrets.Select(secret => $"{secret.Id} from {secret.Variable ?? secret.File}")))]
        );
    }
}
