using System.Globalization;
using System.Text.RegularExpressions;
using Cake.Common.Build;
using Cake.Common.Build.GitHubActions.Data;
using Cake.Core;
using Cake.Core.IO;
using Cake.MultiArch.Hosting.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Git;

/// <summary>
/// Reads what the CI system builds, through Cake's classes. It reads a variable itself only if Cake has no property for it.
/// </summary>
internal sealed partial class CiReader(BuildSystem ci, ICakeEnvironment environment, IFileSystem files)
{
    /// <summary>Many CI systems set these variables, also systems that this class does not know.</summary>
    private static readonly string[] Marks = ["CI", "CONTINUOUS_INTEGRATION"];

    /// <summary>
    /// Hold the number of a pull request in Drone (https://docs.drone.io/pipeline/environment/reference/) and Prow
    /// (https://docs.prow.k8s.io/docs/jobs/).
    /// </summary>
    private static readonly string[] Numbers = ["DRONE_PULL_REQUEST", "PULL_NUMBER"];

    /// <returns>Null outside of a CI system.</returns>
    public static CiSource? Read(ICakeContext context) =>
        new CiReader(context.BuildSystem(), context.Environment, context.FileSystem).Read();

    private CiSource? Read()
    {
        var said = ci switch
        {
            { IsRunningOnGitHubActions: true } => GitHub(),
            { IsRunningOnGitLabCI: true } => GitLab(),
            { IsRunningOnAzurePipelines: true } => Azure(),
            { IsRunningOnBitbucketPipelines: true } => Bitbucket(),
            { IsRunningOnAppVeyor: true } => AppVeyor(),
            { IsRunningOnTravisCI: true } => Travis(),
            { IsRunningOnWoodpeckerCI: true } => Woodpecker(),
            { IsRunningOnBitrise: true } => Bitrise(),
            { IsRunningOnBamboo: true } => Bamboo(),
            { IsRunningOnTeamCity: true } => TeamCity(),
            { IsRunningOnJenkins: true } => Jenkins(),
            _ => Other(),
        };
        if (said is null)
        {
            return null;
        }

        // Several systems give the name of the tag as the name of the branch, too.
        var tag = Text(said.Tag);
        return new CiSource(tag is null ? Text(said.Branch) : null, tag, said.PullRequest, Text(said.Commit), said.IsKnown);
    }

    /// <remarks>
    /// https://docs.github.com/actions/reference/workflows-and-actions/variables. Gitea and Forgejo set the same variables.
    /// </remarks>
    private CiSource GitHub()
    {
        var workflow = ci.GitHubActions.Environment.Workflow;
        var isTag = workflow.RefType == GitHubActionsRefType.Tag;

        // Cake recognizes only one of the events of a pull request. With pull_request_target, the reference is that of the target branch.
        var isPullRequest = workflow.EventName?.StartsWith("pull_request", StringComparison.Ordinal) ?? false;
        return new CiSource(
            isTag ? null : workflow.RefName,
            isTag ? workflow.RefName : null,
            isPullRequest ? NumberIn(workflow.Ref) ?? NumberOfEvent(workflow.EventPath) ?? "" : null,
            workflow.Sha);
    }

    /// <remarks>https://docs.gitlab.com/ci/variables/predefined_variables/</remarks>
    private CiSource GitLab()
    {
        var (build, request) = (ci.GitLabCI.Environment.Build, ci.GitLabCI.Environment.PullRequest);
        return new CiSource(
            build.RefName,
            build.Tag,
            Number(request.IId) ?? Text(environment.GetEnvironmentVariable("CI_EXTERNAL_PULL_REQUEST_IID")),
            build.Reference
        );
    }

    /// <remarks>https://learn.microsoft.com/azure/devops/pipelines/build/variables</remarks>
    private CiSource Azure()
    {
        var (repository, request) = (ci.AzurePipelines.Environment.Repository, ci.AzurePipelines.Environment.PullRequest);
        return OfReference(repository.SourceBranch) with
        {
            // If the repository is on GitHub, people know the number. The identifier is internal to Azure.
            PullRequest = Number(request.Number) ?? Number(request.Id) ?? NumberIn(repository.SourceBranch),
            Commit = repository.SourceVersion,
        };
    }

    /// <remarks>https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/</remarks>
    private CiSource Bitbucket()
    {
        var (repository, request) = (ci.BitbucketPipelines.Environment.Repository, ci.BitbucketPipelines.Environment.PullRequest);
        return new CiSource(repository.Branch, repository.Tag, Number(request.Id), repository.Commit);
    }

    /// <remarks>https://www.appveyor.com/docs/environment-variables/</remarks>
    private CiSource AppVeyor()
    {
        var (repository, request) = (ci.AppVeyor.Environment.Repository, ci.AppVeyor.Environment.PullRequest);
        return new CiSource(
            repository.Branch,
            repository.Tag.IsTag ? repository.Tag.Name : null,
            Number(request.Number),
            repository.Commit.Id
        );
    }

    /// <remarks>https://docs.travis-ci.com/user/environment-variables/</remarks>
    private CiSource Travis()
    {
        var (build, request) = (ci.TravisCI.Environment.Build, ci.TravisCI.Environment.PullRequest);
        return new CiSource(build.Branch, build.Tag, Number(request.Id), ci.TravisCI.Environment.Repository.Commit);
    }

