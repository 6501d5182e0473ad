using Cake.MultiArch.Doctor;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch;

/// <content>What is only asked: nothing is changed, and the report of an earlier run stays.</content>
public sealed partial class MultiArchRun
{
    /// <summary>Writes how each platform will be built, and the commands. With a git repository the source is cloned, to read its Containerfile.</summary>
    /// <returns>Nothing; the plan goes to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">There is no source, no podman, or what is asked for gives a wrong image.</exception>
    public Task PlanAsync() => InquireAsync(async () =>
    {
        await CloneAsync();
        await StageAsync("Plan", PlanAsync);
    });

    /// <summary>
    /// Looks at everything that a run needs, and writes a line for each, with cause and repair. With a git repository the source is
    /// cloned, because its Containerfile says what is needed.
    /// </summary>
    /// <returns>Nothing; the findings go to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">A run would fail (MA1901).</exception>
    public Task DoctorAsync() => InquireAsync(async () =>
    {
        var clone = await CloneForAsync();
        await StageAsync("Doctor", async token =>
        {
            var report = new DoctorReport([.. clone, .. await ExamineAsync(token)]);
            Output(_records.Settings!).Write(report.Lines(), report.Document, report.JUnit);
            return report.Failures.Count == 0 ? true : throw new MultiArchException(DoctorProblems.Found(report.Failures));
        });
    });

    private async Task<bool> PlanAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var podman = await _podman.VersionAsync(new PodmanVersionSettings(), token);
        var source = ReadBuilds(podman);
        var plan = new Planner(_host).Plan(source, _support ?? [], _folder!.RunId) with { Timestamp = Timestamp(settings) };
        var commands = new PlanCommands(_host, source, plan) { Clone = _clone };
        var text = new PlanText(source, plan, commands);
        Output(settings).Write(text.Lines(), text.Document);
        return true;
    }

    private ResultOutput Output(MultiArchSettings settings) => new(_host, settings.Format, settings.Output, Console.Out);

    private async Task InquireAsync(Func<Task> ask)
    {
        _isInquiry = _wasAsked = true;
        try
        {
            await ask();
        }
        finally
        {
            _isInquiry = false;
        }
    }

    /// <summary>Has the source, or finds out why it cannot be had.</summary>
    private async Task<IReadOnlyList<Checked>> CloneForAsync()
    {
        const string Name = "git";
        try
        {
            await CloneAsync();
            return _records.Settings!.Git is { } git ? [new Checked(Name, Finding.Ok($"{Quotation.Line(git.Url)} was cloned"))] : [];
        }
        catch (MultiArchException e) when (_interruption?.Signal is null && _records.Settings is not null)
        {
            _records = _records with { Failure = null };
            return [new Checked(Name, Finding.Failure(e.Problem))];
        }
    }

    private async Task<IReadOnlyList<Checked>> ExamineAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var found = new List<Checked>();
        var version = await TryAsync("podman", () => _podman.VersionAsync(new PodmanVersionSettings(), token));
        var source = version is null || _source is null ? null : await TryAsync("containerfile", () => Task.FromResult(ReadBuilds(version)));
        if (settings.Login is { } login && _credentials is null)
        {
            _ = await TryAsync("authfile", async () =>
            {
                await TakeCredentialsAsync(login, settings.AuthFile, token);
                return login;
            });
        }

        using var context = new CheckContext(_host, _podman, settings, AuthFile, token) { Version = version, Source = source };
        found.AddRange(await new Examination(context).RunAsync(DoctorChecks.All, token));
        return found;

        async Task<T?> TryAsync<T>(string name, Func<Task<T>> ask)
            where T : class
        {
            try
            {
                return await ask();
            }
            catch (MultiArchException e)
            {
                found.Add(new Checked(name, Finding.Failure(e.Problem)));
                return null;
            }
            catch (Exception e) when (e.IsFileError)
            {
                found.Add(new Checked(name, Finding.Failure(FileAccessProblems.Unusable(name, e.Message))));
                return null;
            }
        }
    }

    /// <summary>The checks that every run makes before it begins.</summary>
    /// <exception cref="MultiArchException">The run cannot succeed: the first reason; the others are in the log.</exception>
    private async Task ExamineFirstAsync(IEnumerable<ICheck> checks, SourceBuilds? source, CancellationToken token)
    {
        using var context = new CheckContext(_host, _podman, _records.Settings!, AuthFile, token) { Version = _records.Podman, Source = source };
        var found = await new Examination(context).RunAsync(checks, token);
        foreach (var (_, finding) in found.Where(item => item.Finding.Status == FindingStatus.Warning))
        {
            _host.Warn(finding.Problem!);
        }

        var failures = new DoctorReport(found).Failures;
        foreach (var further in failures.Skip(1))
        {
            _host.Fail(further);
        }

        if (failures.Count > 0)
        {
            throw new MultiArchException(failures[0]);
        }
    }
}
