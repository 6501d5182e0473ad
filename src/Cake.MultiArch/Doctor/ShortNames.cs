using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Doctor;

/// <summary>Finds the images that podman uses for a name without a registry.</summary>
/// <param name="files">The registries.conf files in podman's order. A later file wins.</param>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md#short-name-resolution</remarks>
internal sealed partial class ShortNames(IReadOnlyList<RegistriesConf> files)
{
    /// <summary>Whether podman refuses a name with several possible registries, because a build can ask nobody.</summary>
    public bool IsEnforcing => Last(Mode())?.Groups[1].Value == "enforcing";

    /// <summary>The possible images, in podman's order. Podman takes the first that exists. Empty if podman has nowhere to look.</summary>
    public IReadOnlyList<ImageReference> Candidates(ImageReference reference)
    {
        var suffix = reference.ToString()[reference.Name.Length..];
        var alias = files
            .SelectMany(file => Alias().Matches(file.Text))
            .LastOrDefault(match => match.Groups["name"].Value == reference.Name);
        var names = alias is not null
            ? [alias.Groups["image"].Value]
            : Word().Matches(Last(Search())?.Groups[1].Value ?? "").Select(match => $"{match.Groups[1].Value}/{reference.Name}");
        return
        [
            .. names.Select(name => name + suffix).Where(name => ImageReference.TryParse(name, out _, out _)).Select(ImageReference.Parse),
        ];
    }

    private Match? Last(Regex key) => files.Select(file => key.Match(file.Text)).LastOrDefault(match => match.Success);

    [GeneratedRegex("""^\s*"?short-name-mode"?\s*=\s*["']([a-z]+)["']""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Mode();

    [GeneratedRegex("""^\s*"?unqualified-search-registries"?\s*=\s*\[([^\]]*)\]""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Search();

    /// <summary>A line of the alias table. Only its lines have an image on both sides.</summary>
    [GeneratedRegex(
        """^\s*["'](?<name>[^"'\s]+)["']\s*=\s*["'](?<image>[^"'\s]+)["']""",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Alias();

    [GeneratedRegex("""["']([^"'\s]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