    /// <remarks>https://woodpecker-ci.org/docs/usage/environment</remarks>
    private CiSource Woodpecker()
    {
        var commit = ci.WoodpeckerCI.Environment.Commit;
        return new CiSource(commit.Branch, commit.Tag, Text(commit.PullRequest), commit.Sha);
    }

    /// <remarks>https://docs.bitrise.io/en/bitrise-ci/references/available-environment-variables.html</remarks>
    private CiSource Bitrise()
    {
        var (repository, request) = (ci.Bitrise.Environment.Repository, ci.Bitrise.Environment.PullRequest);
        return new CiSource(repository.GitBranch, repository.GitTag, Number(request.Id), repository.GitCommit);
    }

    /// <remarks>https://confluence.atlassian.com/bamboo/bamboo-variables-289277087.html</remarks>
    private CiSource Bamboo()
    {
        var repository = ci.Bamboo.Environment.Repository;
        var said = OfReference(repository.Branch);
        return said with
        {
            PullRequest = Text(environment.GetEnvironmentVariable("bamboo_repository_pr_key")) ?? said.PullRequest,
            Commit = repository.Commit.RepositoryRevision,
        };
    }

    /// <remarks>
    /// https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html. The branch may be <c>&lt;default&gt;</c>.
    /// </remarks>
    private CiSource TeamCity()
    {
        var (build, request) = (ci.TeamCity.Environment.Build, ci.TeamCity.Environment.PullRequest);
        var branch = Text(build.VcsBranchName) ?? Text(build.BranchName);
        return OfReference(branch == "<default>" ? null : branch) with
        {
            PullRequest = request.IsPullRequest ? Number(request.Number ?? 0) ?? "" : null,
            Commit = environment.GetEnvironmentVariable("BUILD_VCS_NUMBER"),
        };
    }

    /// <summary>
    /// A multibranch job gives the name of the branch. In other jobs the git plugin gives what it has checked out, such as
    /// <c>origin/main</c> or <c>detached</c>.
    /// </summary>
    /// <remarks>
    /// https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables,
    /// https://plugins.jenkins.io/git/#environment-variables
    /// </remarks>
    private CiSource Jenkins()
    {
        var (repository, change) = (ci.Jenkins.Environment.Repository, ci.Jenkins.Environment.Change);
        var checkedOut = Text(repository.GitLocalBranch) ?? Text(repository.GitBranch);
        var said = Text(repository.BranchName) is { } branch ? new CiSource(branch, null, null)
            : checkedOut is null or "detached" or "HEAD" ? new CiSource(null, null, null)
            : OfReference(RemotePrefix().Replace(checkedOut, ""));
        return said with
        {
            Tag = Text(environment.GetEnvironmentVariable("TAG_NAME")) ?? said.Tag,
            PullRequest = Text(change.Id),
            Commit = repository.GitCommitSha,
        };
    }

    /// <summary>For a system that this class does not know, only the number of a pull request can be found.</summary>
    private CiSource? Other()
    {
        var number = Numbers.Select(name => Text(environment.GetEnvironmentVariable(name))).FirstOrDefault(text => text is not null);
        var isCi = !ci.IsLocalBuild
            || Marks.Any(name => Text(environment.GetEnvironmentVariable(name))?.ToLowerInvariant() is not (null or "false" or "0"));
        return isCi || number is not null ? new CiSource(null, null, number, IsKnown: false) : null;
    }

    /// <summary>A full reference shows whether it is a branch or a tag. A short name is a branch.</summary>
    private static CiSource OfReference(string? reference) => reference switch
    {
        null => new CiSource(null, null, null),
        _ when GitRevision.BranchOf(reference) is { } branch => new CiSource(branch, null, null),
        _ when GitRevision.TagOf(reference) is { } tag => new CiSource(null, tag, null),
        _ when reference.StartsWith("refs/", StringComparison.Ordinal) => new CiSource(null, null, NumberIn(reference)),
        _ => new CiSource(reference, null, null),
    };

    private string? NumberOfEvent(FilePath? path)
    {
        if (path is null || files.GetFile(path) is not { Exists: true } file)
        {
            return null;
        }

        try
        {
            using var text = new JsonTextReader(new StreamReader(file.OpenRead()));
            var document = JObject.Load(text);
            return Text((string?)(document.SelectToken("pull_request.number") ?? document["number"]));
        }
        catch (Exception e) when (e is JsonException or ArgumentException || e.IsFileError)
        {
            return null;
        }
    }

    private static string? NumberIn(string? reference) =>
        PullRequestReference().Match(reference ?? "") is { Success: true } match ? match.Groups["number"].Value : null;

    private static string? Number(long number) => number > 0 ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    [GeneratedRegex("^refs/(pull|pull-requests|merge-requests)/(?<number>[0-9]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex PullRequestReference();

    [GeneratedRegex("^(refs/remotes/origin/|remotes/origin/|origin/)", RegexOptions.CultureInvariant)]
    private static partial Regex RemotePrefix();
}
