using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>
/// Derives an image's tags from what git and the CI system say of its source. A tag that others pull by, a series of versions or
/// <c>latest</c>, is only ever given to the highest stable release, so that it cannot move backwards.
/// </summary>
internal sealed class TagRules
{
    private const int ShaDigits = 12;

    private readonly SourceFacts _facts;
    private readonly CiSource? _ci;
    private readonly RepositoryNames _names;
    private readonly List<string> _notes = [];
    private readonly List<Release> _releases;
    private readonly List<SemanticVersion> _stable;

    private TagRules(SourceFacts facts, CiSource? ci, RepositoryNames names)
    {
        _facts = facts;
        _ci = ci;
        _names = names;
        var known = names.Tags.Select(tag => tag.Name).ToHashSet(StringComparer.Ordinal);
        _releases =
        [
            .. names.Tags.Concat(facts.Tags.Where(name => !known.Contains(name)).Select(name => new GitTag(name, facts.Commit)))
                .Select(tag => (Tag: tag, Version: SemanticVersion.Of(tag.Name)))
                .Where(pair => pair.Version is not null)
                .Select(pair => new Release(pair.Tag.Name, pair.Version!, pair.Tag.Commit == facts.Commit)),
        ];
        _stable = [.. _releases.Select(release => release.Version).Where(version => version.IsStable)];
    }

    private string Short => _facts.Commit[..ShaDigits];

    /// <summary>The tags of a source.</summary>
    /// <param name="rules">The rules that are wanted.</param>
    /// <param name="facts">What git says; null when it knows nothing of the source.</param>
    /// <param name="ci">What the CI system says; null when there is none.</param>
    /// <param name="names">The tags and branches of the repository.</param>
    public static DerivedTags Derive(IReadOnlySet<TagRule> rules, SourceFacts? facts, CiSource? ci, RepositoryNames names)
    {
        if (facts is null)
        {
            return new DerivedTags([], ["The source is in no git repository that can be read, or nothing in it is committed."]);
        }

        var derivation = new TagRules(facts, ci, names);
        var tags = rules.Order().SelectMany(derivation.Apply).Distinct(StringComparer.Ordinal).ToList();
        return new DerivedTags(tags, [.. derivation._notes.Distinct(StringComparer.Ordinal)], NeedNames(rules, ci) ? names.Gap : null);
    }

    /// <summary>Whether what is derived depends on the other tags and branches of the repository.</summary>
    public static bool NeedNames(IReadOnlySet<TagRule> rules, CiSource? ci) => ci?.PullRequest is null && rules.Any(rule => rule != TagRule.Sha);

