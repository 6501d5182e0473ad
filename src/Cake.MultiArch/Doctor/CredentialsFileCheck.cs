namespace Cake.MultiArch.Doctor;

/// <summary>Checks that the given credentials file exists. Podman would notice only when it first asks a registry.</summary>
internal sealed class CredentialsFileCheck : ICheck
{
    public string Name => "authfile";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) => Task.FromResult<IReadOnlyList<Finding>>(
        context.Settings.AuthFile is not { } given ? []
        : File.Exists(given) || context.AuthFile != given ? [Finding.Ok(given)]
        : [Finding.Failure(DoctorProblems.AuthFileMissing(given))]);
}
