using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>The places that an image is published to, each with its tags: content is put into each once.</summary>
internal static class Publisher
{
    /// <param name="host">For the log.</param>
    /// <param name="client">The registries.</param>
    /// <param name="destinations">Where to.</param>
    /// <param name="newer">Looks for a newer image behind a tag; null when that does not matter.</param>
    public static IReadOnlyList<IPublicationPlace> Places(Host host, DistributionClient client, IReadOnlyList<Destination> destinations, NewerImage? newer)
    {
        var places = new List<IPublicationPlace>();
        var done = new List<ImageReference>();
        foreach (var tags in destinations.OfType<RegistryDestination>().GroupBy(destination => destination.Reference.Name))
        {
            var first = tags.First().Reference;
            var others = done.Where(other => RegistryAddress.Of(other) == RegistryAddress.Of(first)).Select(RegistryAddress.RepositoryOf).ToList();
            places.Add(new RepositoryPlace(host, client, [.. tags], others, newer));
            done.Add(first);
        }

        places.AddRange(destinations.OfType<LayoutDestination>().GroupBy(destination => destination.Folder).Select(tags => new LayoutPlace(host, [.. tags])));
        return places;
    }

    /// <summary>The nearest that podman itself can do: it publishes the same images, in a list of its own.</summary>
    public static ManifestPushSettings Settings(Destination destination, PublishedForm form, string? authFile, bool? tlsVerify) => new()
    {
        All = true,
        AuthFile = authFile,
        CompressionFormat = form.Compression,
        CompressionLevel = form.CompressionLevel,
        Format = form.Format,
        TlsVerify = destination is RegistryDestination ? tlsVerify : null,
    };
}
