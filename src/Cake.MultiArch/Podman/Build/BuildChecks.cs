using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman.Build;

/// <summary>What can be said against a build before minutes are spent on it.</summary>
internal sealed class BuildChecks(Host host)
{
    /// <summary>Whether podman is told what to build for. If not, it takes the local base of whatever architecture came last.</summary>
    public static bool NamesPlatform(PodmanBuildSettings settings) =>
        settings.Platforms.Count > 0 || settings.AllPlatforms || settings.Arch is not null || settings.Os is not null || settings.Variant is not null;

    /// <summary>Refuses settings that podman would take and carry out wrongly.</summary>
    /// <returns>The context as podman is given it.</returns>
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
                "PodmanBuildSettings.AllPlatforms", "One tag cannot name an image for all platforms: podman gives it to the one that is ready last.",
                "Set Manifest to the name of a list in place of Tags, and push the list."));
        }
    }

    private static void CheckSecrets(PodmanBuildSettings settings)
    {
        if (settings.ConfidentialWorkload?.Contains("passphrase=", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                "PodmanBuildSettings.ConfidentialWorkload", "It has a passphrase in it.", "Name an attestation_url, which then keeps a passphrase made for the image."));
        }

        if (settings.DecryptionKeys.FirstOrDefault(key => key.Contains(':', StringComparison.Ordinal)) is not null)
        {
            throw new MultiArchException(PodmanProblems.SecretRefused(
                "PodmanBuildSettings.DecryptionKeys", "A key has a passphrase behind its colon.", "Take a key file without a passphrase, which only this user can read."));
        }
    }

    private void CheckContainerfile(string context, PodmanBuildSettings settings)
    {
        if (settings.File is not { } file)
        {
            if (!File.Exists(Path.Combine(context, "Containerfile")) && !File.Exists(Path.Combine(context, "Dockerfile")))
            {
                _ = Containerfile.FilesOf(context);
                throw new MultiArchException(BuildProblems.ContainerfileMissing(context, "The folder has neither a Containerfile nor a Dockerfile."));
            }
        }
        else if (!File.Exists(file.MakeAbsolute(host.Environment).FullPath))
        {
            throw new MultiArchException(BuildProblems.ContainerfileMissing(file.MakeAbsolute(host.Environment).FullPath, "There is no such file."));
        }
    }

    private static bool IsAddress(string context) => context.Contains("://", StringComparison.Ordinal);
}
