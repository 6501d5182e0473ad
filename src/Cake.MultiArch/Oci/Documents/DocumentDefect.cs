using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci.Documents;

/// <summary>Something in the documents of an image that is wrong.</summary>
/// <param name="Platform">The platform of the entry that it is about; null when it is not about one entry, or the entry names none.</param>
/// <param name="Message">What was found and what was expected, without a full stop.</param>
internal sealed record DocumentDefect(Platform? Platform, string Message)
{
    /// <summary>On one line, whatever the documents hold.</summary>
    public string Message { get; } = Quotation.Sentence(Message);
}
