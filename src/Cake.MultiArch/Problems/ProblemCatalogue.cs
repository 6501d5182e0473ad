using System.Reflection;

namespace Cake.MultiArch.Problems;

/// <summary>Every kind of failure that a user can meet, collected from the <see cref="ProblemKind"/> fields of all classes.</summary>
public static class ProblemCatalogue
{
    /// <summary>All kinds, ordered by identifier. No identifier occurs twice.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        .. typeof(ProblemCatalogue).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemKind))
            .Select(field => (ProblemKind)field.GetValue(null)!)
            .OrderBy(kind => kind.Id, StringComparer.Ordinal),
    ];
}
