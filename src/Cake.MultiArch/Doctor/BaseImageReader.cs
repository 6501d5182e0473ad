using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>Asks the registries for the base images of the builds, all at the same time.</summary>
internal sealed class BaseImageReader(CheckContext context)
{
    public async Task<IReadOnlyList<BaseImage>> ReadAsync(CancellationToken token) =>
        await Task.WhenAll(Find().Select(image => image.IsShort || image.IsOfThisHost ? Task.FromResult(image) : ReadAsync(image, token)));

    /// <summary>Adds the registry to a name without one, if podman has only one to ask.</summary>
    private ImageReference Resolve(ImageReference reference) =>
        reference.Domain.Length == 0 && !context.Version!.IsRemote && context.ShortNames.Candidates(reference) is [var only]
            ? only
            : reference;

    /// <summary>The base images of the builds. A name with an unset variable, or with invalid syntax, is left to podman.</summary>
    private IEnumerable<BaseImage> Find() =>
        from build in context.Builds
        let request = context.Source!.Request(build.Platform)
        from stage in build.Stages
        from name in build.Containerfile.Images(stage.Built.Stage, request)
        where ImageReference.TryParse(name, out _, out _) && !PodmanClient.HasTransport(name)
        let written = ImageReference.Parse(name)
        group (stage.Built.Platform, Where: $"{build.Containerfile.Path}:{stage.Built.Stage.Line}") by written into uses
        select new BaseImage(Resolve(uses.Key), uses.Key, uses.First().Where, [.. uses.Select(use => use.Platform).Distinct()]);

    private async Task<BaseImage> ReadAsync(BaseImage image, CancellationToken token)
    {
        try
        {
            if (await context.Registries.FindManifestAsync(image.Reference, token) is not { } manifest)
            {
                return image with { Failure = BaseImageProblems.Missing(image) };
            }

            return MediaTypes.IsIndex(manifest.MediaType)
                ? ReadIndex(image with { Manifest = manifest })
                : await ReadSingleAsync(image with { Manifest = manifest }, token);
        }
        catch (MultiArchException e)
        {
            return image with { Failure = e.Problem };
        }
    }

    private static BaseImage ReadIndex(BaseImage image)
    {
        var all = ImageIndex
            .Parse(image.Manifest!.Content, image.Reference.ToString())
            .Manifests.Where(entry => !entry.IsAttestation)
            .ToList();
        var entries = all.Where(entry => entry.Platform is not null).ToList();
        return image with
        {
            IsForAny = entries.Count < all.Count,
            Offered = [.. entries.Select(entry => entry.Platform!).Distinct()],
            Entries =
            [
                .. image
                    .Wanted.Select(wanted =>
                        entries.FirstOrDefault(entry => entry.Platform == wanted)
                        ?? entries.FirstOrDefault(entry => BaseImage.Serves(entry.Platform!, wanted))
                    )
                    .OfType<Descriptor>(),
            ],
        };
    }

    private async Task<BaseImage> ReadSingleAsync(BaseImage image, CancellationToken token)
    {
        var manifest = ImageManifest.Parse(image.Manifest!.Content, image.Reference.ToString());
        var platform = ImageConfig
            .Parse(await context.Registries.GetBlobAsync(image.Reference, manifest.Config, token), image.Reference.ToString())
            .Platform;
        return image with { Offered = [platform] };
    }
}
