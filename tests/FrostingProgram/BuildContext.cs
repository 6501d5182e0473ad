using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch;
using Cake.MultiArch.Frosting;

namespace FrostingProgram;

/// <summary>All that a program needs; it has no lifetime in which it could end the run.</summary>
public sealed class BuildContext(ICakeContext cake) : FrostingContext(cake), IMultiArchContext
{
    public MultiArchRun MultiArch { get; } = MultiArchRun.From(cake);
}
