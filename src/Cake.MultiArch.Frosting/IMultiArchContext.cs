using Cake.Core;

namespace Cake.MultiArch.Frosting;

/// <summary>The context that the tasks of this package need.</summary>
/// <remarks>
/// Implement it in the context class of your program. If the context does not implement it, the host logs a warning and does not register
/// the tasks.
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
    /// The run. Create it once. It ends after the program's last task: it cleans up, writes the report and prints the table.
    /// </summary>
    MultiArchRun MultiArch { get; }
}
