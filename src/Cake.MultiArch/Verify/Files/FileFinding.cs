using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>A file of an image that is not what it should be.</summary>
/// <param name="Platform">The platform that the image is for.</param>
/// <param name="Path">The absolute path in the image; <c>/</c> for the image as a whole.</param>
/// <param name="Found">
/// What the file is, and why it matters: <c>is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts</c>.
/// </param>
/// <param name="Expected">What it should be: <c>an arm64 program</c>.</param>
/// <param name="IsRefused">True if the image is refused for it; false for a warning.</param>
internal sealed record FileFinding(Platform Platform, string Path, string Found, string Expected, bool IsRefused)
{
    public FileRole Role { get; init; } = FileRole.Elsewhere;

    /// <summary>The finding in one line, without the name of the image.</summary>
    public override string ToString() => $"{Platform}: {Quotation.Line(Path)} {Found}; expected {Expected}";
}
