using System.Text;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>Says in a sentence what a registry answered instead of content.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes</remarks>
internal static class RegistryErrors
{
    /// <summary>The status, and the registry's own codes and messages when it sent some.</summary>
    public static string Of(RegistryAnswer answer, Host host)
    {
        var status = $"{answer.Uri.Authority} answered with status {(int)answer.Status}";
        var messages = string.Join("; ", Messages(answer.Content));
        return host.Secrets.Redact(Quotation.Line(messages.Length == 0 ? $"{status}." : $"{status}: {messages}"));
    }

    private static List<string> Messages(byte[] content)
    {
        try
        {
            return (JObject.Parse(Encoding.UTF8.GetString(content))["errors"] as JArray ?? [])
                .OfType<JObject>()
                .Select(error => string.Join(": ", new[] { error["code"], error["message"] }.Where(text => text?.Type == JTokenType.String)))
                .Where(text => text.Length > 0)
                .Take(3)
                .ToList();
        }
        catch (JsonException)
        {
            // An error page of a proxy, or nothing: the status has to do.
            return [];
        }
    }
}
