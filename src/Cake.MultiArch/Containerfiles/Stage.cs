namespace Cake.MultiArch.Containerfiles;

/// <summary>A build stage: a FROM and the instructions up to the next one.</summary>
/// <param name="Index">The index among the stages, counted from 0.</param>
/// <param name="Name">The name after AS; null if it has none. Other instructions then refer to it by its index.</param>
/// <param name="BaseName">The base image or earlier stage as written, including variables; empty if FROM has no argument.</param>
/// <param name="BasePlatform">The value of <c>--platform=</c> as written, including variables; null if there is none.</param>
/// <param name="Instructions">The instructions, FROM first.</param>
internal sealed record Stage(int Index, string? Name, string BaseName, string? BasePlatform, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>The line of FROM, counted from 1.</summary>
    public int Line => Instructions[0].Line;
}

/// <summary>An ARG before the first FROM: the only variables that FROM can use.</summary>
/// <param name="Line">The line of ARG, counted from 1.</param>
/// <param name="Name">The variable's name.</param>
/// <param name="Default">The default as written, including quotes and variables; null if there is none.</param>
internal sealed record GlobalArg(int Line, string Name, string? Default);
