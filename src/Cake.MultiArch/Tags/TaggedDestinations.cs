using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>Gives derived tags to the places that are published to.</summary>
internal static class TaggedDestinations
{
    /// <summary>
    /// The settings with every reference of a registry tagged: one that was written with a tag keeps it and gets the derived ones as
    /// well, one without gets those alone, and stays open when there are none.
    /// </summary>
    public static MultiArchSettings With(this MultiArchSettings settings, DerivedTags derived) => settings with
    {
        Destinations = [.. settings.Destinations.SelectMany(destination => Of(destination, derived)).DistinctBy(destination => destination.Text)],
    };

    /// <summary>Why nothing can be published to a reference that has no tag; null when there is none.</summary>
    public static Problem? Untagged(this MultiArchSettings settings, DerivedTags derived)
    {
        var open = settings.Destinations.OfType<RegistryDestination>().FirstOrDefault(destination => destination.Reference.Tag is null);
        return open is null ? null : TagProblems.NothingDerived(open.Reference, settings.Tags, derived);
    }

    private static IEnumerable<Destination> Of(Destination destination, DerivedTags derived) => destination is not RegistryDestination { Reference: var reference }
        ? [destination]
        : reference.Tag is null && derived.Tags.Count == 0
        ? [destination]
        : derived.Tags.Select(tag => new RegistryDestination(reference.WithTag(tag))).Prepend(reference.Tag is null ? null : destination).OfType<Destination>();
}
