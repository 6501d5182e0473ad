using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman.Build;

/// <summary>Checks a build before it takes minutes.</summary>
internal sealed class BuildChecks(Host host)
{
    /// <summary>
    /// Whether the settings contain a platform. Without one podman uses the local base image of whatever architecture was pulled last.
    /// </summary>
    public static bool NamesPlatform(PodmanBuildSettings settings) =>
        settings.Platforms.Count > 0
        || settings.AllPlatforms
        || settings.Arch is not null
        || settings.Os is not null
        || settings.Variant is not null;

    /// <summary>Refuses settings that podman would accept but not carry out correctly.</summary>
    /// <returns>The context for podman.</returns>
    public string Check(string context, PodmanBuildSettings settings)
    {
        CheckNames(settings);
        CheckSecrets(settings);
        if (IsAddress(context))
        {
            return context;
        }

        var folder = host.FullPath(context);
        if (!Directory.Exists(folder))
        {
            throw new MultiArchException(BuildProblems.ContextMissing(folder));
        }

        CheckContainerfile(folder, settings);
        return folder;
    }

    private static void CheckNames(PodmanBuildSettings settings)
    {
        if (settings.Manifest is { } list)
        {
            PodmanClient.CheckListName("PodmanBuildSettings.Manifest", list);
        }

        var platforms = settings.Platforms.Distinct().ToList();
        if (settings.Manifest is null && settings.Tags.Count > 0 && platforms.Count > 1)
        {
            throw new MultiArchException(BuildProblems.SeveralPlatformsOneTag(platforms, settings.Tags));
        }

        if (settings.Manifest is null && settings.AllPlatforms && settings.Tags.Count > 0)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanBuildSettings.AllPlatforms",
                "One tag cannot name an image for all platforms. Podman gives the tag to the platform that is finished last.",
                "Set Manifest to the name of a list instead of Tags, and push the list."));
        }
    }

    private static void CheckSecrets(PodmanBuildSettings settings)
    {
        if (settings.ConfidentialWorkload?.Contains("passphrase=", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                "PodmanBuildSettings.ConfidentialWorkload",
                "It contains a passphrase.",
                "Set an attestation_url. Podman then generates a passphrase for the image and keeps it there."));
        }

        if (settings.DecryptionKeys.FirstOrDefault(key => key.Contains(':', StringComparison.Ordinal)) is not null)
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                "PodmanBuildSettings.DecryptionKeys",
                "A key has a passphrase after its colon.",
                "Use a key file without a passphrase that only this user can read."));
        }
    }

    private void CheckContainerfile(string context, PodmanBuildSettings settings)
    {
        if (settings.File is not { } file)
        {
            if (!File.Exists(Path.Combine(context, "Containerfile")) && !File.Exists(Path.Combine(context, "Dockerfile")))
            {
                _ = Containerfile.FilesOf(context);
                throw new MultiArchException(BuildProblems.ContainerfileMissing(
                    context, "The folder has neither a Containerfile nor a Dockerfile."));
            }
        }
        else if (!File.Exists(file.MakeAbsolute(host.Environment).FullPath))
        {
            throw new MultiArchException(BuildProblems.ContainerfileMissing(
                file.MakeAbsolute(host.Environment).FullPath, "The file does not exist."));
        }
    }

    private static bool IsAddress(string context) => context.Contains("://", StringComparison.Ordinal);
}
