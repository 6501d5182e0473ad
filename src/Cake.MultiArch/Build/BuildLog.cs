using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Build;

namespace Cake.MultiArch.Build;

/// <summary>
/// Reads the output of a podman build. Shows one line per platform and step, or all output when verbose. Remembers the current step of
/// each platform, because podman before 4.8 does not say which platform failed.
/// </summary>
internal sealed class BuildLog(Host host, IReadOnlyList<Platform> platforms, MadeImages made)
{
    private readonly Dictionary<Platform, StepLine> _current = [];
    private readonly HashSet<Platform> _committed = [];
    private readonly LastLines _tail = new();

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Tail => _tail.ToList();

    public void Hear(ProcessLine line)
    {
        _tail.Add(line.Text);
        made.Hear(line.Text);
        var step = StepLine.Parse(line.Text);
        var platform = PlatformOf(line.Text);
        if (step is not null && platform is not null)
        {
            _current[platform] = step;
            host.Say($"[{platform}] {StepText(step)}");
            return;
        }

        if (platform is not null && line.Text.EndsWith("COMMIT", StringComparison.Ordinal))
        {
            _committed.Add(platform);
        }

        var text =
            platform is null || line.Text.StartsWith($"[{platform}]", StringComparison.Ordinal) ? line.Text : $"[{platform}] {line.Text}";
        host.Detail(text);
    }

    /// <summary>Finds where a build failed, as far as its output says.</summary>
    /// <param name="instruction">The instruction that podman's error names; null if it names none.</param>
    /// <returns>The platforms that may have failed, and the step of each. Several if podman built them at once and does not say which
    /// failed.</returns>
    public IReadOnlyList<(Platform Platform, StepLine? Step)> FailedAt(string? instruction)
    {
        var unfinished = platforms.Where(platform => !_committed.Contains(platform) && _current.ContainsKey(platform)).ToList();
        var there = unfinished.Where(platform => instruction is null || _current[platform].Instruction == instruction).ToList();
        return
        [
            .. (there.Count > 0 ? there : unfinished).Select(platform => (platform, (StepLine?)_current[platform])),
        ];
    }

    /// <summary>A build of one platform has no prefix. In a build of several platforms, only the first line of a step has one.</summary>
    private Platform? PlatformOf(string line)
    {
        if (platforms.Count == 1)
        {
            return platforms[0];
        }

        var end = line.StartsWith('[') ? line.IndexOf(']', StringComparison.Ordinal) : -1;
        return end > 0 && Platform.TryParse(line[1..end], out var platform) && platforms.Contains(platform) ? platform : null;
    }

    private static string StepText(StepLine step) => step.Stage is { } stage
        ? $"stage {stage} step {step.Number}: {step.Instruction}"
        : $"step {step.Number}: {step.Instruction}";
}
