using System.Reflection;

namespace Cake.MultiArch.Frosting;

/// <summary>The tasks of this package, to leave some of them out.</summary>
public sealed class MultiArchTasks
{
    private readonly HashSet<Type> _leftOut = [];

    internal MultiArchTasks()
    {
    }

    /// <summary>Leaves a task out, so that the program's own task of its name takes its place in the order.</summary>
    /// <typeparam name="TTask">The task that is left out.</typeparam>
    /// <returns>This.</returns>
    public MultiArchTasks Without<TTask>()
        where TTask : MultiArchTask
    {
        _leftOut.Add(typeof(TTask));
        return this;
    }

    internal Assembly ToAssembly() => new Selection(_leftOut);

    /// <summary>A host registers what an assembly exports; there is no other way to tell it about a task.</summary>
    private sealed class Selection(HashSet<Type> leftOut) : Assembly
    {
        private static readonly Assembly Whole = typeof(MultiArchTasks).Assembly;

        public override string? FullName => Whole.FullName;

        public override IEnumerable<Type> ExportedTypes => GetExportedTypes();

        public override IEnumerable<TypeInfo> DefinedTypes => GetExportedTypes().Select(type => type.GetTypeInfo());

        public override Type[] GetExportedTypes() => [.. Whole.GetExportedTypes().Except(leftOut)];

        public override Type[] GetTypes() => GetExportedTypes();

        public override AssemblyName GetName(bool copiedName) => Whole.GetName(copiedName);
    }
}
