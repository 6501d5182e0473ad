using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Lists of images.</content>
internal sealed partial class PodmanClient
{
    internal const string Registry = "docker://";
    private const string Storage = "containers-storage:";

    /// <summary>The transports that podman accepts in an image name.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-transports.5.md</remarks>
    private static readonly string[] Transports =
        [Registry, Storage, "dir:", "docker-archive:", "docker-daemon:", "oci:", "oci-archive:", "ostree:", "sif:", "tarball:"];

    /// <summary>Creates an empty list, and then adds the images of the settings one by one.</summary>
    public async Task<ManifestCreateResult> ManifestCreateAsync(string list, ManifestCreateSettings settings, CancellationToken token)
    {
        CheckListName("list", list);
        var outcome = await RunAsync(settings, new PodmanCall(list) { ReadsOutput = true }, token);
        try
        {
            foreach (var image in settings.Images)
            {
                var add = new ManifestAddSettings { All = settings.All, TlsVerify = settings.TlsVerify };
                await RunAsync(settings, [.. await AddCommandAsync(list, image, add, settings, token)], token);
            }
        }
        catch (Exception) when (!settings.Amend)
        {
            await RemoveIfThereAsync(list, settings);
            throw;
        }

        return new ManifestCreateResult(list, outcome.Process.Output.Trim());
    }

    /// <summary>
    /// Adds an image to a list. A bare name means an image of the local storage if it exists, otherwise one of a registry.
    /// </summary>
    public async Task ManifestAddAsync(string list, string image, ManifestAddSettings settings, CancellationToken token)
    {
        CheckListName("list", list);
        using var credentials = await CredentialsAsync(settings, token);
        var operand = settings.Artifact ? image : await WithTransportAsync(image, settings, token);
        await RunAsync(settings, new PodmanCall(list, operand) { ReadsOutput = true, Added = credentials.Arguments }, token);
    }

    /// <summary>Reads a list from the local storage, or from a registry if the local storage has no list of that name.</summary>
    public async Task<ImageIndex> ManifestInspectAsync(string list, ManifestInspectSettings settings, CancellationToken token)
    {
        var outcome = await RunAsync(settings, new PodmanCall(list) { ReadsOutput = true }, token);
        return outcome.Process.ExitCode == 0
            ? ImageIndex.Parse(outcome.Process.Output, list)
            : throw Failure(outcome.Request, outcome.Process);
    }

    /// <summary>Reads a list of the local storage, with the global options of another command's settings.</summary>
    public async Task<ImageIndex> LocalIndexAsync(string list, PodmanSettings settings, CancellationToken token) =>
        ImageIndex.Parse((await RunAsync(settings, ["manifest", "inspect", list], token)).Output, list);

    /// <summary>Whether the local storage has a list of that name. A plain image of that name does not count.</summary>
    public async Task<bool> ManifestExistsAsync(string list, ManifestExistsSettings settings, CancellationToken token) =>
        await PresenceAsync(list, settings, token) == ManifestPresence.List;

    /// <summary>What the name stands for in the local storage.</summary>
    public async Task<ManifestPresence> PresenceAsync(string list, PodmanSettings settings, CancellationToken token)
    {
        FlagArguments.Operand(list);
        var (outcome, request) = settings is ManifestExistsSettings
            ? await EndedAsync(settings, new PodmanCall(list), token)
            : await EndedAsync(settings, ["manifest", "exists", list], token);
        return outcome.ExitCode switch
        {
            0 => ManifestPresence.List,
            1 => ManifestPresence.Absent,
            125 when outcome.Errors.Any(line => line.Contains("is not a manifest list", StringComparison.Ordinal)) =>
                ManifestPresence.Image,
            var code when settings is ManifestExistsSettings && settings.HandleExitCode?.Invoke(code) == true => ManifestPresence.Absent,
            _ => throw Failure(request, outcome),
        };
    }

