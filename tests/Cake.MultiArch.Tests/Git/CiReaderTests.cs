using Cake.MultiArch.Git;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Git;

public sealed class CiReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-ci-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_REF=refs/heads/feature/a GITHUB_REF_NAME=feature/a GITHUB_REF_TYPE=branch GITHUB_SHA=abc",
        "feature/a",
        null,
        null,
        "abc"
    )]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_REF=refs/tags/v1.4.2 GITHUB_REF_NAME=v1.4.2 GITHUB_REF_TYPE=tag GITHUB_SHA=abc",
        null,
        "v1.4.2",
        null,
        "abc"
    )]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=release GITHUB_REF=refs/tags/v1.4.2 GITHUB_REF_NAME=v1.4.2 GITHUB_REF_TYPE=tag",
        null,
        "v1.4.2",
        null,
        null
    )]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_REF=refs/pull/7/merge GITHUB_REF_NAME=7/merge GITHUB_REF_TYPE=branch",
        "7/merge",
        null,
        "7",
        null
    )]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request_target GITHUB_REF=refs/heads/main GITHUB_REF_NAME=main GITHUB_REF_TYPE=branch",
        "main",
        null,
        "",
        null
    )]
    [InlineData("CI_SERVER=yes CI_COMMIT_SHA=abc CI_COMMIT_REF_NAME=main", "main", null, null, "abc")]
    [InlineData("CI_SERVER=yes CI_COMMIT_REF_NAME=v1.4.2 CI_COMMIT_TAG=v1.4.2", null, "v1.4.2", null, null)]
    [InlineData("CI_SERVER=yes CI_COMMIT_REF_NAME=next CI_MERGE_REQUEST_ID=90210 CI_MERGE_REQUEST_IID=7", "next", null, "7", null)]
    [InlineData("CI_SERVER=yes CI_COMMIT_REF_NAME=next CI_EXTERNAL_PULL_REQUEST_IID=8", "next", null, "8", null)]
    [InlineData("JENKINS_URL=http://j BRANCH_NAME=main GIT_COMMIT=abc GIT_BRANCH=main", "main", null, null, "abc")]
    [InlineData("JENKINS_URL=http://j BRANCH_NAME=PR-7 CHANGE_ID=7 CHANGE_BRANCH=next", "PR-7", null, "7", null)]
    [InlineData("JENKINS_URL=http://j BRANCH_NAME=v1.4.2 TAG_NAME=v1.4.2", null, "v1.4.2", null, null)]
    [InlineData("JENKINS_URL=http://j GIT_BRANCH=origin/release/2", "release/2", null, null, null)]
    [InlineData("JENKINS_URL=http://j GIT_BRANCH=refs/remotes/origin/main", "main", null, null, null)]
    [InlineData("JENKINS_URL=http://j GIT_BRANCH=refs/tags/v1", null, "v1", null, null)]
    [InlineData("JENKINS_URL=http://j GIT_BRANCH=detached", null, null, null, null)]
    [InlineData("JENKINS_URL=http://j GIT_BRANCH=origin/main GIT_LOCAL_BRANCH=mine", "mine", null, null, null)]
    [InlineData(
        "TF_BUILD=True BUILD_SOURCEBRANCH=refs/heads/feature/a BUILD_SOURCEBRANCHNAME=a BUILD_SOURCEVERSION=abc",
        "feature/a",
        null,
        null,
        "abc"
    )]
    [InlineData("TF_BUILD=True BUILD_SOURCEBRANCH=refs/tags/v1.4.2", null, "v1.4.2", null, null)]
    [InlineData(
        "TF_BUILD=True BUILD_SOURCEBRANCH=refs/pull/7/merge SYSTEM_PULLREQUEST_PULLREQUESTID=3000000000 SYSTEM_PULLREQUEST_PULLREQUESTNUMBER=7",
        null,
        null,
        "7",
        null
    )]
    [InlineData("TF_BUILD=True BUILD_SOURCEBRANCH=refs/pull/12/merge SYSTEM_PULLREQUEST_PULLREQUESTID=12", null, null, "12", null)]
    [InlineData("BITBUCKET_REPO_OWNER=o BITBUCKET_REPO_SLUG=s BITBUCKET_COMMIT=abc BITBUCKET_BRANCH=main", "main", null, null, "abc")]
    [InlineData("BITBUCKET_REPO_OWNER=o BITBUCKET_REPO_SLUG=s BITBUCKET_COMMIT=abc BITBUCKET_TAG=v1", null, "v1", null, "abc")]
    [InlineData(
        "BITBUCKET_REPO_OWNER=o BITBUCKET_REPO_SLUG=s BITBUCKET_COMMIT=abc BITBUCKET_BRANCH=next BITBUCKET_PR_ID=7",
        "next",
        null,
        "7",
        "abc"
    )]
    [InlineData("APPVEYOR=True APPVEYOR_REPO_BRANCH=main APPVEYOR_REPO_COMMIT=abc APPVEYOR_REPO_TAG=false", "main", null, null, "abc")]
    [InlineData("APPVEYOR=True APPVEYOR_REPO_BRANCH=v1 APPVEYOR_REPO_TAG=true APPVEYOR_REPO_TAG_NAME=v1", null, "v1", null, null)]
    [InlineData("APPVEYOR=True APPVEYOR_REPO_BRANCH=main APPVEYOR_PULL_REQUEST_NUMBER=7", "main", null, "7", null)]
    [InlineData("TRAVIS=true TRAVIS_BRANCH=main TRAVIS_PULL_REQUEST=false TRAVIS_COMMIT=abc", "main", null, null, "abc")]
    [InlineData("TRAVIS=true TRAVIS_BRANCH=v1 TRAVIS_TAG=v1 TRAVIS_PULL_REQUEST=false", null, "v1", null, null)]
    [InlineData("TRAVIS=true TRAVIS_BRANCH=main TRAVIS_PULL_REQUEST=7", "main", null, "7", null)]
    [InlineData("CI=woodpecker CI_COMMIT_BRANCH=main CI_COMMIT_SHA=abc", "main", null, null, "abc")]
    [InlineData("CI=woodpecker CI_COMMIT_TAG=v1 CI_COMMIT_BRANCH=main", null, "v1", null, null)]
    [InlineData("CI=woodpecker CI_COMMIT_BRANCH=main CI_COMMIT_PULL_REQUEST=7", "main", null, "7", null)]
    [InlineData("BITRISE_BUILD_URL=http://b BITRISE_GIT_BRANCH=main BITRISE_GIT_TAG=v1", null, "v1", null, null)]
    [InlineData("BITRISE_BUILD_URL=http://b BITRISE_GIT_BRANCH=next BITRISE_PULL_REQUEST=7", "next", null, "7", null)]
    [InlineData("bamboo_buildNumber=1 bamboo_planRepository_branch=main bamboo_planRepository_revision=abc", "main", null, null, "abc")]
    [InlineData(
        "bamboo_buildNumber=1 bamboo_planRepository_branch=next bamboo_planRepository_revision=abc bamboo_repository_pr_key=7",
        "next",
        null,
        "7",
        "abc"
    )]
    [InlineData("TEAMCITY_VERSION=1 Git_Branch=refs/pull/7/head", null, null, "7", null)]
    public void Every_system_says_it_in_its_own_way(string variables, string? branch, string? tag, string? pullRequest, string? commit) =>
        Read(variables).ShouldBe(new CiSource(branch, tag, pullRequest, commit));

    [Theory]
    [InlineData("""{"number":7}""", "7")]
    [InlineData("""{"action":"x","pull_request":{"number":8}}""", "8")]
    [InlineData("""{}""", "")]
    [InlineData("""{"pull_request":""", "")]
    [InlineData("""[]""", "")]
    public void A_pull_request_whose_reference_does_not_name_it_is_named_by_its_event(string json, string number)
    {
        var file = Path.Combine(_folder, "event.json");
        File.WriteAllText(file, json);
        Read(
            $"GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request_target GITHUB_REF=refs/heads/main GITHUB_REF_NAME=main GITHUB_REF_TYPE=branch GITHUB_EVENT_PATH={file}"
        )!
            .PullRequest.ShouldBe(number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CI=false")]
    [InlineData("TAG_NAME=v1 BRANCH_NAME=main")]
    public void Elsewhere_nothing_is_said(string variables) => Read(variables).ShouldBeNull();

    [Theory]
    [InlineData("CI=true", null)]
    [InlineData("CONTINUOUS_INTEGRATION=1", null)]
    [InlineData("GO_SERVER_URL=http://go", null)]
    [InlineData("CI=true DRONE_PULL_REQUEST=7", "7")]
    [InlineData("CI=true PULL_NUMBER=8", "8")]
    public void Of_a_system_without_a_name_here_a_pull_request_is_told_and_nothing_else(string variables, string? pullRequest) =>
        Read(variables).ShouldBe(new CiSource(null, null, pullRequest, IsKnown: false));

    [Theory]
    [InlineData("teamcity.build.vcs.branch.Web", "refs/heads/next", "next")]
    [InlineData("teamcity.build.branch", "next", "next")]
    [InlineData("teamcity.build.branch", "<default>", null)]
    public void TeamCity_names_the_branch_in_a_file(string property, string value, string? branch)
    {
        var (build, configuration) = (Path.Combine(_folder, "build"), Path.Combine(_folder, "configuration"));
        File.WriteAllText(build + ".xml", Properties("teamcity.configuration.properties.file", configuration));
        File.WriteAllText(configuration + ".xml", Properties(property, value));
        Read($"TEAMCITY_VERSION=1 TEAMCITY_BUILD_PROPERTIES_FILE={build}")!.Branch.ShouldBe(branch);

        static string Properties(string name, string text) =>
            $"<?xml version=\"1.0\"?><!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\"><properties>{new System.Xml.Linq.XElement("entry", new System.Xml.Linq.XAttribute("key", name), text)}</properties>";
    }

    private CiSource? Read(string variables) => CiReader.Read(new TestCake(_folder, variables: CiVariables.Only(variables)).Context);
}
