using System.Globalization;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Podman.Containers;

/// <summary>
/// A container that a run starts. It has no network, no standard input, no health check and no variables of this host. It is not removed
/// when it ends, because podman's exit code does not prove how it ended. The caller reads its state and then removes it.
/// </summary>
internal sealed record ContainerRun
{
    /// <summary>If the caller was killed, podman ends the container this much later than the caller would have.</summary>
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

    /// <summary>The time that the caller lets it run.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>
    /// Runs a program in an image of the storage, with the image's user, folder and variables, but without its ENTRYPOINT. Nothing is
    /// pulled.
    /// </summary>
    /// <remarks>Without <c>platform</c>, podman would warn about an image of another platform than the host's.</remarks>
    public static ContainerRun OfImage(string runId, Platform platform, string imageId, IReadOnlyList<string> words, TimeSpan limit)
    {
        string[] source = ["--pull=never", $"--platform={platform}", "--entrypoint=", Digest.Parse(imageId).Encoded];
        return new ContainerRun(runId, platform.FileName, source) { Words = words, Limit = limit };
    }

    /// <summary>
    /// Runs a program with a folder as its root. <c>part</c> distinguishes the containers of one run. SELinux is off, because it would
    /// require labels on the folder.
    /// </summary>
    public static ContainerRun OfFolder(string runId, string part, string folder, string program, TimeSpan limit) =>
        new(runId, part, ["--security-opt=label=disable", "--rootfs", folder]) { Words = [program], Limit = limit };

    /// <summary>A podman service gets no variables of this host in any case.</summary>
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

        // An interrupted podman then ends at once, whatever the program does with signals.
        "--sig-proxy=false",
        string.Create(CultureInfo.InvariantCulture, $"--timeout={Math.Ceiling((Limit + Grace).TotalSeconds):0}"),
        .. _source,
        .. Words,
    ];
}

/// <summary>The state of a container.</summary>
/// <param name="HasStarted">Whether its program was started.</param>
/// <param name="HasEnded">Whether its program has ended.</param>
/// <param name="ExitCode">The exit code of the program after it has ended.</param>
/// <param name="IsOutOfMemory">Whether the kernel ended it because memory ran out.</param>
internal sealed record ContainerState(bool HasStarted, bool HasEnded, int ExitCode, bool IsOutOfMemory);
