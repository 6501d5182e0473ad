using System.Text.RegularExpressions;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that podman can read registries.conf and ignores nothing in it.</summary>
internal sealed partial class RegistriesConfCheck : ICheck
{
    public string Name => "registries-conf";

    public CheckNeeds Needs => CheckNeeds.Podman;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (await RefusalAsync(context, token) is { } refusal)
        {
            return [context.Version!.IsRemote ? Finding.Warning(refusal) : Finding.Failure(refusal)];
        }

        if (context.Version!.IsRemote)
        {
            return [];
        }

        var files = context.RegistriesConf;
        var ignored = files
            .SelectMany(file =>
                file.Ignored()
                    .Select(item => Finding.Warning(RegistryCheckProblems.ConfIgnored(file.Path, item.Line, item.Written, item.Meant)))
            )
            .ToList();
        return ignored.Count > 0 ? ignored : [.. files.Select(file => Finding.Ok(file.Path))];
    }

    /// <summary>
    /// What podman says if it cannot read the files; null if it can. <c>podman login --get-login</c> is the quickest command that reads
    /// them: it opens no registry and no storage.
    /// </summary>
    private static async Task<Problem?> RefusalAsync(CheckContext context, CancellationToken token)
    {
        try
        {
            _ = await context.Podman.RunAsync(new PodmanInfoSettings(), ["login", "--get-login", "localhost"], token);
            return null;
        }
        catch (MultiArchException e)
        {
            var match = Refusal().Match(e.Message + "\n" + string.Join('\n', e.Problem.Details));
            return match.Success
                ? RegistryCheckProblems.ConfUnreadable(
                    match.Groups["file"].Value,
                    Where(match.Groups["file"].Value, match.Groups["why"].Value),
                    match.Groups["why"].Value
                )
                : null;
        }
    }

    private static string Where(string file, string why) =>
        LineNumber().Match(why) is { Success: true } line ? $"{file}:{line.Groups[1].Value}" : file;

    [GeneratedRegex("loading registries configuration \"(?<file>[^\"]+)\": (?<why>[^\n]{1,300})")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"line (\d+)")]
    private static partial Regex LineNumber();
}
