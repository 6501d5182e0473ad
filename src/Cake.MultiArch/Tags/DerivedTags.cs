using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tags;

/// <summary>The tags that were derived, the most exact first.</summary>
/// <param name="Tags">The tags, each once.</param>
/// <param name="Notes">Why a rule gave nothing, or less than might be expected, a sentence each.</param>
/// <param name="Gap">Why tags that move were not looked at; null when they were.</param>
internal sealed record DerivedTags(IReadOnlyList<string> Tags, IReadOnlyList<string> Notes, Problem? Gap = null);
