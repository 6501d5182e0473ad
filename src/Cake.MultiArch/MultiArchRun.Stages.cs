using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch;

/// <content>What the stages do with the records, and how they begin and end.</content>
public sealed partial class MultiArchRun
{
    /// <summary>How long the clean-up may take.</summary>
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(60);

    private string? AuthFile => _records.Settings?.Login is null ? _records.Settings?.AuthFile : _folder!.AuthFile;

    private async Task<bool> BuildAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var version = await _podman.VersionAsync(new PodmanVersionSettings(), token).ConfigureAwait(false);
        _records = _records with { Podman = version.Version };
        var plan = new Planner(_host).Plan(settings, _source!, version.Version, _support!, _folder!.RunId);
        _records = _records with { Plan = plan };
        foreach (var build in plan.Builds)
        {
            _host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"[{build.Platform}] {build.Mode.ToString().ToLowerInvariant()}");
        }

        await LogInAsync(settings, token).ConfigureAwait(false);
        var builder = new Builder(_host, _podman, settings, _folder, AuthFile);
        _records = _records with { Built = await builder.BuildAsync(plan, token).ConfigureAwait(false) };
        return true;
    }

    /// <summary>Before the build: wrong credentials are told before minutes are spent.</summary>
    private async Task LogInAsync(MultiArchSettings settings, CancellationToken token)
    {
        if (settings.AuthFile is { } given && !File.Exists(given))
        {
            throw new MultiArchException(RunProblems.AuthFileMissing(given));
        }

        if (settings.Login is not { } login)
        {
            return;
        }

        _folder!.CopyAuthFile(settings.AuthFile);
        await _podman.LoginAsync(login.Registry, new PodmanLoginSettings
        {
            Username = login.Username,
            Password = login.Password,
            AuthFile = _folder.AuthFile,
            TlsVerify = settings.TlsVerify,
        }, token).ConfigureAwait(false);
    }

    private async Task<bool> PushAsync(Destination destination, CancellationToken token)
    {
        var publisher = new Publisher(_host, _podman, _folder!.Environment, AuthFile, _records.Settings!.TlsVerify);
        var receipt = await publisher.PublishAsync(_records.Built!, destination, token).ConfigureAwait(false);
        _records = _records with { Receipts = [.. _records.Receipts, receipt] };
        return true;
    }

    private async Task<bool> VerifyAsync(Destination destination, CancellationToken token)
    {
        using var client = new DistributionClient(_host, new RegistryAccess(_records.Settings!.TlsVerify, AuthFile), new InsecureRegistries(_podman).ContainsAsync);
        IPublishedImage published = destination switch
        {
            RegistryDestination registry => new RegistryImage(client, registry.Reference),
            LayoutDestination layout => new LayoutImage(layout),
            _ => throw new NotSupportedException($"{destination.GetType().Name} cannot be read back."),
        };
        var receipt = _records.Receipts.Last(receipt => receipt.Destination == destination);
        var result = await Verifier.VerifyAsync(_records.Built!, receipt, published, token).ConfigureAwait(false);
        _records = _records with { Verified = [.. _records.Verified, result] };
        return true;
    }

    /// <param name="name">The stage's name in the report.</param>
    /// <param name="work">The work; false when there was nothing to do.</param>
    private async Task StageAsync(string name, Func<CancellationToken, Task<bool>> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _folder ??= RunFolder.Create(_host);
        _interruption ??= new Interruption();
        var started = _host.Clock.GetTimestamp();
        var status = ReportedStatus.Failed;
        try
        {
            ReadSettings();
            status = await work(_interruption.Token).ConfigureAwait(false) ? ReportedStatus.Succeeded : ReportedStatus.Skipped;
        }
        catch (OperationCanceledException e)
        {
            var interrupted = new MultiArchException(ProcessProblems.RunInterrupted(_interruption.Signal ?? "A cancellation", name), inner: e);
            _records = _records with { Failure = interrupted };
            throw interrupted;
        }
        catch (Exception e)
        {
            _records = _records with { Failure = e };
            throw;
        }
        finally
        {
            var seconds = Math.Round(_host.Clock.GetElapsedTime(started).TotalSeconds, 3);
            _records = _records with { Stages = [.. _records.Stages, new ReportedStage(name, status, seconds)] };
        }
    }

    private void ReadSettings()
    {
        if (_records.Settings is not null)
        {
            return;
        }

        ReportWriter.Forget(Reader.ReadReportFolder());
        _records = _records with { Settings = Reader.Read() };
    }

    /// <summary>
    /// The list is of no use to anybody once it is published, or when something failed; after a build alone it is the result, and
    /// stays. Images stay as layer cache.
    /// </summary>
    private async Task CleanUpAsync()
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        try
        {
            if (_records.Plan is { } plan)
            {
                var isResult = _records is { Built: not null, Failure: null, Receipts.Count: 0 };
                if (isResult)
                {
                    _host.Log.Write(Verbosity.Quiet, LogLevel.Information, "{0}", $"Built {plan.ListName}");
                }
                else if (await _podman.ManifestExistsAsync(plan.ListName, new ManifestExistsSettings(), limit.Token).ConfigureAwait(false))
                {
                    await _podman.ManifestDeleteAsync(plan.ListName, new ManifestDeleteSettings(), limit.Token).ConfigureAwait(false);
                }

                if (_records.Built is null)
                {
                    await new WorkingContainers(_podman).RemoveAsync(_folder!.Marker, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is MultiArchException or OperationCanceledException)
        {
            _host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", $"The clean-up is not complete: {e.Message}");
        }
    }

    private void WriteReport()
    {
        var report = ReportBuilder.Build(_records);
        foreach (var line in SummaryTable.Lines(report))
        {
            _host.Log.Write(Verbosity.Quiet, LogLevel.Information, "{0}", line);
        }

        try
        {
            var folder = _records.Settings?.ReportFolder ?? Reader.ReadReportFolder();
            var file = new ReportWriter(_host).Write(report, folder);
            _host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"Report: {file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MultiArchException)
        {
            _host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", $"The report was not written: {e.Message}");
        }
    }
}
