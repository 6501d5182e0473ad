using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tools;

/// <summary>MA1406 and MA1413: operands and settings that cannot be given to a program.</summary>
internal static class ToolProblems
{
    internal static readonly ProblemKind InvalidName = new("MA1406", "Not a name that podman takes",
        "The name of an image, a list or a registry is empty, begins with a dash, or is not an image reference; "
        + "podman would notice only after the build. Names of repositories are lower case.");

    internal static readonly ProblemKind InvalidSetting = new("MA1413", "A setting of podman cannot be used so",
        "A setting contradicts another one, or has a value that podman cannot read.");

    internal static Problem NotAName(string name) => InvalidName.Occur(
        $"{Quotation.Of(name)} is not a name that podman takes.", Quotation.Of(name),
        name.Length == 0 ? "It is empty." : "It begins with a dash, so podman would read it as an option.",
        "Give the name of an image, a list or a registry.");

    internal static Problem SettingRefused(string where, string why, string repair) => InvalidSetting.Occur(
        $"{where} cannot be used so.", where, why, repair);

    internal static Problem BadKey(string flag, string key) => SettingRefused(
        flag,
        key.Length == 0 ? "A name is empty." : $"The name {Quotation.Of(key)} has an equals sign in it.",
        "Give each as [\"NAME\"] = \"value\".");
}
