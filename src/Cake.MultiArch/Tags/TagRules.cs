using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>
/// Derives an image's tags from what git and the CI system know about its source. Only the highest stable release gets a tag that others
/// share, such as <c>1.4</c> or <c>latest</c>. So such a tag cannot move backwards.
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
            .. names.Tags
                .Concat(facts.Tags.Where(name => !known.Contains(name)).Select(name => new GitTag(name, facts.Commit)))
                .Select(tag => (Tag: tag, Version: SemanticVersion.Of(tag.Name)))
                .Where(pair => pair.Version is not null)
                .Select(pair => new Release(pair.Tag.Name, pair.Version!, pair.Tag.Commit == facts.Commit)),
        ];
        _stable = [.. _releases.Select(release => release.Version).Where(version => version.IsStable)];
    }

    private string Short => _facts.Commit[..ShaDigits];

    /// <remarks><c>facts</c> is null when git knows nothing about the source. <c>ci</c> is null outside a CI system.</remarks>
    public static DerivedTags Derive(IReadOnlySet<TagRule> rules, SourceFacts? facts, CiSource? ci, RepositoryNames names)
    {
        if (facts is null)
        {
            return new DerivedTags([], ["The source is not in a git repository that can be read, or the repository has no commit."]);
        }

        var derivation = new TagRules(facts, ci, names);
        var tags = rules.Order().SelectMany(derivation.Apply).Distinct(StringComparer.Ordinal).ToList();
        return new DerivedTags(tags, [.. derivation._notes.Distinct(StringComparer.Ordinal)], NeedNames(rules, ci) ? names.Gap : null);
    }

    /// <summary>Whether the result depends on the other tags and branches of the repository.</summary>
    public static bool NeedNames(IReadOnlySet<TagRule> rules, CiSource? ci) =>
        ci?.PullRequest is null && rules.Any(rule => rule != TagRule.Sha);

    private IReadOnlyList<string> Apply(TagRule rule) => rule switch
    {
        TagRule.SemVer => MayBeShared("semver") ? Versions() : [],
        TagRule.Sha => [$"sha-{Short}{(_facts.IsDirty ? "-dirty" : "")}"],
        TagRule.Branch => Branch(),
        TagRule.Latest => MayBeShared("latest") ? Latest() : [],
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "The rule is not known."),
    };

    /// <summary>Whether this build may have release tags at all.</summary>
    private bool MayBeShared(string rule)
    {
        if (_ci?.PullRequest is not null)
        {
            return None($"{rule}: this is a pull request, which never moves a shared tag.");
        }

        // A pipeline records the changes that its job makes. A person's changes exist only on that person's machine.
        return !_facts.IsDirty || _ci is not null
            || None($"{rule}: files have uncommitted changes, so this is not the release that the git tag names.");
    }

    private List<string> Versions()
    {
        var ours = _releases.Where(release => release.IsOurs).OrderDescending().ToList();
        foreach (var moved in _releases.Where(release => !release.IsOurs && _facts.Tags.Contains(release.Name, StringComparer.Ordinal)))
        {
            None($"semver: the git tag {moved.Name} is at another commit now.");
        }

        if (ours.Count == 0)
        {
            var some = string.Join(", ", _facts.Tags.Take(3).Select(Quotation.Line));
            None(_facts.Tags.Count == 0
                ? $"semver: the commit {Short} has no git tag."
                : $"semver: no git tag of the commit {Short} is a version like v1.4.2 ({some}).");
        }

        return [.. ours.SelectMany(VersionTags).Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> VersionTags(Release release)
    {
        var version = release.Version;
        var others = _releases.Where(other => !other.IsOurs).ToList();
        if (ReferenceSyntax.TagFlaw(version.Tag) is not null)
        {
            None($"semver: {Quotation.Line(release.Name)} is too long for a tag.");
            yield break;
        }

        if (others.FirstOrDefault(other => other.Version.Tag == version.Tag) is { } twin)
        {
            None($"semver: {release.Name} and {twin.Name} are at different commits, and both would get the tag {version.Tag}.");
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

        if (_releases.Any(other => !other.IsOurs && other.Version == ours.Version))
        {
            return NoTags($"latest: the git tags of version {ours.Version} are at different commits.");
        }

        return Leads(ours.Version, _ => true, "latest") ? ["latest"] : [];
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
                ? "branch: this CI system is not known, "
                    + $"and the server does not confirm that a branch checked out here is at the commit {Short}."
                : "branch: no branch is checked out, and no CI system names one.");
        }

        var tag = BranchTag.Of(branch);
        var shown = Quotation.Line(branch);
        if (BranchTag.IsReserved(tag))
        {
            return NoTags(
                $"branch: {shown} would get the tag {tag}, which does not stand for a branch. "
                + $"Rename the branch, for example to {BranchTag.Of("branch-" + branch)}.");
        }

        if (_names.Gap is not null && tag != branch)
        {
            return NoTags(
                $"branch: {shown} would get the tag {tag}. Another branch may get the same tag. "
                + "This cannot be checked, because the branches of the server cannot be listed.");
        }

        var twin = _names.Branches.FirstOrDefault(other => other != branch && BranchTag.Of(other) == tag);
        return twin is null
            ? [tag]
            : NoTags($"branch: the branches {shown} and {Quotation.Line(twin)} would both get the tag {tag}.");
    }

    /// <summary>Whether this version is the highest stable release of a series.</summary>
    private bool Leads(SemanticVersion version, Func<SemanticVersion, bool> isOfSeries, string tag)
    {
        var highest = _stable.Where(isOfSeries).Max()!;
        return highest == version || None($"{tag} does not move: {highest} is higher than {version}.");
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

    /// <summary>A git tag that is a version.</summary>
    private sealed record Release(string Name, SemanticVersion Version, bool IsOurs) : IComparable<Release>
    {
        public int CompareTo(Release? other) => Version.CompareTo(other?.Version);
    }
}
