using Cake.Core;

namespace Cake.Frosting;

/// <summary>What tasks are given.</summary>
public interface IFrostingContext : ICakeContext
{
}

/// <summary>Cake's context, to be given members of a program's own.</summary>
/// <param name="context">Cake's context.</param>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext
{
}
