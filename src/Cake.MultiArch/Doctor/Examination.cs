using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>Runs checks side by side: most of them wait for podman or a registry.</summary>
internal sealed class Examination(CheckContext context)
{
    /// <summary>What was found, in the order of the checks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<Checked>> RunAsync(IEnumerable<ICheck> checks, CancellationToken token)
    {
        var all = checks.ToList();
        var found = await Task.WhenAll(all.Select(check => LookAsync(check, token)));
        return [.. all.Zip(found).SelectMany(pair => pair.Second.Select(finding => new Checked(pair.First.Name, finding)))];
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(ICheck check, CancellationToken token)
    {
        if (check.Needs.HasFlag(CheckNeeds.Podman) && context.Version is null)
        {
            return [Finding.Skipped("Podman cannot be asked.")];
        }

        if (check.Needs.HasFlag(CheckNeeds.Builds) && context.Builds.Count == 0)
        {
            return [Finding.Skipped("The Containerfile is not known.")];
        }

        try
        {
            // Off the caller's thread: some only read files, and would keep the others waiting.
            return await Task.Run(() => check.RunAsync(context, token), token);
        }
        catch (MultiArchException e)
        {
            return [Finding.Failure(e.Problem)];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What a check does not expect must not keep the others from telling, nor a run from beginning.
            return [Finding.Warning(DoctorProblems.NotLookedAt(check.Name, e.Message))];
        }
    }
}

/// <summary>A finding and the check that it is of.</summary>
internal sealed record Checked(string Name, Finding Finding);
