using System.Globalization;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Podman.Containers;

/// <summary>
/// A container of a run's own: it has no network, no standard input and no health check, and gets nothing of this host's environment. It
/// is not removed with its end, because podman's exit code does not prove how it ended: whoever starts it asks, and removes it.
/// </summary>
internal sealed record ContainerRun
{
    /// <summary>How much later than its starter podman ends it, for a starter that was killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly string _runId;
    private readonly IReadOnlyList<string> _source;

    private ContainerRun(string runId, string part, IReadOnlyList<string> source)
    {
        _runId = runId;
        _source = source;
        Name = RunContainer.NameOf(runId, part);
    }

    public string Name { get; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>How long its starter lets it run.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>In an image of the storage and no other: no registry is asked. Its ENTRYPOINT is left out, its user, folder and variables are not.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="platform">What the image is for; podman warns of an image of another platform than the host's otherwise.</param>
    /// <param name="imageId">The image's identifier, <c>sha256:…</c>.</param>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="limit">How long its starter lets it run.</param>
    public static ContainerRun OfImage(string runId, Platform platform, string imageId, IReadOnlyList<string> words, TimeSpan limit) =>
        new(runId, platform.FileName, ["--pull=never", $"--platform={platform}", "--entrypoint=", Digest.Parse(imageId).Encoded]) { Words = words, Limit = limit };

    /// <summary>In a folder, in the place of an image. SELinux would want the folder labelled.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="part">Tells the containers of a run apart.</param>
    /// <param name="folder">The root.</param>
    /// <param name="program">The program.</param>
    /// <param name="limit">How long its starter lets it run.</param>
    public static ContainerRun OfFolder(string runId, string part, string folder, string program, TimeSpan limit) =>
        new(runId, part, ["--security-opt=label=disable", "--rootfs", folder]) { Words = [program], Limit = limit };

    /// <param name="isRemote">Whether a podman service runs it, which is given nothing of this environment anyhow.</param>
    public IReadOnlyList<string> Arguments(bool isRemote) =>
    [
        "run",
        $"--name={Name}",
        $"--label={RunContainer.Label}={_runId}",
        "--network=none",
        "--no-healthcheck",
        "--log-driver=none",
        "--http-proxy=false",
        .. isRemote ? [] : new[] { "--env-host=false" },

        // An interrupted podman ends at once, whatever the program does with signals.
        "--sig-proxy=false",
        string.Create(CultureInfo.InvariantCulture, $"--timeout={Math.Ceiling((Limit + Grace).TotalSeconds):0}"),
        .. _source,
        .. Words,
    ];
}

/// <summary>What podman knows of a container.</summary>
/// <param name="HasStarted">Whether its program was started.</param>
/// <param name="HasEnded">Whether it has ended.</param>
/// <param name="ExitCode">The program's, once it has ended.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended it for want of memory.</param>
internal sealed record ContainerState(bool HasStarted, bool HasEnded, int ExitCode, bool IsOutOfMemory);
