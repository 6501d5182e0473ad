using System.Runtime.ExceptionServices;
using Cake.Core;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Build;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tags;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch;

/// <content>What the stages do with the records, and how they begin and end.</content>
public sealed partial class MultiArchRun
{
    /// <summary>How long the clean-up may take.</summary>
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(60);

    private string? AuthFile => _credentials?.File ?? _records.Settings?.AuthFile;

    /// <summary>What fails later is told now: a podman that is missing or too old, wrong credentials, a folder that is none of ours.</summary>
    private async Task<bool> CheckAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        _records = _records with { Podman = await _podman.VersionAsync(new PodmanVersionSettings(), token) };
        await LogInAsync(settings, token);
        await ExamineFirstAsync(DoctorChecks.BeforeSource(_publishes), null, token);
        if (_publishes)
        {
            ImageExport.Check(settings.Form, _records.Podman);
        }

        _isChecked = true;
        return true;
    }

    /// <summary>
    /// The login proves the credentials, in a file that goes with it. What podman is then given has them beside all that it would have
    /// read without them, so that other registries are still open to the build.
    /// </summary>
    private async Task LogInAsync(MultiArchSettings settings, CancellationToken token)
    {
        if (settings.Login is not { } login)
        {
            return;
        }

        var proof = Path.Combine(_folder!.Private, "login.json");
        try
        {
            await _podman.LoginAsync(login.Registry, new PodmanLoginSettings
            {
                Username = login.Username,
                Password = login.Password,
                AuthFile = proof,
                TlsVerify = settings.TlsVerify,
            }, token);
        }
        finally
        {
            File.Delete(proof);
        }

        await TakeCredentialsAsync(login, settings.AuthFile, token);
    }

    private async Task TakeCredentialsAsync(RegistryCredentials login, string? authFile, CancellationToken token)
    {
        var access = new PodmanBuildSettings { AuthFile = authFile };

        // For what is published to, too: an entry of the user's for a folder of the registry would be nearer than one for the registry.
        var published = _records.Settings!.Destinations.OfType<RegistryDestination>().Select(destination => destination.Reference.Name).Distinct();
        foreach (var name in published.Prepend(login.Registry))
        {
            access.Credentials.Add(new(name, login.Username, login.Password));
        }

        _credentials?.Dispose();
        _credentials = await _podman.CredentialsAsync(access, token, _folder!.Private);
    }

    private async Task<bool> BuildAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var source = ReadBuilds(_records.Podman!);
        var plan = new Planner(_host).Plan(source, _support!, _folder!.RunId) with { Timestamp = Timestamp(settings) };
        await ExamineFirstAsync(DoctorChecks.BeforeBuild, source, token);
        _records = _records with { Plan = plan };
        foreach (var warning in DotnetUnderQemu.Warnings(plan.Builds))
        {
            _host.Warn(warning);
        }

        foreach (var line in PlanText.Copies(plan, _records.Podman!))
        {
            _host.Say(line);
        }

        foreach (var build in plan.Builds)
        {
            _host.Say($"[{build.Platform}] {build.Mode.ToString().ToLowerInvariant()}");
        }

        await BeginCleanAsync(token);
        foreach (var warning in settings.Reproducible ? ReproducibleSource.Doubts(plan, isClone: _clone is not null) : [])
        {
            _host.Warn(warning);
        }

        using var same = settings.Reproducible && _clone is not null ? new ReproducibleSource(_clone.Folder, _folder!.Repository) : null;
        var builder = new Builder(_host, _podman, settings, _folder, AuthFile, new MadeImages(_journal));
        _records = _records with { Built = await builder.BuildAsync(plan, token) };
        return true;
    }

    private async Task<bool> AssembleAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var built = _records.Built!;
        ImageExport.Check(settings.Form, _records.Podman!);
        if (FreeSpace.Of(_folder!.Export(settings.Platforms[0])) is { } free && built.Platforms.Sum(platform => platform.SizeBytes) is var needed && free < needed)
        {
            _host.Warn($"The images have {needed} bytes and are put into {_folder.Root}, where {free} are free. They are compressed, and may fit; TMPDIR names another place.");
        }

        var assembled = await new Assembler(_host, _podman, settings, _folder!).AssembleAsync(
            built,
            _records.Podman!.IsRemote,
            images => IndexAnnotations.Of(_facts, _facts is null ? null : SemanticVersion.Highest(_facts.Tags)?.ToString(), settings.SourceDateEpoch, images, settings.Annotations),
            token);
        var images = assembled.Platforms.ToDictionary(platform => platform.Entry.Platform!, platform => platform.Built);
        _records = _records with { Assembled = assembled, Built = built with { Platforms = [.. built.Platforms.Select(platform => images[platform.Platform])] } };
        _host.Say($"Index {assembled.Digest}");
        return true;
    }

    private async Task<bool> StoreAsync(IPublicationPlace place, CancellationToken token)
    {
        _host.Say($"Push to {place.Name} by digest");
        await place.StoreAsync(_records.Assembled!, token);
        return true;
    }

    private async Task<bool> VerifyAsync(IPublicationPlace place, CancellationToken token)
    {
        var assembled = _records.Assembled!;
        await Verifier.VerifyAsync(assembled, place.Stored(assembled), $"{place.Name}@{assembled.Digest}", token);
        return true;
    }

    private async Task<bool> TagAsync(IPublicationPlace place, Destination destination, CancellationToken token)
    {
        var receipt = await place.TagAsync(destination, _records.Assembled!, token);
        _records = _records with { Receipts = [.. _records.Receipts.Where(other => other.Destination != destination), receipt] };
        if (receipt is { IsOurs: false, KeptRevision: null })
        {
            throw new MultiArchException(VerifyProblems.TagMoved(destination.Text, _records.Assembled!.Digest, receipt.Digest, receipt.Waited));
        }

        _host.Say(receipt.IsOurs
            ? $"{destination.Text} names {receipt.Digest}"
            : $"{destination.Text} names {receipt.Digest} of the newer commit {receipt.KeptRevision} and is left alone");
        return receipt.IsOurs;
    }

    /// <summary>Looks for a newer image behind a tag; null when that does not matter.</summary>
    private NewerImage? Newer() => !_records.Settings!.KeepNewer ? null
        : new NewerImage(_host, Registries, _facts!.Commit, new GitAncestry(_host, _sourceReader!.Repository, _sourceReader.Connection, _folder!.Private).IsDescendantAsync);

    /// <summary>The registries, with the run's credentials.</summary>
    private DistributionClient Registries => _registries ??= new DistributionClient(
        _host, new RegistryAccess(_records.Settings!.TlsVerify, AuthFile) { IsForPushing = true }, new InsecureRegistries(_podman).ContainsAsync);

    /// <param name="name">The stage's name in the report.</param>
    /// <param name="work">The work; false when there was nothing to do.</param>
    private Task StageAsync(string name, Func<CancellationToken, Task<bool>> work) => StageAsync(name, work, () =>
    {
        _records = _records with { Settings = _records.Settings ?? Reader.Read() };
        _folder ??= RunFolder.Create(_host);
    });

    /// <param name="name">The stage's name in the report.</param>
    /// <param name="work">The work; false when there was nothing to do.</param>
    /// <param name="prepare">Makes what the work needs.</param>
    private async Task StageAsync(string name, Func<CancellationToken, Task<bool>> work, Action prepare)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        BeginUse();
        _interruption ??= new Interruption();
        _interruption.Idle = null;
        var started = _host.Clock.GetTimestamp();
        var status = ReportedStatus.Failed;
        try
        {
            prepare();
            status = await work(_interruption.Token) ? ReportedStatus.Succeeded : ReportedStatus.Skipped;
            _interruption.Token.ThrowIfCancellationRequested();
        }
        catch (Exception e)
        {
            status = ReportedStatus.Failed;
            var failure = await FailureAsync(e, name);
            _records = _records with { Failure = failure };
            ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            var seconds = Math.Round(_host.Clock.GetElapsedTime(started).TotalSeconds, 3);
            _records = _records with { Stages = [.. _records.Stages, new ReportedStage(name, status, seconds)] };
            _interruption.Idle = RemovePrivate;
        }
    }

    /// <summary>What is told of a stage's failure.</summary>
    private async Task<Exception> FailureAsync(Exception failure, string stage) =>
        await _interruption!.CauseAsync() is { } signal
            ? new MultiArchException(ProcessProblems.RunInterrupted(signal, stage), inner: failure)
            : failure.IsFileError
                ? new MultiArchException(FileAccessProblems.Unusable(stage, failure.Message), inner: failure)
                : failure;

    /// <summary>Between stages a signal is the script's own affair; credentials do not outlive it.</summary>
    private void RemovePrivate()
    {
        _credentials?.Dispose();
        _folder?.Dispose();
    }

    /// <summary>From now on there is something to report, and an earlier run's report must not be taken for it.</summary>
    private void BeginUse()
    {
        if (!_isInquiry && !_reports)
        {
            ReportWriter.Forget(Reader.ReadReportFolder());
            _reports = true;
        }

        EndWithCakeAtLast();
    }

    private void EndWithCakeAtLast()
    {
        if (!_isInUse)
        {
            _isInUse = true;
            (_context.ServiceProvider.GetService(typeof(ICakeEngine)) as ICakeEngine)?.AfterTeardown += EndWithCake;
        }
    }

    /// <summary>A program without a lifetime of its own has no place from which to end the run; Cake's engine has.</summary>
    private void EndWithCake(object? sender, AfterTeardownEventArgs e)
    {
        try
        {
            End(e.TeardownContext.ThrownException);
        }
        catch (MultiArchException interrupted)
        {
            // Cake goes on after what an event handler throws, and would end with exit code 0.
            _host.Fail(interrupted.Message);
            Environment.Exit(interrupted.ExitCode);
        }
    }

    /// <summary>
    /// The list is of no use to anybody once it is published, or when something failed; after a build alone it is the result, and
    /// stays. Images stay as layer cache.
    /// </summary>
    private async Task CleanUpAsync()
    {
        if (_records.Plan is not { } plan)
        {
            return;
        }

        using var limit = new CancellationTokenSource(CleanUpLimit);
        var isBuilt = _records.Built is not null;
        if (!isBuilt)
        {
            // Credentials go first: a CI system may not wait for the rest. What is half made next: podman can fail with it.
            _credentials?.Dispose();
            await TryAsync(() => RemoveHalfMadeAsync(limit.Token));
        }

        if (isBuilt && _records is { Failure: null, Receipts.Count: 0 })
        {
            _host.Result($"Built {plan.ListName}");
        }
        else
        {
            await TryAsync(() => RemoveListAsync(plan.ListName, limit.Token));
        }

        if (!isBuilt && _records.Podman?.IsRemote != false && _interruption?.Signal is not null)
        {
            // Whose a container is says a file on that host, which podman does not show.
            _host.Warn("Working containers of the interrupted build can stay with the podman service; podman ps --all --external lists them there.");
        }

        await EndCleanAsync(limit.Token);
    }

    private async Task RemoveListAsync(string list, CancellationToken token)
    {
        if (await _podman.ManifestExistsAsync(list, new ManifestExistsSettings(), token))
        {
            await _podman.ManifestDeleteAsync(list, new ManifestDeleteSettings(), token);
        }
    }

    /// <summary>What cannot be removed keeps nothing else from being removed.</summary>
    private async Task TryAsync(Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (Exception e) when (e is MultiArchException or OperationCanceledException || e.IsFileError)
        {
            _isCleanUpIncomplete = true;
            _host.Warn($"The clean-up is not complete: {_host.Secrets.Redact(e.Message)}");
        }
    }

    private void WriteReport()
    {
        try
        {
            var file = new ReportWriter(_host).Write(ReportBuilder.Build(_records), _records.Settings?.ReportFolder ?? Reader.ReadReportFolder());
            _host.Say($"Report: {file}");
        }
        catch (Exception e) when (e is MultiArchException || e.IsFileError)
        {
            _host.Warn($"The report was not written: {e.Message}");
        }
    }

    private void ShowTable()
    {
        foreach (var line in SummaryTable.Lines(ReportBuilder.Build(_records)))
        {
            _host.Result(line);
        }
    }
}
