namespace Cake.MultiArch.Binfmt;

/// <summary>How a registration ended.</summary>
internal abstract record RegisterAnswer
{
    private RegisterAnswer()
    {
    }

    /// <summary>This run registered a handler.</summary>
    /// <param name="Name">The handler's name.</param>
    /// <param name="Interpreter">The program that it starts.</param>
    public sealed record Done(string Name, string Interpreter) : RegisterAnswer;

    /// <summary>Another run registered a working handler at the same moment.</summary>
    public sealed record ByAnother : RegisterAnswer;

    /// <summary>The registration was refused.</summary>
    public sealed record Failed(BinfmtFault Fault) : RegisterAnswer;
}
