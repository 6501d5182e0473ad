using System.Reflection;
using Cake.Frosting;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>
/// The stand-in for Cake.Frosting has nothing that the real one does not document, and what it has looks the same: task classes
/// that are compiled against the one run on the other.
/// </summary>
public class StandInApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void All_that_is_public_is_documented_of_Cake_Frosting()
    {
        var documented = File.ReadAllLines(
                Path.Combine(Approved.RepositoryRoot, "tests", "Cake.MultiArch.Tests", "Frosting", "documented-api.txt")
            )
            .Where(line => line.Length > 0 && line[0] != '#');

        var own = typeof(CakeHost).Assembly.GetExportedTypes().SelectMany(type => Members(type).Prepend(Head(type)));

        own.Except(documented).ShouldBeEmpty();
    }

    [Fact]
    public void Its_name_and_version_are_those_that_a_task_class_binds_to()
    {
        var name = typeof(CakeHost).Assembly.GetName();

        name.Name.ShouldBe("Cake.Frosting");
        name.Version.ShouldBe(new Version(7, 0, 0, 0));
        name.GetPublicKeyToken().ShouldBeEmpty();
    }

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var inherited = type.BaseType is { } parent ? parent.GetInterfaces() : [];
        var bases = type.GetInterfaces().Except(inherited).ToList();
        bases.RemoveAll(candidate => bases.Any(other => other.GetInterfaces().Contains(candidate)));
        if (type.BaseType is { } visible && visible != typeof(object))
        {
            bases.Insert(0, visible);
        }

        return $"{kind} {Name(type)}{(bases.Count > 0 ? " : " + string.Join(", ", bases.Select(Name)) : "")}{Where(type.GetGenericArguments())}{Usage(type)}";
    }

    private static string Usage(Type type) =>
        type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } usage
            ? $" on {usage.ValidOn}{(usage.AllowMultiple ? ", several" : "")}{(usage.Inherited ? "" : ", not inherited")}"
            : string.Empty;

    private static IEnumerable<string> Members(Type type) =>
        type.GetMembers(Declared)
            .Where(member =>
                member switch
                {
                    MethodInfo { IsSpecialName: true } => false,
                    MethodBase method => method.IsPublic || method.IsFamily,
                    PropertyInfo property => property.GetMethod!.IsPublic,
                    _ => false,
                }
            )
            .Select(member =>
                $"  {Name(type)}: "
                + member switch
                {
                    ConstructorInfo constructor => $"{(constructor.IsFamily ? "protected " : "")}new({Parameters(constructor)})",
                    MethodInfo method =>
                        $"{Modifier(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)}){Where(method.IsGenericMethod ? method.GetGenericArguments() : [])}",
                    PropertyInfo property => $"{Name(property.PropertyType)} {property.Name}{(property.CanWrite ? " { get; set; }" : "")}",
                    _ => throw new NotSupportedException(member.Name),
                }
            );

    private static string Modifier(MethodInfo method) =>
        method switch
        {
            { IsStatic: true } => "static ",
            { DeclaringType.IsInterface: true } => string.Empty,
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => string.Empty,
        };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? "<T>" : string.Empty;

    private static string Where(Type[] parameters) =>
        string.Concat(
            parameters
                .Where(parameter => parameter.IsGenericParameter)
                .Select(parameter =>
                    " where T : "
                    + string.Join(
                        ", ",
                        [
                            .. parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)
                                ? ["class"]
                                : Array.Empty<string>(),
                            .. parameter.GetGenericParameterConstraints().Select(Name),
                            .. parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)
                                ? ["new()"]
                                : Array.Empty<string>(),
                        ]
                    )
                )
        );

    private static string Name(Type type) =>
        type switch
        {
            { IsGenericParameter: true } => "T",
            { IsGenericType: true } =>
                $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
            _ when type == typeof(void) => "void",
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int",
            _ => type.Name,
        };
}
