using System.Text.RegularExpressions;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Build;

/// <summary>
/// Hears in podman's output which images a run makes, and notes them at once. Podman says <c>--&gt; ID</c> of every step's image, and
/// <c>--&gt; Using cache ID</c> before it when the image was there already.
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
            // Platforms that are built at once say it in any order: each announcement takes one line away.
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
