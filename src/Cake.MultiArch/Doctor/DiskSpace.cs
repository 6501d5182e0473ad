using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that a file system has space for what a run writes to it.</summary>
internal static class DiskSpace
{
    /// <summary>Below this nothing works: a run folder, podman's database and its locks need more. In bytes.</summary>
    public const long Floor = 1024 * 1024;

    /// <summary>What a build needs if the size of its base images is not known: a few images of usual size, unpacked. In bytes.</summary>
    public const long Usual = 2L * 1024 * 1024 * 1024;

    /// <summary>For a while a layer is there both packed and unpacked. Unpacked it is about twice as large as packed.</summary>
    private const int PackedAndUnpacked = 3;

    /// <param name="free">The bytes that this user may still write.</param>
    /// <param name="packed">
    /// The bytes of all base images as registries send them; null if not known. Some may be there already, so the need is not certain.
    /// </param>
    public static FindingStatus Look(long free, long? packed) =>
        free < Floor ? FindingStatus.Failure
        : free < Needed(packed) ? FindingStatus.Warning
        : FindingStatus.Ok;

    public static long Needed(long? packed) => packed is { } known ? known * PackedAndUnpacked : Usual;

    /// <summary>Checks the file system that a folder is on, or will be on.</summary>
    /// <param name="use">What the folder is for, in a few words.</param>
    /// <param name="folder">Its absolute path.</param>
    /// <param name="packed">The bytes of all base images as registries send them; null if not known.</param>
    /// <param name="repair">The command that frees space.</param>
    public static Finding Of(string use, string folder, long? packed, string repair)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        if (FreeSpace.Of(there) is not { } free)
        {
            return Finding.Skipped($"{folder} ({use}): its file system does not report its free space.");
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
