using System.Reflection;
using System.Xml.Linq;
using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.MultiArch.Tests;

/// <summary>What holds for every alias of the addin, because one that breaks it breaks every script.</summary>
public class AliasTests
{
    private static readonly XDocument Documentation = XDocument.Load(Path.ChangeExtension(typeof(PodmanAliases).Assembly.Location, ".xml"));

    public static TheoryData<MethodInfo> Aliases { get; } =
    [
        .. typeof(PodmanAliases).Assembly.GetExportedTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(ICakeContext)),
    ];

    [Theory]
    [MemberData(nameof(Aliases))]
    public void An_alias_has_no_parameter_that_Cake_cannot_repeat_in_a_script(MethodInfo alias)
    {
        foreach (var parameter in alias.GetParameters())
        {
            (
                parameter.IsOptional
                && parameter.ParameterType.IsValueType
                && !parameter.ParameterType.IsPrimitive
                && !parameter.ParameterType.IsEnum
            ).ShouldBeFalse();
            parameter.IsIn.ShouldBeFalse();
            (parameter.IsDefined(typeof(ParamArrayAttribute)) && !parameter.ParameterType.IsArray).ShouldBeFalse();
            parameter
                .GetCustomAttributesData()
                .Select(attribute => attribute.AttributeType.Name)
                .ShouldNotContain("ParamCollectionAttribute");
        }
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void An_alias_is_marked_categorised_and_imports_what_its_settings_need(MethodInfo alias)
    {
        (alias.IsDefined(typeof(CakeMethodAliasAttribute)) || alias.IsDefined(typeof(CakePropertyAliasAttribute))).ShouldBeTrue();
        alias.GetCustomAttributes<CakeAliasCategoryAttribute>().ShouldNotBeEmpty();
        var imported = alias.GetCustomAttributes<CakeNamespaceImportAttribute>()
            .Concat(alias.DeclaringType!.GetCustomAttributes<CakeNamespaceImportAttribute>())
            .Select(import => import.Namespace)
            .ToList();
        alias.GetParameters().Select(parameter => parameter.ParameterType)
            .SelectMany(type => type.GenericTypeArguments.Prepend(type))
            .Where(type => type.Assembly == typeof(PodmanAliases).Assembly)
            .Select(type => type.Namespace!)
            .ShouldBeSubsetOf(imported);
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void An_alias_is_documented_with_an_example(MethodInfo alias)
    {
        var member = Documentation
            .Descendants("member")
            .Where(member =>
                member.Attribute("name")!.Value.StartsWith($"M:{alias.DeclaringType!.FullName}.{alias.Name}(", StringComparison.Ordinal)
            )
            .ToList();

        member.ShouldNotBeEmpty();
        member.ShouldAllBe(element => element.Descendants("code").Any() && element.Element("summary") != null);
    }
}
