using Cake.MultiArch.Hosting.Processes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Report;

/// <summary>Writes JSON without secrets.</summary>
internal sealed class RedactedJson(Secrets secrets)
{
    /// <returns>The indented document, with a line end.</returns>
    public string Of(object content)
    {
        var document = JToken.FromObject(content);

        // Each value separately, because a secret may be equal to a key of the document.
        foreach (var value in document.SelectTokens("$..*").OfType<JValue>().Where(value => value.Type == JTokenType.String).ToList())
        {
            value.Value = secrets.Redact((string)value.Value!);
        }

        return document.ToString(Formatting.Indented) + "\n";
    }
}
