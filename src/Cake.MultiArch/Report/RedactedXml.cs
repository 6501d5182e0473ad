using System.Text;
using System.Xml;
using System.Xml.Linq;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Report;

/// <summary>
/// Writes XML without secrets, and without characters that XML does not allow. The colours of a program's output have such characters.
/// </summary>
internal sealed class RedactedXml(Secrets secrets)
{
    /// <summary>Changes the document itself.</summary>
    /// <returns>The indented document, with a line end.</returns>
    public string Of(XDocument document)
    {
        // Each value separately, because in the text of the document a secret can have escaped characters.
        foreach (var attribute in document.Descendants().Attributes())
        {
            attribute.Value = Clean(attribute.Value);
        }

        foreach (var text in document.DescendantNodes().OfType<XText>())
        {
            text.Value = Clean(text.Value);
        }

        return document + "\n";
    }

    /// <remarks>https://www.w3.org/TR/xml/#charsets</remarks>
    private string Clean(string value)
    {
        var clean = new StringBuilder();
        foreach (var rune in secrets.Redact(value).EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }
}
