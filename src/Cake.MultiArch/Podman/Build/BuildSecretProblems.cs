using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>MA1250 to MA1254: secrets of a build, before it begins.</summary>
internal static class BuildSecretProblems
{
    private const string Shape = "id=NAME,env=VARIABLE or id=NAME,src=FILE";

    private static readonly ProblemKind Form = new("MA1250", "A build secret is not understood",
        "A build secret is written id=NAME,env=VARIABLE or id=NAME,src=FILE, and each id is there once. Podman would guess the rest, or give the step an empty secret with exit code 0.");

    private static readonly ProblemKind NoValue = new("MA1251", "A build secret has no usable value",
        "The variable is not set, or the file is missing, cannot be read, or is larger than a secret may be (512000 bytes). Podman would give the step an empty secret, or fail in the middle of the build. A value of fewer than four characters is refused too: it would be masked wherever it stands in the log and in the report.");

    private static readonly ProblemKind Shown = new("MA1252", "A secret is given as a build argument",
        "--build-arg NAME takes the value of a variable that holds a password or a build secret. Build arguments stand in the image's history, which everybody can read who can pull the image.");

    private static readonly ProblemKind Remote = new("MA1253", "A podman service cannot be given build secrets",
        "Podman's client sends the file of a secret inside of the build context, from where COPY can put it into the image, and takes the value of a variable from the service's environment, not from here. So builds with secrets are made where podman runs itself.");

    internal static Problem Malformed(string source, string text, string why) => Form.Occur(
        $"{Quotation.Of(text)} is no build secret.", source, why, $"Write {Shape}.");

    internal static Problem GivenTwice(string source, string id) => Form.Occur(
        $"The build secret {id} is given twice.", source, "A step mounts a secret by its id, and podman would take the last one.", "Give each an id of its own.");

    internal static Problem VariableMissing(string source, string id, string variable) => NoValue.Occur(
        $"The build secret {id} has no value.", $"{source}; {variable}", $"There is no environment variable {variable}, or it is empty.", $"Set {variable}.");

    internal static Problem TooShort(string source, string id, string from, int least) => NoValue.Occur(
        $"The value of the build secret {id} is too short for a secret.", $"{source}; {from}",
        $"It has fewer than {least} characters, and would be masked in every text that has them, digests too.",
        "Give what is no secret as a build argument: --build-arg=NAME=VALUE.");

    internal static Problem FileUnusable(string source, string id, string file, string why) => NoValue.Occur(
        $"The file of the build secret {id} cannot be used.", $"{source}; {file}", why, "Name a file with the secret that this user can read: src=FILE, relative to the working directory.");

    internal static Problem AsBuildArgument(string source, string variable) => Shown.Occur(
        $"{variable} holds a secret, and a build argument is visible in the image's history.", source,
        "The variable is one for passwords, has the value of one, or is that of a build secret.",
        $"Take the build argument away, and mount the secret in the step that needs it: --secret=id=NAME,env={variable} and RUN --mount=type=secret,id=NAME.");

    internal static Problem NotForAService(IEnumerable<string> ids, string place) => Remote.Occur(
        $"Build secrets cannot be given to a podman service: {string.Join(", ", ids)}.", place,
        "The client sends a secret's file inside of the build context, where COPY takes it into the image, and a variable is read from the service's environment.",
        "Build on the host of the service itself: unset CONTAINER_HOST and CONTAINER_CONNECTION, or use a podman without a connection.");
}
