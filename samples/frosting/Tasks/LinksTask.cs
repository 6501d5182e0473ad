using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch.Frosting;

namespace Site.Build.Tasks;

/// <summary>A task of this program. It runs between the check of the host and the build.</summary>
[TaskName("Links")]
[TaskDescription("Checks that the page's links to files of the site lead somewhere.")]
[IsDependentOn(typeof(CheckMultiArchTask))]
[IsDependeeOf(typeof(BuildMultiArchTask))]
public sealed partial class LinksTask : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var folder = Path.Combine(context.Environment.WorkingDirectory.FullPath, BuildContext.Folder);
        var links = Link().Matches(File.ReadAllText(Path.Combine(folder, "index.html"))).Select(match => match.Groups[1].Value);
        if (links.FirstOrDefault(link => !File.Exists(Path.Combine(folder, link))) is { } dead)
        {
            throw new CakeException($"The page links to {dead}, which is not in {BuildContext.Folder}.");
        }
    }

    [GeneratedRegex(@"(?:href|src)=""([^"":#?]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
