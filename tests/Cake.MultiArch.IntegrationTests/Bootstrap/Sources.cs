using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The files of the repository that these tests were compiled from.</summary>
internal static class Sources
{
    public static string PathOf(string relative) => Path.Combine(BaseImages.RepositoryRoot, relative);

    /// <summary>What is in the repository or would be with the next commit, as relative paths.</summary>
    /// <param name="patterns">What git calls pathspecs; none means all.</param>
    public static async Task<string[]> ListAsync(params string[] patterns) =>
        (await TestProgram.RunAsync(
            "git", ["-C", BaseImages.RepositoryRoot, "ls-files", "--cached", "--others", "--exclude-standard", "--", .. patterns]))
        .Text.Split('\n').Where(file => File.Exists(PathOf(file))).ToArray();
}
