using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>Runs checks at the same time, because most of them wait for podman or a registry.</summary>
internal sealed class Examination(CheckContext context)
{
    /// <summary>The findings, in the order of the checks.</summary>
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
            return [Finding.Skipped("Podman does not answer.")];
        }

        if (check.Needs.HasFlag(CheckNeeds.Builds) && context.Builds.Count == 0)
        {
            return [Finding.Skipped("The Containerfile was not read.")];
        }

        try
        {
            // Another thread, because some checks only read files and would keep the others waiting.
            return await Task.Run(() => check.RunAsync(context, token), token);
        }
        catch (MultiArchException e)
        {
            return [Finding.Failure(e.Problem)];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // An unexpected failure of one check must not stop the other checks or the run.
            return [Finding.Warning(DoctorProblems.NotLookedAt(check.Name, e.Message))];
        }
    }
}

/// <summary>A finding and the name of its check.</summary>
internal sealed record Checked(string Name, Finding Finding);
