namespace Cake.MultiArch.Binfmt;

/// <summary>How a registration ended.</summary>
internal abstract record RegisterAnswer
{
    private RegisterAnswer()
    {
    }

    /// <summary>We registered a handler.</summary>
    /// <param name="Name">The handler's name.</param>
    /// <param name="Interpreter">The program it starts.</param>
    public sealed record Done(string Name, string Interpreter) : RegisterAnswer;

    /// <summary>Somebody else registered a good one at the same moment.</summary>
    public sealed record ByAnother : RegisterAnswer;

    /// <summary>It was refused.</summary>
    public sealed record Failed(BinfmtFault Fault) : RegisterAnswer;
}
