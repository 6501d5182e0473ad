using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>Where an image is published.</summary>
/// <param name="Text">What the user wrote, with the tag once it is known.</param>
internal abstract record Destination(string Text)
{
    /// <summary>The tag when none is given.</summary>
    public const string DefaultTag = "latest";

    private const string OciTransport = "oci:";
    private const string DockerTransport = "docker://";

    /// <summary>The name that podman's push takes.</summary>
    public abstract string Transport { get; }

    /// <summary>Reads <c>NAME:TAG</c>, <c>docker://NAME:TAG</c> or <c>oci:DIR[:TAG]</c>.</summary>
    /// <param name="value">The text and where it came from.</param>
    /// <param name="host">Makes folders absolute.</param>
    /// <param name="defaultTag">The tag for a reference without one; null to leave the tag open.</param>
    /// <exception cref="MultiArchException">The text is none of the three.</exception>
    public static Destination Parse(InputValue value, Host host, string? defaultTag = DefaultTag)
    {
        if (ReadLayout(value, host) is { } layout)
        {
            return layout;
        }

        var reference = value.Read(ImageReference.ParseDestination, NameOf(value));
        return new RegistryDestination(reference.Tag is null && defaultTag is not null ? reference.WithTag(defaultTag) : reference);
    }

    /// <summary>Reads the name of an image that is already published, which may also be a digest.</summary>
    /// <exception cref="MultiArchException">The text is no such name.</exception>
    public static Destination ParsePublished(InputValue value, Host host) =>
        ReadLayout(value, host) ?? (Destination)new RegistryDestination(value.Read(ImageReference.ParsePublished, NameOf(value)));

    private static string NameOf(InputValue value) =>
        value.Text.StartsWith(DockerTransport, StringComparison.Ordinal) ? value.Text[DockerTransport.Length..] : value.Text;

    /// <summary>Null for a text that is not about a layout.</summary>
    private static LayoutDestination? ReadLayout(InputValue value, Host host)
    {
        if (!value.Text.StartsWith(OciTransport, StringComparison.Ordinal))
        {
            return null;
        }

        var layout = value.Text[OciTransport.Length..];
        var colon = layout.LastIndexOf(':');
        var (folder, tag) = colon > 0 && !layout[colon..].Contains('/', StringComparison.Ordinal)
            ? (layout[..colon], layout[(colon + 1)..])
            : (layout, DefaultTag);
        if (folder.Length == 0 || tag.Length == 0)
        {
            throw new MultiArchException(PublishProblems.LayoutIncomplete(value.Source, value.Text));
        }

        return ReferenceSyntax.TagFlaw(tag) is { } flaw
            ? throw new MultiArchException(PublishProblems.LayoutTag(value.Source, tag, flaw.Why))
            : new LayoutDestination(host.FullPath(folder), tag, IsDefault: false);
    }
}

/// <summary>A repository and tag of a registry; the tag is open until it is derived from the source.</summary>
internal sealed record RegistryDestination(ImageReference Reference) : Destination(Reference.ToString())
{
    public override string Transport => $"docker://{Reference}";
}

/// <summary>A folder in the OCI image layout.</summary>
/// <param name="Folder">The absolute path.</param>
/// <param name="Tag">The name of the index in the layout.</param>
/// <param name="IsDefault">Whether nobody named a destination. The folder is then replaced.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md</remarks>
internal sealed record LayoutDestination(string Folder, string Tag, bool IsDefault) : Destination($"oci:{Folder}:{Tag}")
{
    public override string Transport => Text;
}
