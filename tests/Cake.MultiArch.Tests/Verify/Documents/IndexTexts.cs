using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Verify.Documents;

/// <summary>Indexes as text, so that what a parser leaves out is in them.</summary>
internal static class IndexTexts
{
    public static string Sha(char digit) => "sha256:" + new string(digit, 64);

    public static ImageIndex Index(params IEnumerable<string> entries) =>
        ImageIndex.Parse($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");

    /// <param name="digit">The digit that its digest consists of.</param>
    /// <param name="platform">Its platform, or <c>null</c>.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="annotations">Its annotations.</param>
    public static string Entry(char digit, string platform, string mediaType = MediaTypes.OciManifest, string annotations = "{}") =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{Sha(digit)}}","size":482,"platform":{{platform}},"annotations":{{annotations}}}""";

    /// <summary>As BuildKit writes it, https://docs.docker.com/build/metadata/attestations/attestation-storage/.</summary>
    public static string Attestation(char digit, string of) =>
        Entry(
            digit,
            """{"architecture":"unknown","os":"unknown"}""",
            annotations: $$"""{"vnd.docker.reference.digest":"{{of}}","vnd.docker.reference.type":"attestation-manifest"}"""
        );
}