    private IReadOnlyList<string> Apply(TagRule rule) => rule switch
    {
        TagRule.SemVer => MayBeShared("semver") ? Versions() : [],
        TagRule.Sha => [$"sha-{Short}{(_facts.IsDirty ? "-dirty" : "")}"],
        TagRule.Branch => Branch(),
        TagRule.Latest => MayBeShared("latest") ? Latest() : [],
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "It has no meaning."),
    };

    /// <summary>Whether the release tags may be given to what is built here at all.</summary>
    private bool MayBeShared(string rule)
    {
        if (_ci?.PullRequest is not null)
        {
            return None($"{rule}: this is a pull request, which moves no tag that is shared.");
        }

        // What a job has changed, its pipeline wrote down; what a person has changed, nobody else has.
        return !_facts.IsDirty || _ci is not null
            || None($"{rule}: files are changed and not committed, so this is not the release that the git tag names.");
    }

    private List<string> Versions()
    {
        var ours = _releases.Where(release => release.IsOurs).OrderDescending().ToList();
        foreach (var moved in _releases.Where(release => !release.IsOurs && _facts.Tags.Contains(release.Name, StringComparer.Ordinal)))
        {
            None($"semver: the git tag {moved.Name} is at another commit by now.");
        }

        if (ours.Count == 0)
        {
            None(_facts.Tags.Count == 0
                ? $"semver: the commit {Short} has no git tag."
                : $"semver: no git tag of the commit {Short} is a version like v1.4.2 ({string.Join(", ", _facts.Tags.Take(3).Select(Quotation.Line))}).");
        }

        return [.. ours.SelectMany(VersionTags).Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> VersionTags(Release release)
    {
        var version = release.Version;
        var others = _releases.Where(other => !other.IsOurs).ToList();
        if (ReferenceSyntax.TagFlaw(version.Tag) is not null)
        {
            None($"semver: {Quotation.Line(release.Name)} is longer than a tag may be.");
            yield break;
        }

        if (others.FirstOrDefault(other => other.Version.Tag == version.Tag) is { } twin)
        {
            None($"semver: {release.Name} and {twin.Name} are at different commits, and both would be the tag {version.Tag}.");
        }
        else
        {
            yield return version.Tag;
        }

        if (!version.IsStable || _names.Gap is not null || others.Any(other => other.Version == version))
        {
            yield break;
        }

        if (Leads(version, other => other.Major == version.Major && other.Minor == version.Minor, version.MinorTag))
        {
            yield return version.MinorTag;
        }

        if (version.MajorTag is { } major && Leads(version, other => other.Major == version.Major, major))
        {
            yield return major;
        }
    }

    private IReadOnlyList<string> Latest()
    {
        var ours = _releases.Where(release => release is { IsOurs: true, Version.IsStable: true }).Max();
        if (ours is null)
        {
            None($"latest: the commit {Short} has no git tag of a stable release.");
            return [];
        }

        if (_names.Gap is not null)
        {
            return [];
        }

        var isTwin = _releases.Any(other => !other.IsOurs && other.Version == ours.Version);
        return isTwin
            ? NoTags($"latest: the git tags of version {ours.Version} are at different commits.")
            : Leads(ours.Version, _ => true, "latest") ? ["latest"] : [];
    }

    private IReadOnlyList<string> Branch()
    {
        if (_ci?.PullRequest is { } number)
        {
            return number.Length > 0
                ? [BranchTag.Of($"pr-{number}")]
                : NoTags("branch: this is a pull request, and the CI system does not say its number.");
        }

        if (_facts.Branch is not { } branch)
        {
            return NoTags(_ci is { IsKnown: false, Tag: null }
                ? $"branch: this CI system is not known, and the server does not say of a branch that is checked out here that it is at the commit {Short}."
                : "branch: no branch is checked out, and no CI system names one.");
        }

        var tag = BranchTag.Of(branch);
        if (BranchTag.IsReserved(tag))
        {
            return NoTags($"branch: {Quotation.Line(branch)} would be the tag {tag}, which does not mean a branch; rename the branch, for example {BranchTag.Of("branch-" + branch)}.");
        }

        if (_names.Gap is not null && tag != branch)
        {
            return NoTags($"branch: {Quotation.Line(branch)} would be the tag {tag}, and whether another branch would be that too is not known, because the server's branches cannot be listed.");
        }

        var twin = _names.Branches.FirstOrDefault(other => other != branch && BranchTag.Of(other) == tag);
        return twin is null
            ? [tag]
            : NoTags($"branch: {Quotation.Line(branch)} and {Quotation.Line(twin)} are two branches, and both would be the tag {tag}.");
    }

    /// <summary>Whether no stable release of a series is higher.</summary>
    private bool Leads(SemanticVersion version, Func<SemanticVersion, bool> isOfSeries, string tag)
    {
        var highest = _stable.Where(isOfSeries).Max()!;
        return highest == version || None($"{tag} stays where it is: {highest} is higher than {version}.");
    }

    private bool None(string note)
    {
        _notes.Add(note);
        return false;
    }

    private IReadOnlyList<string> NoTags(string note)
    {
        _notes.Add(note);
        return [];
    }

    /// <summary>A git tag that names a version.</summary>
    private sealed record Release(string Name, SemanticVersion Version, bool IsOurs) : IComparable<Release>
    {
        public int CompareTo(Release? other) => Version.CompareTo(other?.Version);
    }
}
