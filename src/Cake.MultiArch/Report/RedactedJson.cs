using Cake.MultiArch.Hosting.Processes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Report;

/// <summary>Makes a JSON document in which no secret stands.</summary>
internal sealed class RedactedJson(Secrets secrets)
{
    /// <returns>The document, indented, with a line end.</returns>
    public string Of(object content)
    {
        var document = JToken.FromObject(content);

        // Value by value: a secret may be a word that the document itself is made of.
        foreach (var value in document.SelectTokens("$..*").OfType<JValue>().Where(value => value.Type == JTokenType.String).ToList())
        {
            value.Value = secrets.Redact((string)value.Value!);
        }

        return document.ToString(Formatting.Indented) + "\n";
    }
}
