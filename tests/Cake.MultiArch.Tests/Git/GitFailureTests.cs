using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Tests.Git;

/// <summary>What git 2.39 to 2.51, curl, OpenSSH and git-lfs write; the cases that a test cannot bring about on every machine.</summary>
public class GitFailureTests
{
    private static readonly GitUrl Https = new("https://git.example.com/web", "https://git.example.com", null);
    private static readonly GitUrl Ssh = new("git@git.example.com:web", null, null);

    [Theory]
    [InlineData("MA1306", "fatal: unable to access 'https://git.example.com/web/': Could not resolve host: git.example.com")]
    [InlineData(
        "MA1306",
        "fatal: unable to access 'https://git.example.com/web/': SSL certificate problem: unable to get local issuer certificate"
    )]
    [InlineData(
        "MA1306",
        "fatal: unable to access 'https://git.example.com/web/': server certificate verification failed. CAfile: none CRLfile: none"
    )]
    [InlineData("MA1306", "fatal: unable to access 'https://git.example.com/web/': gnutls_handshake() failed: Error in the pull function.")]
    [InlineData("MA1306", "fatal: unable to access 'https://git.example.com/web/': The requested URL returned error: 502")]
    [InlineData(
        "MA1306",
        "error: RPC failed; curl 28 Operation too slow. Less than 1 bytes/sec transferred the last 120 seconds\nfatal: the remote end hung up unexpectedly"
    )]
    [InlineData("MA1306", "fatal: unable to connect to git.example.com:\ngit.example.com[0: 192.0.2.1]: errno=Connection refused")]
    [InlineData(
        "MA1307",
        "remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: repository 'https://git.example.com/web/' not found"
    )]
    [InlineData("MA1307", "fatal: https://git.example.com/web/info/refs not valid: is this a git repository?")]
    [InlineData("MA1307", "git: 'remote-foo' is not a git command. See 'git --help'.")]
    [InlineData("MA1307", "fatal: transport 'ext' not allowed")]
    [InlineData("MA1308", "fatal: could not read Username for 'https://git.example.com': terminal prompts disabled")]
    [InlineData("MA1308", "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://git.example.com/web/'")]
    [InlineData("MA1308", "fatal: unable to access 'https://git.example.com/web/': The requested URL returned error: 403")]
    [InlineData(
        "MA1314",
        "git-lfs filter-process: 1: git-lfs: not found\nfatal: the remote end hung up unexpectedly\nerror: external filter 'git-lfs filter-process' failed\nfatal: big.bin: smudge filter lfs failed"
    )]
    [InlineData(
        "MA1314",
        "git-lfs filter-process: line 1: git-lfs: command not found\nerror: external filter 'git-lfs filter-process' failed\nfatal: big.bin: smudge filter lfs failed"
    )]
    [InlineData(
        "MA1315",
        "Error downloading object: big.bin (7d8fbcb): Smudge error: Error downloading big.bin (7d8f): batch response: This repository is over its data quota.\nerror: external filter 'git-lfs filter-process' failed\nfatal: big.bin: smudge filter lfs failed"
    )]
    [InlineData("MA1317", "fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output")]
    [InlineData("MA1317", "error: unable to create file a/b: Disk quota exceeded\nfatal: unable to checkout working tree")]
    [InlineData("MA1318", "fatal: detected dubious ownership in repository at '/srv/web'\nTo add an exception for this directory, call:")]
    [InlineData("MA1319", "fatal: something that nobody has seen before")]
    [InlineData("MA1319", "")]
    [InlineData(
        "MA1320",
        "fatal: cannot exec '/tmp/run/git-askpass': Permission denied\nerror: unable to read askpass response from '/tmp/run/git-askpass'\nfatal: could not read Username for 'https://git.example.com': terminal prompts disabled"
    )]
    public void The_cause_is_recognised(string id, string errors)
    {
        var problem = new GitFailure(Https, hasCredentials: false).Of(Outcome(errors));
        problem.Id.ShouldBe(id);
        new[] { problem.What, problem.Where, problem.Why, problem.Repair }.ShouldAllBe(text => text.Length > 0);
    }

    [Theory]
    [InlineData(
        "MA1306",
        "ssh: connect to host git.example.com port 22: Connection timed out\nfatal: Could not read from remote repository."
    )]
    [InlineData(
        "MA1306",
        "ssh: Could not resolve hostname git.example.com: Name or service not known\nfatal: Could not read from remote repository."
    )]
    [InlineData("MA1307", "ERROR: Repository not found.\nfatal: Could not read from remote repository.")]
    [InlineData("MA1308", "git@git.example.com: Permission denied (publickey,password).\nfatal: Could not read from remote repository.")]
    [InlineData(
        "MA1309",
        "No ED25519 host key is known for git.example.com and you have requested strict checking.\nHost key verification failed.\nfatal: Could not read from remote repository."
    )]
    [InlineData("MA1319", "fatal: Could not read from remote repository.")]
    public void The_cause_is_recognised_behind_SSH(string id, string errors)
    {
        var problem = new GitFailure(Ssh, hasCredentials: false).Of(Outcome(errors));
        problem.Id.ShouldBe(id);
        problem.Repair.ShouldNotContain("MULTIARCH_GIT_PASSWORD");
    }

    [Theory]
    [InlineData("fatal: remote error: upload-pack: not our ref 0123456789012345678901234567890123456789")]
    [InlineData("error: Server does not allow request for unadvertised object 0123456789012345678901234567890123456789")]
    [InlineData("fatal: remote error: want 0123456789012345678901234567890123456789 not valid")]
    public void A_server_that_does_not_hand_out_a_commit_is_asked_for_its_history(string errors) =>
        GitFailure.NeedsHistory(Outcome(errors)).ShouldBeTrue();

    [Fact]
    public void The_why_is_the_first_complaint_and_not_the_advice_below() =>
        new GitFailure(Ssh, hasCredentials: false)
            .Of(
                Outcome(
                    "Warning: Permanently added 'git.example.com' to the list of known hosts.\ngit@git.example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights"
                )
            )
            .Why.ShouldBe("git@git.example.com: Permission denied (publickey).");

    [Theory]
    [InlineData(true, "an access token")]
    [InlineData(false, "No credentials were given")]
    public void What_to_do_about_a_refusal_depends_on_whether_there_were_credentials(bool hasCredentials, string repair) =>
        new GitFailure(Https, hasCredentials)
            .Of(Outcome("fatal: Authentication failed for 'https://git.example.com/web/'"))
            .Repair.ShouldContain(repair);

    [Fact]
    public void A_submodule_on_a_local_path_is_answered_with_the_setting_that_allows_it()
    {
        var problem = new GitFailure(Https, hasCredentials: false).OfSubmodule(
            Outcome(
                "Cloning into '/tmp/clone/libs/a'...\nfatal: transport 'file' not allowed\nfatal: clone of '/srv/a' into submodule path '/tmp/clone/libs/a' failed"
            )
        );
        problem.Id.ShouldBe("MA1316");
        problem.What.ShouldContain("libs/a");
        problem.Repair.ShouldContain("protocol.file.allow");
    }

    private static ProcessOutcome Outcome(string errors) => new(128, "", errors.Split('\n'), errors.Split('\n'));
}
