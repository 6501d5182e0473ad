using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tags;

namespace Cake.MultiArch.Run;

/// <summary>An image whose destinations have their tags.</summary>
/// <param name="Settings">What is wanted, with the tags that were derived.</param>
/// <param name="Source">What it is built from.</param>
/// <param name="Untagged">Why a destination got no tag; null if all have one. Only a push needs them.</param>
internal sealed record Tagged(MultiArchSettings Settings, Sourced Source, Problem? Untagged);

/// <summary>The source of a run, and its images with their tags.</summary>
internal sealed record SourcedImages(Sourced Source, IReadOnlyList<(ImageRun Run, Tagged Tagged)> Images) : IStageOutcome
{
    public bool IsSkipped => Source.Cloned is null;
}

/// <summary>Gives the destinations of an image the tags that follow from git and the CI system.</summary>
internal sealed class TagStage(OpenRun run)
{
    public static bool IsNeeded(MultiArchSettings settings) =>
        settings.Tags.Count > 0 && settings.Destinations.OfType<RegistryDestination>().Any();

    /// <summary>Whether the tags depend on the other tags and branches of the repository.</summary>
    public static bool NeedsNames(MultiArchSettings settings, CiSource? ci) => IsNeeded(settings) && TagRules.NeedNames(settings.Tags, ci);

    public async Task<Tagged> RunAsync(MultiArchSettings settings, Sourced source, CancellationToken token)
    {
        if (!IsNeeded(settings))
        {
            return new Tagged(settings, source, Untagged: null);
        }

        var ci = run.Wanted.Ci;
        var names = source.Repository is null || !NeedsNames(settings, ci)
            ? new RepositoryNames([], [], Gap: null)
            : await source.Repository.ListNamesAsync(ci, token);
        var derived = TagRules.Derive(settings.Tags, source.Facts, ci, names);
        Tell(derived);
        var tagged = settings.With(derived);
        return new Tagged(tagged, source, tagged.Untagged(derived));
    }

    private void Tell(DerivedTags derived)
    {
        if (derived.Gap is not null)
        {
            run.Host.Warn("The git tags and branches of the repository cannot be listed. So no tag of a series, no latest, and no tag of "
                + $"a branch whose name is not a valid tag is given.\n{derived.Gap}");
        }

        foreach (var note in derived.Notes)
        {
            run.Host.Say(note);
        }

        run.Host.Say($"Tags: {(derived.Tags.Count == 0 ? "none" : string.Join(", ", derived.Tags))}");
    }
}
