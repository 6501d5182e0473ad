using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Doctor;

/// <summary>Whether a file system has room for what a run writes to it.</summary>
internal static class DiskSpace
{
    /// <summary>Below it nothing works: a run folder, podman's database and its locks take more. In bytes.</summary>
    public const long Floor = 1024 * 1024;

    /// <summary>What a build takes when the size of its base images is not known: a few of the usual size, unpacked. In bytes.</summary>
    public const long Usual = 2L * 1024 * 1024 * 1024;

    /// <summary>A layer lies there packed and unpacked for a while, and unpacked is about twice as large as packed.</summary>
    private const int PackedAndUnpacked = 3;

    /// <param name="free">Bytes that this user may still write.</param>
    /// <param name="packed">Bytes of all base images as registries send them; null when that is not known. Some may be there already, so
    /// they are no certain need.</param>
    public static FindingStatus Look(long free, long? packed) =>
        free < Floor ? FindingStatus.Failure
        : free < Needed(packed) ? FindingStatus.Warning
        : FindingStatus.Ok;

    public static long Needed(long? packed) => packed is { } known ? known * PackedAndUnpacked : Usual;

    /// <summary>Looks at the file system that a folder lies on, or will lie on.</summary>
    /// <param name="use">What the folder is for, as a few words.</param>
    /// <param name="folder">Its absolute path.</param>
    /// <param name="packed">Bytes of all base images as registries send them; null when that is not known.</param>
    /// <param name="repair">What makes room, as a command.</param>
    public static Finding Of(string use, string folder, long? packed, string repair)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        if (FreeSpace.Of(there) is not { } free)
        {
            return Finding.Skipped($"{folder} ({use}): its file system does not tell what is free.");
        }

        return Look(free, packed) switch
        {
            FindingStatus.Failure => Finding.Failure(HostCheckProblems.DiskFull(use, folder, free, repair)),
            FindingStatus.Warning => Finding.Warning(
                HostCheckProblems.DiskNearlyFull(use, folder, free, Needed(packed), packed is not null, repair)
            ),
            _ => Finding.Ok($"{folder} ({use}): {HostCheckProblems.Size(free)} free"),
        };
    }
}
