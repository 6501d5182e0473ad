namespace Cake.Frosting;

/// <summary>The name of a task; without it a task is called as its class.</summary>
/// <param name="name">The name, whatever its case.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>What a task does, for <c>--description</c>.</summary>
/// <param name="description">A sentence.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute(string description) : Attribute
{
    /// <summary>The sentence.</summary>
    public string Description { get; } = description;
}

/// <summary>A failure of the task does not end the run.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContinueOnErrorAttribute : Attribute
{
}

/// <summary>Another task runs before this one.</summary>
/// <param name="type">The other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute
{
    /// <summary>The other task.</summary>
    public Type Task { get; } = type;
}

/// <summary>This task runs before another one.</summary>
/// <param name="type">The other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The other task.</summary>
    public Type Task { get; } = type;
}
