using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

internal static class TaggedDestinations
{
    /// <summary>
    /// Adds the derived tags to every registry destination. A destination with a tag keeps its own tag too. A destination without a tag
    /// gets only the derived ones, and stays without a tag when nothing was derived.
    /// </summary>
    public static MultiArchSettings With(this MultiArchSettings settings, DerivedTags derived) => settings with
    {
        Destinations =
        [
            .. settings.Destinations.SelectMany(destination => Of(destination, derived)).DistinctBy(destination => destination.Text),
        ],
    };

    /// <summary>The problem of the first destination without a tag. Null when every destination has a tag.</summary>
    public static Problem? Untagged(this MultiArchSettings settings, DerivedTags derived)
    {
        var open = settings.Destinations.OfType<RegistryDestination>().FirstOrDefault(destination => destination.Reference.Tag is null);
        return open is null ? null : TagProblems.NothingDerived(open.Reference, settings.Tags, derived);
    }

    private static IEnumerable<Destination> Of(Destination destination, DerivedTags derived)
    {
        if (destination is not RegistryDestination { Reference: var reference } || (reference.Tag is null && derived.Tags.Count == 0))
        {
            return [destination];
        }

        var tagged = derived.Tags.Select(tag => new RegistryDestination(reference.WithTag(tag)));
        return reference.Tag is null ? tagged : tagged.Prepend(destination);
    }
}
