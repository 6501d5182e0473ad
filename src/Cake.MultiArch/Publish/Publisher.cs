using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Publish;

/// <summary>Publishes a built list to one destination after another.</summary>
internal sealed class Publisher(
    Host host, PodmanClient podman, Dictionary<string, string> environment, string? authFile, bool? tlsVerify)
{
    /// <exception cref="MultiArchException">The destination refuses, or podman does not say what it has pushed.</exception>
    public async Task<PushReceipt> PublishAsync(BuiltImage image, Destination destination, CancellationToken token)
    {
        host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"Push to {destination.Text}");
        return destination is LayoutDestination layout
            ? await WriteLayoutAsync(image, layout, token).ConfigureAwait(false)
            : await PushAsync(image, destination, destination.Transport, token).ConfigureAwait(false);
    }

    /// <summary>How a list is pushed.</summary>
    public static ManifestPushSettings Settings(Destination destination, string? authFile, bool? tlsVerify) => new()
    {
        All = true,
        AuthFile = authFile,
        TlsVerify = destination is RegistryDestination ? tlsVerify : null,
    };

    /// <summary>A folder that holds something else than a layout is not written to.</summary>
    /// <exception cref="MultiArchException">It does.</exception>
    /// <returns>Whether there is a layout already.</returns>
    public static bool CheckFolder(LayoutDestination layout)
    {
        try
        {
            var isThere = Directory.Exists(layout.Folder) && Directory.EnumerateFileSystemEntries(layout.Folder).Any();
            return File.Exists(layout.Folder) || (isThere && !File.Exists(Path.Combine(layout.Folder, "oci-layout")))
                ? throw new MultiArchException(PublishProblems.FolderIsNoLayout(layout.Folder))
                : isThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(PublishProblems.LayoutNotWritten(layout.Folder, e.Message), inner: e);
        }
    }

    /// <summary>
    /// A new layout is written beside its place and then moved there, so that no half layout is ever found. Into a layout that
    /// is there already podman adds: it writes the blobs first and <c>index.json</c> last.
    /// </summary>
    private async Task<PushReceipt> WriteLayoutAsync(BuiltImage image, LayoutDestination layout, CancellationToken token)
    {
        if (CheckFolder(layout) && !layout.IsDefault)
        {
            return await PushAsync(image, layout, layout.Transport, token).ConfigureAwait(false);
        }

        var temporary = $"{layout.Folder}.new-{Guid.NewGuid():N}";
        var before = $"{layout.Folder}.old-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(layout.Folder)!);
            var receipt = await PushAsync(image, layout, $"oci:{temporary}:{layout.Tag}", token).ConfigureAwait(false);
            if (Directory.Exists(layout.Folder))
            {
                Directory.Move(layout.Folder, before);
            }

            Directory.Move(temporary, layout.Folder);
            return receipt;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(PublishProblems.LayoutNotWritten(layout.Folder, e.Message), inner: e);
        }
        finally
        {
            Remove(temporary);
            Remove(before);
        }
    }

    private void Show(ProcessLine line) => host.Log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", line.Text);

    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", $"{folder} was not removed: {e.Message}");
        }
    }

    private async Task<PushReceipt> PushAsync(BuiltImage image, Destination destination, string transport, CancellationToken token)
    {
        var settings = Settings(destination, authFile, tlsVerify);
        settings.EnvironmentVariables = environment;
        var pushed = await podman.ManifestPushAsync(image.ListName, transport, settings, Show, token).ConfigureAwait(false);
        return new PushReceipt(destination, pushed.Digest);
    }
}
