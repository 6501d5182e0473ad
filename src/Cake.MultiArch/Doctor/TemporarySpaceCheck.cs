using Cake.MultiArch.Inputs;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that the disks have space for the run's folder, the report and a layout. Another check does this for podman's storage, because
/// only podman knows where it is.
/// </summary>
internal sealed class TemporarySpaceCheck : ICheck
{
    public string Name => "disk";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var parent = RunFolder.Parent(context.Host);
        List<Finding> found =
        [
            DiskSpace.Of(
                "temporary files",
                parent,
                null,
                $"df -h {parent}; remove what is not needed there, or set TMPDIR to a folder on another disk"
            ),
        ];
        found.AddRange(
            context
                .Settings.Destinations.OfType<LayoutDestination>()
                .Select(layout =>
                    DiskSpace.Of(
                        "the image",
                        layout.Folder,
                        null,
                        $"df -h {layout.Folder}; or name a folder on another disk: --image=oci:DIR"
                    )
                )
        );

        // The report has a few thousand bytes, so only a full disk matters. A run does not need the report.
        var report = DiskSpace.Of(
            "the report",
            context.Settings.ReportFolder,
            0,
            $"df -h {context.Settings.ReportFolder}; or name a folder on another disk: --report=DIR"
        );
        found.Add(report.Problem is { } full ? Finding.Warning(full) : report);
        return Task.FromResult<IReadOnlyList<Finding>>(found);
    }
}
