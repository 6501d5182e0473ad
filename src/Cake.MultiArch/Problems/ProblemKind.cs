namespace Cake.MultiArch.Problems;

/// <summary>One kind of failure that a user can meet: a row of the catalogue and of <c>docs/problems.md</c>.</summary>
/// <param name="Id">The stable identifier, for example <c>MA1001</c>. It is never reused for another kind.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Meaning">What leads to it and how it is repaired, for the documentation.</param>
public sealed record ProblemKind(string Id, string Title, string Meaning)
{
    /// <summary>Makes the problem that a user meets.</summary>
    /// <param name="what">What failed, as a sentence.</param>
    /// <param name="where">The argument, platform, file, line or address it failed at.</param>
    /// <param name="why">The cause, as a sentence.</param>
    /// <param name="repair">The next thing to do, a command wherever there is one.</param>
    /// <param name="details">Lines to show below, for example the last lines of a program's output.</param>
    internal Problem Occur(string what, string where, string why, string repair, IReadOnlyList<string>? details = null) =>
        new(this, what, where, why, repair, details ?? []);
}
