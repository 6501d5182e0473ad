namespace Cake.MultiArch.Oci;

/// <summary>What is wrong with content that does not match its descriptor. Each text is a sentence.</summary>
internal static class ContentFlaws
{
    public static string WrongSize(long expected, long found) => $"It should have {expected} bytes but has {found}.";

    public static string TooLong(long expected) => $"It should have {expected} bytes but has more.";

    /// <remarks><c>found</c> is written as <c>algorithm:encoded</c>.</remarks>
    public static string WrongDigest(Digest expected, string found) => $"Its digest should be {expected} but is {found}.";

    public static string UnknownAlgorithm(Digest digest) =>
        $"The algorithm {digest.Algorithm} of its digest cannot be computed, so the content cannot be checked.";
}
