using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Doctor;

/// <summary>What podman takes an image for whose name has no registry.</summary>
/// <param name="files">The registries.conf files in podman's order; a later one wins.</param>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md#short-name-resolution</remarks>
internal sealed partial class ShortNames(IReadOnlyList<RegistriesConf> files)
{
    /// <summary>Whether podman refuses a name for which several registries come into question, because a build has nobody to ask.</summary>
    public bool IsEnforcing => Last(Mode())?.Groups[1].Value == "enforcing";

    /// <summary>The images that it can be, the first of which podman has wins; none when podman has nowhere to look.</summary>
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

    /// <summary>A line of the table of aliases; nowhere else has a line an image on both sides.</summary>
    [GeneratedRegex(
        """^\s*["'](?<name>[^"'\s]+)["']\s*=\s*["'](?<image>[^"'\s]+)["']""",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    )]
    private static partial Regex Alias();

    [GeneratedRegex("""["']([^"'\s]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
