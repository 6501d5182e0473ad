using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>MA1407, MA1409, MA1414, MA1440–MA1443: building an image.</summary>
internal static class BuildProblems
{
    /// <summary>How podman begins a line of a list of errors.</summary>
    private const string Item = "\t* ";

    private static readonly ProblemKind TagsForPlatforms = new("MA1407", "One tag cannot name several platforms",
        "With several platforms and a tag, podman builds them all and gives the tag to the one that is ready last, with exit code 0. "
        + "Build into a list (Manifest) and push that.");

    private static readonly ProblemKind WrongBase = new("MA1409", "The base image is for another platform",
        "Podman took a base image of another architecture than it builds for, and only warned: the local name of the base held that "
        + "architecture, or the registry has no other. The result runs nowhere or has the wrong files.");

    private static readonly ProblemKind NoContext = new("MA1414", "There is nothing to build",
        "The folder of the build context or the Containerfile was not found.");

    private static readonly ProblemKind Step = new("MA1440", "A build step failed",
        "A RUN, COPY or other instruction of the Containerfile ended with an error on one platform. The message names the platform, "
        + "the step, and the line of the Containerfile; the last lines of the output follow. Nothing was published.");

    private static readonly ProblemKind Format = new("MA1441", "A build step cannot run on this host",
        "The kernel has no handler for the programs of this platform (\"exec format error\"): QEMU is not registered with binfmt_misc, "
        + "or was registered without the F flag that containers need.");

    private static readonly ProblemKind List = new("MA1442", "The built list is not what was asked for",
        "Podman ended with exit code 0, but the local list does not have exactly one entry for each platform, or an entry holds an image "
        + "of another architecture. The cause is often a base image that exists for one architecture only, or that is pinned to the "
        + "digest of one. Nothing was published.");

    private static readonly ProblemKind Nothing = new("MA1443", "Podman made no image",
        "Podman ended with exit code 0 and made nothing. It does so when something other than this run ends it with SIGTERM.");

    internal static Problem SeveralPlatformsOneTag(IEnumerable<Platform> platforms, IEnumerable<string> tags) => TagsForPlatforms.Occur(
        $"{string.Join(", ", tags)} cannot name an image for {string.Join(", ", platforms)}.", "PodmanBuildSettings.Tags",
        "Podman would give the tag to the platform that is ready last, and end with exit code 0.",
        "Set Manifest to the name of a list in place of Tags, and push the list: ManifestPush(list, destination).");

    internal static Problem BaseOfAnotherPlatform(string actual, string expected, string command, IReadOnlyList<string> warnings) =>
        WrongBase.Occur(
            $"The base image is for {actual}, not for {expected}.", command,
            "Podman found no other under the base image's name, warned, and built on it.",
            "Use a base image that exists for this platform; if it does, pull it anew with Pull = PodmanPullPolicy.Always, "
            + "or name its index by digest.",
            warnings);

    internal static Problem ContextMissing(string folder) => NoContext.Occur(
        "The build context was not found.", folder, "There is no such folder.",
        "Check the path; relative ones are relative to Cake's working directory.");

    internal static Problem AddressAsFolder(string text) => NoContext.Occur(
        "The build context is an address, given as a folder.", text, "A path cannot hold an address.",
        "Give it as one: PodmanBuild(new Uri(\"https://…\"), settings)");

    internal static Problem ContainerfileMissing(string file, string why) => NoContext.Occur(
        "The Containerfile was not found.", file, why, "Check the path, or name the file with the File setting.");

    internal static Problem NothingMade(string command, IReadOnlyList<string> tail) => Nothing.Occur(
        "Podman reported success, but made no image.", command, "It was probably ended by a signal from outside.",
        "See what ends podman on this host (a limit on time or memory, another job), then build again.", tail);

    /// <param name="platforms">Which can have failed.</param>
    /// <param name="instruction">The step.</param>
    /// <param name="step">Its place among the steps; null when it is not known.</param>
    /// <param name="place">The Containerfile and the line.</param>
    /// <param name="podman">What podman's words mean; the kind of a program that failed when they say no more than that.</param>
    /// <param name="tail">The last lines of the build.</param>
    internal static Problem StepFailed(
        string platforms,
        string instruction,
        StepLine? step,
        string place,
        Problem podman,
        IReadOnlyList<string> tail
    )
    {
        var what = $"The build of {platforms} failed at {Number(step)}{Short(instruction)}.";
        return podman.Kind == ProcessProblems.Failed
            ? Step.Occur(
                what,
                place,
                Why(OwnError(tail)) ?? "The step ended with an error.",
                "Repair the step. Below are the last lines of the build; --verbosity=verbose shows all, --jobs=1 one platform after another.",
                tail
            )
            : Step.Occur(what, place, $"{podman.What} {podman.Why}", podman.Repair, tail);
    }

    internal static Problem StepCannotRun(string platforms, string instruction, string place, IReadOnlyList<string> tail) =>
        Format.Occur(
            $"The build of {platforms} could not run a program: {Short(instruction)}.",
            place,
            "exec format error: the host has no handler for programs of this architecture, or the base image is of another one than it says.",
            "Run the target EnsureBinfmt as root with the same --platform, where a podman service runs the steps on its host, then build again.",
            tail
        );

    internal static Problem ListWrong(string list, IReadOnlyList<string> defects) => List.Occur(
        "Podman reported success, but the image is not what was asked for.", list,
        string.Join("; ", defects) + ".",
        "Check that every base image exists for every platform: skopeo inspect --raw docker://BASE shows its platforms.");

    /// <summary>Podman's own error, the last; it counts first when several platforms have failed, and has a line for each below.</summary>
    /// <returns>Its lines; empty when there is none.</returns>
    internal static IReadOnlyList<string> OwnError(IReadOnlyList<string> tail)
    {
        var first = tail.ToList().FindLastIndex(line => line.StartsWith("Error:", StringComparison.Ordinal));
        return first < 0 ? [] : [tail[first], .. tail.Skip(first + 1).Where(line => line.StartsWith(Item, StringComparison.Ordinal))];
    }

    private static string? Why(IReadOnlyList<string> error) => error.Count switch
    {
        0 => null,
        1 => error[0],
        _ => $"{error[0]} {string.Join("; ", error.Skip(1).Select(line => line[Item.Length..]))}",
    };

    private static string Number(StepLine? step) => step switch
    {
        null => string.Empty,
        { Stage: { } stage } => $"step {step.Number} of stage {stage}: ",
        _ => $"step {step.Number}: ",
    };

    private static string Short(string instruction) => instruction.Length > 120 ? instruction[..120] + "…" : instruction;
}
