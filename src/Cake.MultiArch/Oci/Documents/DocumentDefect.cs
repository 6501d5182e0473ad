using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci.Documents;

/// <summary>Something in the documents of an image that is not as it should be.</summary>
/// <param name="Platform">The platform of the entry that it is about; null when it is about none, or the entry names none.</param>
/// <param name="Message">What is there and what was expected, without a full stop.</param>
internal sealed record DocumentDefect(Platform? Platform, string Message)
{
    /// <summary>What is there and what was expected, on one line whatever the documents hold.</summary>
    public string Message { get; } = Quotation.Sentence(Message);
}
