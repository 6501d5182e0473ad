using Cake.MultiArch.Git;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Run;

/// <summary>An image that its destinations hold.</summary>
/// <param name="Assembled">What was published.</param>
/// <param name="Receipts">What became of each tag.</param>
internal sealed record Published(Assembled Assembled, IReadOnlyList<TagReceipt> Receipts);

/// <summary>
/// Puts images and index into every place by digest and reads them back. Then the tags move, one after another: a failure before
/// that leaves every tag as it was.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="host">Has the credentials.</param>
/// <param name="visibilityLimit">How long a registry may take to show what it has taken.</param>
internal sealed class PublishStage(OpenRun run, CheckedHost host, TimeSpan visibilityLimit)
{
    /// <exception cref="MultiArchException">A destination refuses, or what it holds is not what was built.</exception>
    public async Task<Published> RunAsync(Assembled assembled, IReadOnlyList<Destination> destinations, ImageFacts facts)
    {
        var settings = assembled.Built.Planned.Settings;
        using var registries = new DistributionClient(
            run.Host,
            new RegistryAccess(settings.TlsVerify, host.AuthFile) { IsForPushing = true },
            new InsecureRegistries(run.Podman).ContainsAsync);
        var places = Publisher.Places(run.Host, registries, destinations, Newer(assembled, registries), visibilityLimit);
        try
        {
            foreach (var place in places)
            {
                await run.Clock.RunAsync("Push", token => StoreAsync(place, assembled, token));
                await run.Clock.RunAsync("Verify", token => ReadBackAsync(place, assembled, token));
            }

            foreach (var (place, destination) in places.SelectMany(place => place.Destinations.Select(destination => (place, destination))))
            {
                await run.Clock.RunAsync("Tag", token => TagAsync(place, destination, assembled, facts, token));
            }
        }
        finally
        {
            foreach (var place in places)
            {
                place.Dispose();
            }
        }

        return new Published(assembled, facts.Receipts);
    }

    /// <summary>Looks for a newer image behind a tag; null unless <c>--keep-newer</c> asks for it.</summary>
    private NewerImage? Newer(Assembled assembled, DistributionClient registries)
    {
        var planned = assembled.Built.Planned;
        if (!planned.Settings.KeepNewer || planned.Source is not { Facts: { } facts, Repository: { } repository })
        {
            return null;
        }

        var ancestry = new GitAncestry(run.Host, repository.Repository, repository.Connection, run.Folder.Private);
        return new NewerImage(run.Host, registries, facts.Commit, ancestry.IsDescendantAsync);
    }

    private async Task<IPublicationPlace> StoreAsync(IPublicationPlace place, Assembled assembled, CancellationToken token)
    {
        run.Host.Say($"Push to {place.Name} by digest");
        await place.StoreAsync(assembled.Image, token);
        return place;
    }

    private static async Task<IPublicationPlace> ReadBackAsync(IPublicationPlace place, Assembled assembled, CancellationToken token)
    {
        var image = assembled.Image;
        await Verifier.VerifyAsync(image, place.Stored(image), $"{place.Name}@{image.Digest}", token);
        return place;
    }

    private async Task<MovedTag> TagAsync(
        IPublicationPlace place, Destination destination, Assembled assembled, ImageFacts facts, CancellationToken token)
    {
        var receipt = await place.TagAsync(destination, assembled.Image, token);
        facts.Receipts = [.. facts.Receipts.Where(other => other.Destination != destination), receipt];
        if (receipt is { IsOurs: false, KeptRevision: null })
        {
            throw new MultiArchException(VerifyProblems.TagMoved(destination.Text, assembled.Image.Digest, receipt.Digest, receipt.Waited));
        }

        run.Host.Say(receipt.IsOurs
            ? $"{destination.Text} names {receipt.Digest}"
            : $"{destination.Text} names {receipt.Digest} of the newer commit {receipt.KeptRevision} and is left alone");
        return new MovedTag(receipt);
    }

    private sealed record MovedTag(TagReceipt Receipt) : IStageOutcome
    {
        public bool IsSkipped => !Receipt.IsOurs;
    }
}
