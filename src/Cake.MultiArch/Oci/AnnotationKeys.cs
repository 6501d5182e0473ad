namespace Cake.MultiArch.Oci;

/// <summary>Keys of the specification for annotations whose values come from git.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys</remarks>
internal static class AnnotationKeys
{
    public const string Created = "org.opencontainers.image.created";
    public const string Revision = "org.opencontainers.image.revision";
    public const string Source = "org.opencontainers.image.source";
    public const string Version = "org.opencontainers.image.version";
}