    /// <summary>Removes a list. Its images stay.</summary>
    public async Task ManifestDeleteAsync(string list, ManifestDeleteSettings settings, CancellationToken token)
    {
        if (!settings.Ignore || await PresenceAsync(list, settings, token) != ManifestPresence.Absent)
        {
            await RunAsync(settings, new PodmanCall(list), token);
        }
    }

    /// <summary>Pushes a list. It always passes two operands, because podman before 4.6 requires both.</summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="destination">A reference, or a name with a transport, for example <c>oci:FOLDER:TAG</c>.</param>
    /// <param name="settings">The settings of the push.</param>
    /// <param name="onLine">Called with each line that podman writes; null if nobody listens.</param>
    /// <param name="token">Interrupts podman.</param>
    public async Task<ManifestPushResult> ManifestPushAsync(
        string list, string destination, ManifestPushSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        CheckListName("list", list);
        var (target, digest) = await PushAsync(settings, settings.DigestFile, list, destination, onLine, token);
        return new ManifestPushResult(target, digest);
    }

    /// <inheritdoc cref="ManifestPushAsync(string, string, ManifestPushSettings, Action{ProcessLine}?, CancellationToken)"/>
    public Task<ManifestPushResult> ManifestPushAsync(
        string list,
        string destination,
        ManifestPushSettings settings,
        CancellationToken token
    ) => ManifestPushAsync(list, destination, settings, onLine: null, token);

    /// <summary>Refuses names that podman would refuse only after the build.</summary>
    public static void CheckListName(string property, string name)
    {
        FlagArguments.Operand(name);
        if (!ImageReference.TryParse(name, out var reference, out var why))
        {
            throw new MultiArchException(ManifestProblems.NotAListName(property, name, why));
        }

        if (reference.Digest is not null)
        {
            throw new MultiArchException(
                ManifestProblems.NotAListName(property, name, "It has a digest, and what is made anew has none yet.")
            );
        }
    }

    /// <summary>The name without the transport of the local storage.</summary>
    internal static string WithoutStorage(string name) =>
        name.StartsWith(Storage, StringComparison.Ordinal) ? name[Storage.Length..] : name;

    /// <summary>Whether the name has a transport.</summary>
    internal static bool HasTransport(string name) => Transports.Any(transport => name.StartsWith(transport, StringComparison.Ordinal));

    /// <summary>
    /// Adds the transport to a bare name. Podman 4.3 looks in a registry even if the local storage has the name. Later versions look in
    /// the local storage first.
    /// </summary>
    private async Task<string> WithTransportAsync(string image, PodmanSettings settings, CancellationToken token)
    {
        FlagArguments.Operand(image);
        if (HasTransport(image))
        {
            return image;
        }

        var (outcome, request) = await EndedAsync(settings, ["image", "exists", image], token);
        return outcome.ExitCode switch
        {
            0 => Storage + image,
            1 => Registry + image,
            _ => throw Failure(request, outcome),
        };
    }

    private async Task<IReadOnlyList<string>> AddCommandAsync(
        string list, string image, ManifestAddSettings add, PodmanSettings settings, CancellationToken token)
    {
        var podman = await ReadyAsync(settings, token);
        return [.. podman.Arguments.Verb(add), list, await WithTransportAsync(image, settings, token)];
    }

    /// <summary>
    /// Removes the list that a failed command created. A failure to remove it is only logged, because the first failure matters more.
    /// </summary>
    public async Task RemoveIfThereAsync(string list, PodmanSettings settings)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            if (await PresenceAsync(list, settings, limit.Token) == ManifestPresence.List)
            {
                await RunAsync(settings, ["manifest", "rm", list], limit.Token);
            }
        }
        catch (Exception e) when (e is MultiArchException or OperationCanceledException)
        {
            Host.Detail($"The list {list} could not be removed: {e.Message}");
        }
    }
}
