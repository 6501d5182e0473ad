using Cake.Core;

namespace Cake.MultiArch.Frosting;

/// <summary>What the tasks of this package ask of a program's context.</summary>
/// <remarks>
/// A program adds it to the context that it has. The tasks are not registered for a context without it, of which the host warns.
/// </remarks>
/// <example>
/// <code>
/// public sealed class BuildContext(ICakeContext cake) : FrostingContext(cake), IMultiArchContext
/// {
///     public MultiArchRun MultiArch { get; } = MultiArchRun.From(cake, m => m
///         .Image("web").Context("src/web").PushTo("registry.example.com/demo/web:1.4.2"));
/// }
/// </code>
/// </example>
public interface IMultiArchContext : ICakeContext
{
    /// <summary>
    /// The run. It is made once, and ends with the program's last task: clean-up, report and table then follow by themselves.
    /// </summary>
    MultiArchRun MultiArch { get; }
}
