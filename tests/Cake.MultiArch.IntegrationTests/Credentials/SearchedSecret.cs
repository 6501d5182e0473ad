using System.Text;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>A secret in all forms in which a program may repeat it.</summary>
/// <param name="Name">What it is, for messages, which must not show it.</param>
/// <param name="Value">The value.</param>
/// <param name="Username">The user that it belongs to; null when there is none.</param>
public sealed record SearchedSecret(string Name, string Value, string? Username = null)
{
    private IReadOnlyList<byte[]> Forms { get; } =
    [
        .. new[]
        {
            Value, Uri.EscapeDataString(Value), Base64(Value), Base64($"{Username}:{Value}"),
            Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        }.Distinct().Select(Encoding.UTF8.GetBytes),
    ];

    public bool IsIn(ReadOnlySpan<byte> content)
    {
        foreach (var form in Forms)
        {
            if (content.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
