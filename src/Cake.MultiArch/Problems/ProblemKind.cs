namespace Cake.MultiArch.Problems;

/// <summary>One kind of failure that a user can meet. It is an entry of the catalogue and of <c>docs/problems.md</c>.</summary>
/// <param name="Id">The stable identifier, such as <c>MA1001</c>. It never gets another meaning.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Meaning">The causes and the repair, for the documentation.</param>
public sealed record ProblemKind(string Id, string Title, string Meaning)
{
    /// <summary>Makes the problem that a user meets. <see cref="Problem"/> explains the texts.</summary>
    internal Problem Occur(string what, string where, string why, string repair, IReadOnlyList<string>? details = null) =>
        new(this, what, where, why, repair, details ?? []);
}
