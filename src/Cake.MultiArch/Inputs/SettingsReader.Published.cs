using Cake.MultiArch.Layers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <content>What is wanted of images that are published already. What concerns a build is not read.</content>
internal sealed partial class SettingsReader
{
    /// <exception cref="MultiArchException">An input cannot be used, or there is no image.</exception>
    public PublishedSettings ReadPublished()
    {
        var given = _inputs.List(InputTable.Image);
        var isChosen = _inputs.Text(InputTable.Only) is not null;
        var defined = definition.Images.Count > 1 && !isChosen ? definition.Images : [.. new[] { ChooseImage() }.OfType<ImageDefinition>()];
        var targets = given.Count > 0
            ? given.Select(value => Target(value, defined.FirstOrDefault(image => isChosen || image.Destinations.Contains(value.Text))))
            : defined.SelectMany(image => image.Destinations.Select(text => Target(new InputValue("PushTo", text), image)).Where(target => HasTag(target, image)));
        var distinct = targets.DistinctBy(target => target.Place.Text).ToList();
        return distinct.Count == 0 ? throw new MultiArchException(PublishedProblems.NoImage()) : new PublishedSettings
        {
            Targets = distinct,
            TlsVerify = _inputs.Switch(InputTable.TlsVerify),
            AuthFile = ReadAuthFile(),
            Login = ReadLogin([.. distinct.Select(target => target.Place)], ReadPassword(InputTable.RegistryPassword)),
            Format = ReadFormat(),
            Output = ReadOutput(),
        };
    }

    /// <summary>What a script says of its image says nothing of another's, unless --only chooses it.</summary>
    private PublishedTarget Target(InputValue value, ImageDefinition? image) => new(
        Destination.ParsePublished(value, host), ReadWantedPlatforms(image), ReadVerify(image), ReadAllowed(image));

    /// <summary>A tag that is derived from the source is not known here.</summary>
    private static bool HasTag(PublishedTarget target, ImageDefinition image) =>
        image.WantedTags.Count == 0 || target.Place is not RegistryDestination { Reference: { Tag: null, Digest: null } };
}
