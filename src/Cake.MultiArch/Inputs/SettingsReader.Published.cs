using Cake.MultiArch.Layers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <content>What is wanted of images that are already published. Inputs that concern a build are not read.</content>
internal sealed partial class SettingsReader
{
    /// <exception cref="MultiArchException">An input cannot be used, or there is no image.</exception>
    public PublishedSettings ReadPublished()
    {
        var given = _run.Read(InputTable.Image);
        var isChosen = !_run.Read(InputTable.Only).IsDefault;
        IReadOnlyList<ImageDefinition> defined = definition.Images.Count > 1 && !isChosen
            ? definition.Images
            : [.. new[] { ChooseImage() }.OfType<ImageDefinition>()];
        var targets = given.IsDefault
            ? defined.SelectMany(ScriptTargets)
            : given.Value.Select(text => Target(
                new InputValue(given.Source, text),
                defined.FirstOrDefault(image => isChosen || image.Values.Items(InputTable.Image).Contains(text))));
        var distinct = targets.DistinctBy(target => target.Place.Text).ToList();
        return distinct.Count == 0 ? throw new MultiArchException(PublishedProblems.NoImage()) : new PublishedSettings
        {
            Targets = distinct,
            TlsVerify = _run.Value(InputTable.TlsVerify),
            AuthFile = ReadPath(InputTable.AuthFile),
            Login = ReadLogin([.. distinct.Select(target => target.Place)], ReadPassword(InputTable.RegistryPassword)),
            Format = _run.Value(InputTable.Format),
            Output = ReadPath(InputTable.Output),
        };
    }

    /// <summary>Tags that are derived from the source are not known here.</summary>
    private IEnumerable<PublishedTarget> ScriptTargets(ImageDefinition image)
    {
        var derivesTags = image.Values.Items(InputTable.Tags).Count > 0;
        return image.Values.Items(InputTable.Image)
            .Select(text => Target(new InputValue(InputTable.Image.ScriptSource, text), image))
            .Where(target => !derivesTags || target.Place is not RegistryDestination { Reference: { Tag: null, Digest: null } });
    }

    /// <summary>What a script says about its own image counts for no other image, unless --only chooses it.</summary>
    private PublishedTarget Target(InputValue value, ImageDefinition? image)
    {
        var inputs = Of(image);
        var platforms = inputs.Read(InputTable.Platform);
        return new PublishedTarget(
            Destination.ParsePublished(value, host),
            platforms.IsDefault ? null : [.. platforms.Value.Distinct()],
            inputs.Value(InputTable.Verify),
            inputs.Value(InputTable.AllowForeign));
    }
}
