using Cake.MultiArch.Assemble;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Tags;

namespace Cake.MultiArch.Run;

/// <summary>An image with its index, ready to be published.</summary>
internal sealed record Assembled(Built Built, AssembledImage Image);

/// <summary>Takes the images out of the storage, and makes the index of them.</summary>
internal sealed class AssembleStage(OpenRun run)
{
    /// <exception cref="MultiArchException">Podman fails, or what it gives is not what was built.</exception>
    public async Task<Assembled> RunAsync(Built built, ImageFacts facts, CancellationToken token)
    {
        var (settings, podman) = (built.Planned.Settings, built.Planned.Podman);
        ImageExport.Check(settings.Form, podman);
        WarnOfLittleSpace(built);
        var assembled = await new Assembler(run.Host, run.Podman, settings, run.Folder)
            .AssembleAsync(built.Image, podman.IsRemote, images => Annotations(built.Planned, images), token);
        var images = assembled.Platforms.ToDictionary(platform => platform.Entry.Platform!, platform => platform.Built);
        var image = built.Image with { Platforms = [.. built.Image.Platforms.Select(platform => images[platform.Platform])] };
        (facts.Assembled, facts.Built) = (assembled, image);
        run.Host.Say($"Index {assembled.Digest}");
        return new Assembled(built with { Image = image }, assembled);
    }

    private static IReadOnlyDictionary<string, string> Annotations(Planned planned, IEnumerable<ImageConfig> images)
    {
        var facts = planned.Source.Facts;
        var version = facts is null ? null : SemanticVersion.Highest(facts.Tags)?.ToString();
        return IndexAnnotations.Of(facts, version, planned.Settings.SourceDateEpoch, images, planned.Settings.Annotations);
    }

    private void WarnOfLittleSpace(Built built)
    {
        var needed = built.Image.Platforms.Sum(platform => platform.SizeBytes);
        if (FreeSpace.Of(run.Folder.Root) is { } free && free < needed)
        {
            run.Host.Warn($"The images have {needed} bytes and are put into {run.Folder.Root}, which has {free} bytes free. "
                + "They are compressed and may fit; TMPDIR names another place.");
        }
    }
}
