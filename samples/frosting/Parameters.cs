using Cake.Common;
using Cake.Core;

namespace Site.Build;

/// <summary>The arguments of this program, in addition to those of Cake.MultiArch.</summary>
public sealed class Parameters(ICakeContext cake)
{
    /// <summary>The version that is published: <c>--tag=1.4.2</c>.</summary>
    public string Tag { get; } = cake.Argument("tag", "latest");

    /// <summary>The registry: <c>--registry=registry.example.com</c>. Without it, the image stays in a folder below artifacts.</summary>
    public string? Registry { get; } = cake.Argument<string?>("registry", null);

    public string[] Destinations => Registry is null ? [] : [$"{Registry}/demo/site:{Tag}"];
}
