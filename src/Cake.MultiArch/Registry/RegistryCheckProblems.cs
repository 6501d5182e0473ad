using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>MA1950 to MA1969: what the checks find of registries.</summary>
internal static class RegistryCheckProblems
{
    private static readonly ProblemKind NoPush = new("MA1950", "A registry does not allow a push",
        "The registry does not let these credentials, or nobody in particular, write to the repository. Before a build that is asked by an upload that is begun and cancelled.");

    private static readonly ProblemKind NoRepository = new("MA1951", "A repository to publish to does not exist",
        "Some registries, Amazon's among them, make no repository by themselves when something is pushed. It has to be made first.");

    private static readonly ProblemKind TakesNoPush = new("MA1952", "A registry is read-only",
        "The registry takes no pushes at all: it is in maintenance, or is a mirror.");

    private static readonly ProblemKind LimitNear = new("MA1953", "A registry's limit of pulls is nearly used up",
        "A warning: the registry says how many manifests may still be pulled, and the builds need more. Docker Hub counts by address for those who are not logged in.");

    private static readonly ProblemKind Unreadable = new("MA1954", "Podman cannot read registries.conf",
        "Podman refuses the file, and with it every pull and push: it is no TOML, an array of tables [[registry]] is written as [registry] or [registries], a value has the wrong type, or the old and the new form stand side by side.");

    private static readonly ProblemKind Ignored = new("MA1955", "Podman passes over a line of registries.conf",
        "A warning: podman knows no such table or key and says nothing of it, so that what was meant does not take effect.");

    internal static Problem PushNotAllowed(ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) => NoPush.Occur(
        $"The registry {domain} does not allow a push to {reference.Repository}.", reference.ToString(), RegistryProblems.WithCredentials(why, found),
        $"Log in as somebody who may write to {reference.Name}: podman login {domain}");

    internal static Problem RepositoryMissing(ImageReference reference, string why) => NoRepository.Occur(
        $"The repository {reference.Repository} does not exist.", reference.ToString(), why,
        $"Make it in the registry {reference.Domain}, for Amazon's: aws ecr create-repository --repository-name {reference.Repository}");

    internal static Problem ReadOnly(ImageReference reference, string why) => TakesNoPush.Occur(
        $"The registry {reference.Domain} is read-only.", reference.ToString(), why,
        "End the registry's maintenance, or publish to another one: --image=REGISTRY/REPOSITORY:TAG");

    internal static Problem RateLimitNear(string registry, RateLimit limit, int needed) => LimitNear.Occur(
        $"{registry} allows {limit.Remaining} more pulls, and the builds need up to {needed}.", registry,
        limit is { Limit: { } all, Window: { } window } ? $"Its limit is {all} in {window.TotalHours:0.#} hours." : "It says so with each manifest.",
        $"podman login {registry}");

    internal static Problem ConfUnreadable(string file, string where, string why) => Unreadable.Occur(
        "Podman cannot read registries.conf.", where, why,
        $"Write each registry as a table of its own, [[registry]] with location = \"HOST:PORT\": ${{EDITOR:-vi}} {file}");

    internal static Problem ConfIgnored(string file, int line, string written, string? meant) => Ignored.Occur(
        $"Podman passes over {Quotation.Of(written)} in registries.conf.", $"{file}:{line}", "It knows nothing of that name there, and does not say so.",
        meant is null ? $"Take the line out: sed -i {line}d {file}" : $"Write {meant}: ${{EDITOR:-vi}} +{line} {file}");
}
