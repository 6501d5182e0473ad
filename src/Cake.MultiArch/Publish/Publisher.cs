using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>The places that an image is published to, each with its tags: content is put into each once.</summary>
internal static class Publisher
{
    /// <param name="host">For the log.</param>
    /// <param name="client">The registries.</param>
    /// <param name="destinations">Where to.</param>
    /// <param name="newer">Looks for a newer image behind a tag; null when that does not matter.</param>
    /// <param name="visibilityLimit">How long a registry may take to show what it has taken.</param>
    public static IReadOnlyList<IPublicationPlace> Places(
        Host host, DistributionClient client, IReadOnlyList<Destination> destinations, NewerImage? newer, TimeSpan visibilityLimit)
    {
        var places = new List<IPublicationPlace>();
        var done = new List<ImageReference>();
        foreach (var tags in destinations.OfType<RegistryDestination>().GroupBy(destination => destination.Reference.Name))
        {
            var first = tags.First().Reference;
            var others = done.Where(other => RegistryAddress.Of(other) == RegistryAddress.Of(first)).Select(RegistryAddress.RepositoryOf).ToList();
            places.Add(new RepositoryPlace(host, client, [.. tags], others, newer, visibilityLimit));
            done.Add(first);
        }

        places.AddRange(destinations.OfType<LayoutDestination>().GroupBy(destination => destination.Folder).Select(tags => new LayoutPlace(host, [.. tags])));
        return places;
    }
}
