namespace Cake.MultiArch.Testing;

/// <summary>The variables of CI systems: a test that means one, or none, must not see those of the one that runs it.</summary>
public static class CiVariables
{
    private static readonly string[] Marks =
    [
        "APPVEYOR",
        "TEAMCITY_VERSION",
        "BuildRunner",
        "bamboo_buildNumber",
        "ContinuaCI.Version",
        "JENKINS_URL",
        "BITRISE_BUILD_URL",
        "TRAVIS",
        "BITBUCKET_REPO_OWNER",
        "GO_SERVER_URL",
        "CI_SERVER",
        "GITHUB_ACTIONS",
        "TF_BUILD",
        "CI",
        "RWX",
        "TAG_NAME",
        "BRANCH_NAME",
        "CHANGE_ID",
        "CONTINUOUS_INTEGRATION",
        "DRONE_PULL_REQUEST",
        "PULL_NUMBER",
        "bamboo_repository_pr_key",
    ];

    /// <summary>An environment of these variables, in which no other CI system shows itself.</summary>
    /// <param name="variables"><c>NAME=value</c>, separated by spaces.</param>
    public static Dictionary<string, string> Only(string variables)
    {
        var all = Marks.ToDictionary(mark => mark, _ => "", StringComparer.Ordinal);
        foreach (var pair in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            all[pair[0]] = pair[1];
        }

        return all;
    }
}
