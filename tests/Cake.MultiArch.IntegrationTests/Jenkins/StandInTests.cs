using Cake.MultiArch.IntegrationTests.Bootstrap;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>
/// What the stand-in for Jenkins refuses and how it ends a build, so that a green build of a Jenkinsfile means something.
/// </summary>
public class StandInTests
{
    private const string Start =
        """
        pipeline {
          agent { label 'podman' }
          options { skipDefaultCheckout(true) }
          stages {
            stage('one') {
              steps {

        """;

    [Theory]
    [InlineData("stages {", "stagess {", "unknown section 'stagess' in pipeline")]
    [InlineData("label 'base'\n", "labels 'base'\n", "labels() is applicable")]
    [InlineData("label 'base'\n", "label 'nowhere'\n", "There are no nodes with the label 'nowhere'")]
    [InlineData("  agent {\n    node {\n      label 'base'\n    }\n  }\n", "", "missing required section agent in pipeline")]
    [InlineData("timestamps()", "timeStamps()", "unknown option 'timeStamps'")]
    [InlineData("string(name: 'IMAGE'", "text(name: 'IMAGE'", "unknown parameter type 'text'")]
    [InlineData("always {", "allways {", "unknown condition 'allways'")]
    [InlineData("archiveArtifacts artifacts", "archiveArtefacts artifacts", "unknown step 'archiveArtefacts'")]
    [InlineData("allowEmptyArchive: true", "allowEmpty: true", "unknown argument 'allowEmpty' of archiveArtifacts")]
    [InlineData("checkout scm\n", "if (true) { checkout scm }\n", "other Groovy belongs into script { }")]
    [InlineData("container('base')", "container('bass')", "container bass was not found in pod")]
    [InlineData("params.REGISTRY_CREDENTIALS,", "'other',", "Could not find credentials entry with ID 'other'")]
    [InlineData("pipeline {", "pipeline", "startup failed")]
    public async Task A_mistake_in_a_Jenkinsfile_is_found(string right, string wrong, string message)
    {
        await using var job = new JenkinsJob();
        job.Write("Jenkinsfile", await File.ReadAllTextAsync(Sources.PathOf("Jenkinsfile"), TestContext.Current.CancellationToken));
        job.Replace(right, wrong);
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("FAILURE");

        build.Log.ShouldContain(message);
        build.Log.ShouldNotContain("PushMultiArch");
    }

    [Theory]
    [InlineData("archiveArtifacts 'none/*'", "No artifacts found that match the file pattern \"none/*\"")]
    [InlineData("junit 'none/*.xml'", "No test report files were found")]
    [InlineData("error 'on purpose'", "on purpose")]
    public async Task What_lacks_or_fails_fails_the_build_skips_the_rest_and_runs_post_in_order(string step, string message)
    {
        using var build = (await BuildAsync($$"""
            {{step}} } }
            stage('two') { steps { echo 'is the second' } }
          }
          post {
            cleanup { echo 'fourth' }
            success { echo 'never' }
            unsuccessful { echo 'third' }
            failure { echo 'second' }
            always { echo 'first' }
          }
        }
        """)).ShouldBe("FAILURE");

        build.Log.ShouldContain(message);
        build.Log.ShouldContain("\"two\" skipped due to earlier failure(s)");
        build.Log.ShouldNotContain("is the second");
        build.Log.ShouldContain("first\nsecond\nthird\nfourth\n");
    }

    [Fact]
    public async Task A_test_that_failed_makes_the_build_unstable_and_a_report_of_an_earlier_build_fails_it()
    {
        using var unstable = await BuildAsync(
            """
            sh 'echo "<testsuite><testcase/><testcase><failure/></testcase></testsuite>" >results.xml'
            junit 'results.xml' } } } }
            """
        );
        using var old = await BuildAsync(
            "sh 'echo \"<testsuite/>\" >results.xml; touch -d yesterday results.xml'\njunit 'results.xml' } } } }"
        );

        unstable.ShouldBe("UNSTABLE").TestResults.ShouldBe(["results.xml 2 1"]);
        old.ShouldBe("FAILURE").Log.ShouldContain("none of them are new");
    }

    [Fact]
    public async Task A_secret_that_a_step_prints_is_masked_and_noticed()
    {
        using var build = await BuildAsync(
            """
            withCredentials([usernamePassword(credentialsId: 'registry', usernameVariable: 'NAME', passwordVariable: 'WORD')]) {
              sh 'set +x; echo "$NAME:$WORD"'
            }
            sh 'echo "outside:$WORD"' } } } }
            """);

        build.Result.ShouldBe("SUCCESS", build.Log);
        build.Log.ShouldContain("\nci:****\n");
        build.Log.ShouldContain("\noutside:\n");
        Should.Throw<ShouldAssertException>(() => build.ShouldBe("SUCCESS"));
    }

    [Fact]
    public async Task An_abort_ends_every_process_of_the_step_and_waits_for_its_own_alone()
    {
        await using var job = new JenkinsJob();
        job.Write(
            "Jenkinsfile",
            Start
                + """
                    sh '(trap "sleep 1; touch late; exit" TERM; while :; do sleep 0.1 || :; done) & trap "touch cleaned; exit 3" TERM; echo ready; while :; do sleep 0.1 || :; done'
                  } } }
                  post { aborted { sh 'ls' } }
                }
                """
        );
        await job.CommitAsync();
        using var build = job.Start();
        await Waiting.UntilAsync(() => build.Log.Contains("\nready\n", StringComparison.Ordinal), "The step did not begin.");

        await build.AbortAsync();
        await build.EndAsync();

        build
            .ShouldBe("ABORTED")
            .Log.ShouldContain("+ ls\ncleaned\n", Case.Sensitive, "a script that does not wait for what it started is not waited for");
        await Waiting.UntilAsync(() => File.Exists(Path.Combine(job.Workspace, "late")), "The process in the background was not told.");
    }

    [Fact]
    public async Task The_end_of_a_limit_of_time_aborts()
    {
        using var build = await BuildAsync(
            """
            timeout(time: 1, unit: 'SECONDS') { sh 'exec sleep 100' } } } }
              post { aborted { echo 'it took too long' } }
            }
            """);

        build.ShouldBe("ABORTED").Log.ShouldContain("\nit took too long\n");
    }

    [Fact]
    public async Task A_step_that_does_not_listen_is_left_after_twenty_seconds()
    {
        await using var job = new JenkinsJob();
        job.Write(
            "Jenkinsfile",
            Start + "sh 'trap \"\" TERM; echo ready; while [ -e Jenkinsfile ] || [ -e ../job.json ]; do sleep 0.1 || :; done' } } } }"
        );
        await job.CommitAsync();
        using var build = job.Start();
        await Waiting.UntilAsync(() => build.Log.Contains("\nready\n", StringComparison.Ordinal), "The step did not begin.");

        await build.AbortAsync();
        await build.EndAsync();

        build.ShouldBe("ABORTED").Log.ShouldContain("After 20s process did not stop");
    }

    private static async Task<JenkinsBuild> BuildAsync(string rest)
    {
        await using var job = new JenkinsJob();
        job.Write("Jenkinsfile", Start + rest);
        await job.CommitAsync();
        return await job.BuildAsync();
    }
}
