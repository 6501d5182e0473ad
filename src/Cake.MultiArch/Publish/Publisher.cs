using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Publish;

/// <summary>Groups destinations by place, so that each place gets the content once and then all its tags.</summary>
internal static class Publisher
{
    /// <param name="host">For the log.</param>
    /// <param name="client">For the registries.</param>
    /// <param name="destinations">The tags that the user wants.</param>
    /// <param name="newer">Finds a newer image behind a tag; null when tags may move backwards.</param>
    /// <param name="visibilityLimit">The time that a registry has to show content that it accepted.</param>
    public static IReadOnlyList<IPublicationPlace> Places(
        Host host, DistributionClient client, IReadOnlyList<Destination> destinations, NewerImage? newer, TimeSpan visibilityLimit)
    {
        var places = new List<IPublicationPlace>();
        var done = new List<ImageReference>();
        foreach (var tags in destinations.OfType<RegistryDestination>().GroupBy(destination => destination.Reference.Name))
        {
            var first = tags.First().Reference;
            var others = done.Where(other => RegistryAddress.Of(other) == RegistryAddress.Of(first))
                .Select(RegistryAddress.RepositoryOf)
                .ToList();
            places.Add(new RepositoryPlace(host, client, [.. tags], others, newer, visibilityLimit));
            done.Add(first);
        }

        var layouts = destinations.OfType<LayoutDestination>().GroupBy(destination => destination.Folder);
        places.AddRange(layouts.Select(tags => new LayoutPlace(host, [.. tags])));
        return places;
    }
}
