namespace Cake.MultiArch.Tests.House;

/// <summary>
/// The folders of src/Cake.MultiArch in layers, the lowest first. A folder uses only folders of lower layers, and the folders of one
/// layer do not use each other. The root, with the aliases and MultiArchRun, is the highest.
/// </summary>
internal static class LayerTable
{
    public const string Root = "(root)";

    public static IReadOnlyList<(string[] Folders, string Meaning)> Layers { get; } =
    [
        (["Elf", "Problems"], "the table of architectures and the headers of programs; what a failure is"),
        (["Hosting"], "log, tools, environment, clock; processes; folders and files of our own"),
        (["Oci", "Git"], "the words of the specifications with their rules; git and what CI systems say"),
        (["Containerfiles", "Layers", "Registry"], "readers of Containerfiles and layers; the client of registries"),
        (["Tools"], "flags as attributes, their renderer, and the client of a program"),
        (["Podman"], "podman: a folder per kind of verb, with settings, client methods, checks and problems"),
        (["Binfmt", "Storage"], "handlers and QEMU; what runs leave in podman's storage and on disk"),
        (["Inputs"], "one row per input: argument, environment, script, default, help"),
        (["Clean", "Plan", "Tags"], "what will be removed, built and tagged"),
        (["Build"], "podman builds the plan"),
        (["Assemble", "Smoke"], "the index is made; a command runs in each image"),
        (["Verify"], "documents, layers and programs of an image"),
        (["Publish"], "content goes to each place, then the tags move"),
        (["Doctor", "Report"], "the checks before a run; the words after it"),
        (["Run"], "the chain of stages"),
        ([Root], "what a script sees: aliases and MultiArchRun"),
    ];

    public static IEnumerable<string> Folders => Layers.SelectMany(layer => layer.Folders);

    public static IEnumerable<string> LowerThan(string folder) =>
        Layers.TakeWhile(layer => !layer.Folders.Contains(folder)).SelectMany(layer => layer.Folders);

    /// <summary>The folders that a folder may not use: those of its own layer and of higher ones.</summary>
    public static IEnumerable<string> ForbiddenTo(string folder) =>
        Layers.SkipWhile(layer => !layer.Folders.Contains(folder)).SelectMany(layer => layer.Folders).Where(other => other != folder);
}
