using System.Text.RegularExpressions;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Build;

/// <summary>
/// Finds the images that a run makes in podman's output, and notes them at once. Podman prints <c>--&gt; ID</c> for the image of every
/// step. If the image already existed, podman prints <c>--&gt; Using cache ID</c> first.
/// </summary>
internal sealed partial class MadeImages(RunJournal journal)
{
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _cached = new(StringComparer.Ordinal);

    public void Hear(string line)
    {
        if (!line.Contains("--> ", StringComparison.Ordinal) || Result().Match(line) is not { Success: true } match)
        {
            return;
        }

        var image = RunJournal.Abbreviate(match.Groups["image"].Value);
        if (match.Groups["cache"].Success)
        {
            _cached[image] = _cached.GetValueOrDefault(image) + 1;
            Note(RunJournal.UsedWord, image);
        }
        else if (_cached.GetValueOrDefault(image) is var announced and > 0)
        {
            // With several platforms at once, these lines come in any order. Each "Using cache" line cancels one later line.
            _cached[image] = announced - 1;
        }
        else
        {
            Note(RunJournal.MadeWord, image);
        }
    }

    private void Note(string word, string image)
    {
        if (_noted.Add(word + image))
        {
            journal.Note(word, image);
        }
    }

    [GeneratedRegex(@"^(?:\[[^\]]+\] )?--> (?<cache>Using cache )?(?<image>[0-9a-f]{11,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Result();
}
