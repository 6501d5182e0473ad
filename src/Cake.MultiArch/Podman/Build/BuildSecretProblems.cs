using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>MA1250 to MA1254: build secrets that are wrong before the build starts.</summary>
internal static class BuildSecretProblems
{
    private const string Shape = "id=NAME,env=VARIABLE or id=NAME,src=FILE";

    private static readonly ProblemKind Form = new("MA1250", "A build secret is not understood",
        $"A build secret is written {Shape}, and each id occurs once. Podman would guess missing parts, or give the step an empty secret "
            + "with exit code 0.");

    private static readonly ProblemKind NoValue = new("MA1251", "A build secret has no usable value",
        "The variable is not set, or the file is missing, cannot be read, or is larger than 512000 bytes. Podman would give the step an "
            + "empty secret, or fail during the build. A value of fewer than four characters is also refused, because it would be masked "
            + "everywhere in the log and the report.");

    private static readonly ProblemKind Shown = new("MA1252", "A secret is given as a build argument",
        "--build-arg NAME takes the value of a variable that holds a password or a build secret. The history of the image contains build "
            + "arguments, and everybody who can pull the image can read them.");

    private static readonly ProblemKind Remote = new("MA1253", "A podman service cannot use build secrets",
        "Podman's client sends the file of a secret inside the build context, and COPY can put it into the image. The service reads a "
            + "variable from its own environment, not from this one. So builds with secrets run only where podman itself runs.");

    internal static Problem Malformed(string source, string text, string why) => Form.Occur(
        $"{Quotation.Of(text)} is not a build secret.", source, why, $"Write {Shape}.");

    internal static Problem GivenTwice(string source, string id) => Form.Occur(
        $"The build secret {id} is given twice.", source, "A step mounts a secret by its id, and podman would use the last one.",
        "Give each build secret its own id.");

    internal static Problem VariableMissing(string source, string id, string variable) => NoValue.Occur(
        $"The build secret {id} has no value.", $"{source}; {variable}",
        $"The environment variable {variable} is not set, or it is empty.", $"Set {variable}.");

    internal static Problem TooShort(string source, string id, string from, int least) => NoValue.Occur(
        $"The value of the build secret {id} is too short for a secret.", $"{source}; {from}",
        $"It has fewer than {least} characters, and would be masked in every text that contains them, also in digests.",
        "If it is not a secret, use a build argument: --build-arg=NAME=VALUE.");

    internal static Problem FileUnusable(string source, string id, string file, string why) => NoValue.Occur(
        $"The file of the build secret {id} cannot be used.", $"{source}; {file}", why,
        "Name a file that this user can read: src=FILE, relative to the working directory.");

    internal static Problem AsBuildArgument(string source, string variable) => Shown.Occur(
        $"{variable} holds a secret, and a build argument is visible in the image's history.", source,
        "It is a variable for passwords, has the value of a password, or is the variable of a build secret.",
        $"Remove the build argument, and mount the secret in the step that needs it: --secret=id=NAME,env={variable} and RUN "
            + "--mount=type=secret,id=NAME.");

    internal static Problem NotForAService(IEnumerable<string> ids, string place) => Remote.Occur(
        $"A podman service cannot use build secrets: {string.Join(", ", ids)}.", place,
        "The client sends the file of a secret inside the build context, and COPY can put it into the image. The service reads a variable "
            + "from its own environment.",
        "Build on the host of the service itself: unset CONTAINER_HOST and CONTAINER_CONNECTION, or use a podman without a connection.");
}
