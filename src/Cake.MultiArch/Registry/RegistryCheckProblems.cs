using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>MA1950 to MA1969: problems that checks before the build find at registries.</summary>
internal static class RegistryCheckProblems
{
    private static readonly ProblemKind NoPush = new("MA1950", "A registry does not allow a push",
        "With these credentials, or without credentials, the registry does not allow writing to the repository. The check before a build "
            + "starts an upload and cancels it.");

    private static readonly ProblemKind NoRepository = new("MA1951", "A repository to publish to does not exist",
        "Some registries, such as Amazon's, do not create a repository on a push. Create the repository first.");

    private static readonly ProblemKind TakesNoPush = new("MA1952", "A registry is read-only",
        "The registry accepts no pushes at all. It is in maintenance, or it is a mirror.");

    private static readonly ProblemKind LimitNear = new("MA1953", "A registry's pull limit is nearly used up",
        "A warning: the registry allows fewer pulls of manifests than the builds need. Docker Hub counts per IP address when nobody is "
            + "logged in.");

    private static readonly ProblemKind Unreadable = new("MA1954", "Podman cannot read registries.conf",
        "Podman refuses the file, and with it every pull and push. The file is not TOML, an array of tables [[registry]] is written as "
            + "[registry] or [registries], a value has the wrong type, or the file mixes the old and the new form.");

    private static readonly ProblemKind Ignored = new("MA1955", "Podman ignores a line of registries.conf",
        "A warning: podman does not know this table or key and ignores it without a message. So the line has no effect.");

    internal static Problem PushNotAllowed(
        ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) => NoPush.Occur(
        $"The registry {domain} does not allow a push to {reference.Repository}.", reference.ToString(),
        RegistryProblems.WithCredentials(why, found),
        $"Log in as a user who may write to {reference.Name}: podman login {domain}");

    internal static Problem RepositoryMissing(ImageReference reference, string why) => NoRepository.Occur(
        $"The repository {reference.Repository} does not exist.", reference.ToString(), why,
        $"Create it in the registry {reference.Domain}. For Amazon's registry: aws ecr create-repository --repository-name "
            + $"{reference.Repository}");

    internal static Problem ReadOnly(ImageReference reference, string why) => TakesNoPush.Occur(
        $"The registry {reference.Domain} is read-only.", reference.ToString(), why,
        "End the registry's maintenance, or publish to another registry: --image=REGISTRY/REPOSITORY:TAG");

    internal static Problem RateLimitNear(string registry, RateLimit limit, int needed) => LimitNear.Occur(
        $"{registry} allows {limit.Remaining} more pulls, and the builds need up to {needed}.", registry,
        limit is { Limit: { } all, Window: { } window }
            ? $"Its limit is {all} pulls in {window.TotalHours:0.#} hours."
            : "The registry sends this number with each manifest.",
        $"podman login {registry}");

    internal static Problem ConfUnreadable(string file, string where, string why) => Unreadable.Occur(
        "Podman cannot read registries.conf.", where, why,
        $"Write one table [[registry]] with location = \"HOST:PORT\" per registry: ${{EDITOR:-vi}} {file}");

    internal static Problem ConfIgnored(string file, int line, string written, string? meant) => Ignored.Occur(
        $"Podman ignores {Quotation.Of(written)} in registries.conf.", $"{file}:{line}",
        "It does not know this name there, and prints no message.",
        meant is null ? $"Delete the line: sed -i {line}d {file}" : $"Write {meant}: ${{EDITOR:-vi}} +{line} {file}");
}
