using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Entries of a list.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Changes what a list says about one of its entries, or about itself if no entry is given.</summary>
    /// <returns>The changed list.</returns>
    public async Task<ImageIndex> ManifestAnnotateAsync(
        string list,
        string? entry,
        ManifestAnnotateSettings settings,
        CancellationToken token
    )
    {
        if (settings.Index == entry is not null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "ManifestAnnotateSettings.Index",
                entry is null ? "No entry is named, and Index is not set." : "An entry is named too.",
                "For the list itself set Index and name no entry; else name one and leave Index alone."));
        }

        CheckListName("list", list);
        if (entry is null)
        {
            await RunAsync(settings, new PodmanCall(list) { ReadsOutput = true }, token);
            return await LocalIndexAsync(list, settings, token);
        }

        var digest = await EntryAsync(list, entry, settings, token);
        var outcome = await RunAsync(settings, new PodmanCall(list, digest) { ReadsOutput = true }, token);
        var index = await LocalIndexAsync(list, settings, token);
        var changed = index.Manifests.First(descriptor => descriptor.Digest.ToString() == digest);
        var dropped = settings.OsFeatures.Except(changed.OsFeatures).Any() ? "--os-features"
            : settings.Features.Except(changed.Features).Any() ? "--features"
            : null;
        return dropped is not null && outcome.Process.ExitCode == 0
            ? throw new MultiArchException(ManifestProblems.FlagWithoutEffect(dropped, list, outcome.Request.Show(Host.Secrets)))
            : index;
    }

    /// <summary>Removes an entry from a list. Its image stays.</summary>
    /// <returns>The changed list.</returns>
    public async Task<ImageIndex> ManifestRemoveAsync(string list, string entry, ManifestRemoveSettings settings, CancellationToken token)
    {
        CheckListName("list", list);
        var digest = await EntryAsync(list, entry, settings, token);
        await RunAsync(settings, new PodmanCall(list, digest) { ReadsOutput = true }, token);
        return await LocalIndexAsync(list, settings, token);
    }

    /// <summary>Finds the digest of an entry by its digest or platform.</summary>
    private async Task<string> EntryAsync(string list, string entry, PodmanSettings settings, CancellationToken token)
    {
        FlagArguments.Operand(entry);
        var digest = entry.Contains(':', StringComparison.Ordinal) ? Digest.Parse(entry) : null;
        var platform = digest is null ? Platform.Parse(entry) : null;
        var presence = await PresenceAsync(list, settings, token);
        if (presence != ManifestPresence.List)
        {
            throw new MultiArchException(presence == ManifestPresence.Image
                ? ManifestProblems.ImageInsteadOfList(list, $"manifest {settings.Verb[^1]} {list}")
                : ManifestProblems.EntryMissing(list, entry, "The local storage has no list of that name."));
        }

        var entries = (await LocalIndexAsync(list, settings, token)).Manifests;
        var found = entries.Where(descriptor => digest is null ? descriptor.Platform == platform : descriptor.Digest == digest).ToList();
        return found switch
        {
            [var one] => one.Digest.ToString(),
            [] => throw new MultiArchException(
                ManifestProblems.EntryMissing(
                    list,
                    entry,
                    entries.Count == 0
                        ? "The list is empty."
                        : $"It has {string.Join(", ", entries.Select(descriptor => $"{descriptor.Platform} ({descriptor.Digest})"))}."
                )
            ),
            _ => throw new MultiArchException(
                ManifestProblems.EntryMissing(
                    list,
                    entry,
                    $"There are {found.Count} of it: {string.Join(", ", found.Select(descriptor => descriptor.Digest))}."
                )
            ),
        };
    }
}
