using System.Text;

namespace Cake.MultiArch.Problems;

/// <summary>A failure that a user can act on.</summary>
/// <param name="Kind">The row of the catalogue.</param>
/// <param name="What">What failed, as a sentence.</param>
/// <param name="Where">The argument, platform, file, line or address that failed.</param>
/// <param name="Why">The cause, as a sentence.</param>
/// <param name="Repair">What to do next, as a command where there is one.</param>
/// <param name="Details">Lines to show below, oldest first. They may be empty.</param>
public sealed record Problem(
    ProblemKind Kind,
    string What,
    string Where,
    string Why,
    string Repair,
    IReadOnlyList<string> Details)
{
    /// <summary>The stable identifier of the kind, such as <c>MA1001</c>.</summary>
    public string Id => Kind.Id;

    /// <summary>The text that a user reads: what, where, why, the next command, and the details.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Id).Append(": ").Append(What).Append('\n');
        text.Append("  where: ").Append(Where).Append('\n');
        text.Append("  why:   ").Append(Why).Append('\n');
        text.Append("  next:  ").Append(Repair);
        foreach (var line in Details)
        {
            text.Append("\n  | ").Append(line);
        }

        return text.ToString();
    }
}
