using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci.Documents;

/// <summary>A defect in the documents of an image.</summary>
/// <param name="Platform">The platform of the defective entry. Null if the entry names none, or if the defect is not in one entry.</param>
/// <param name="Message">What was found and what was expected, without a full stop.</param>
internal sealed record DocumentDefect(Platform? Platform, string Message)
{
    /// <summary>On one line, even if the text from the documents has several.</summary>
    public string Message { get; } = Quotation.Sentence(Message);
}
