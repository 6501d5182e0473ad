using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>Describes an error answer of a registry in a sentence.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes</remarks>
internal static class RegistryErrors
{
    /// <summary>The status, and the registry's own codes and messages if it sent any.</summary>
    public static string Of(RegistryAnswer answer, Host host)
    {
        var status = $"{answer.Uri.Authority} answered with status {(int)answer.Status}";
        var messages = string.Join("; ", Messages(answer.Content));
        return host.Secrets.Redact(Quotation.Line(messages.Length == 0 ? $"{status}." : $"{status}: {messages}"));
    }

    public static bool Has(RegistryAnswer answer, params ReadOnlySpan<string> codes)
    {
        foreach (var error in Errors(answer.Content))
        {
            if (error["code"] is { Type: JTokenType.String } code && codes.Contains((string)code!))
            {
                return true;
            }
        }

        return false;
    }

    private static List<string> Messages(byte[] content) => Errors(content)
        .Select(error => string.Join(": ", new[] { error["code"], error["message"] }.Where(text => text?.Type == JTokenType.String)))
        .Where(text => text.Length > 0)
        .Take(3)
        .ToList();

    private static IEnumerable<JObject> Errors(byte[] content)
    {
        try
        {
            return (JObject.Parse(Encoding.UTF8.GetString(content))["errors"] as JArray ?? []).OfType<JObject>();
        }
        catch (JsonException)
        {
            // The content is an error page of a proxy, or empty. Then only the status is shown.
            return [];
        }
    }
}
