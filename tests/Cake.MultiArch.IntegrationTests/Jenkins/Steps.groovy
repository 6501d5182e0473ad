import groovy.json.JsonSlurper
import java.nio.file.Files

/** The steps, in `steps`, `script` and the conditions of `post`. */
class Steps extends Block {
    Scope scope

    Steps(Build build, Scope scope) { super(build); this.scope = scope }

    Map getParams() { build.params }
    Map getEnv() { scope.variables }
    String getScm() { 'scm' }
    CurrentBuild getCurrentBuild() { new CurrentBuild(build) }

    void echo(String text) { build.say(text) }
    void error(String text) { throw new Abort(text) }
    void script(Closure body) { fill(body, this) }
    void container(String name, Closure body) { within(scope.inContainer(name), body) }
    void timeout(Map words, Closure body) { new TimeLimit(build, words.time, words.unit).guard { within(scope, body) } }

    Map usernamePassword(Map words) {
        assert words.keySet() == ['credentialsId', 'usernameVariable', 'passwordVariable'] as Set
        words
    }

    void withCredentials(List<Map> bindings, Closure body) {
        def variables = [:]
        def before = build.secrets
        bindings.each {
            def pair = build.job.credentials[it.credentialsId]
            if (pair == null) { throw new Abort("Could not find credentials entry with ID '$it.credentialsId'") }
            variables += [(it.usernameVariable): pair[0], (it.passwordVariable): pair[1]]
            build.secrets += pair[1]
        }
        build.say("Masking supported pattern matches of ${bindings*.passwordVariable.collect { '$' + it }.join(' or ')}")
        try {
            within(scope.with(variables), body)
        } finally {
            build.secrets = before
        }
    }

    Map checkout(Object source) {
        assert source == 'scm'
        [GIT_COMMIT: checkedOut().variables.GIT_COMMIT]
    }

    /** What the Git plugin does: into the folder that is there, at the commit of the branch. */
    Scope checkedOut() {
        build.say('[Pipeline] checkout')
        def job = build.job
        git('init', '--quiet')
        git('fetch', '--quiet', '--force', '--', job.url, '+refs/heads/*:refs/remotes/origin/*')
        def commit = git('rev-parse', "origin/$job.branch")
        git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', commit)
        scope.variables += [GIT_COMMIT: commit, GIT_BRANCH: "origin/$job.branch" as String, GIT_URL: job.url]
        scope
    }

    private String git(String... words) {
        build.say("> git ${words.join(' ')}")
        build.output(scope.command(['git', '-C', build.workspace.path] + (words as List)))
    }

    void sh(String script) {
        build.say('[Pipeline] sh')
        def code = build.run(new Step(build, scope, script))
        if (code != 0) { throw new Abort("script returned exit code $code") }
    }

    boolean fileExists(String name) { new File(build.workspace, name).exists() }
    Object readJSON(Map words) {
        assert words.keySet() == ['file'] as Set
        noted(new JsonSlurper().parse(new File(build.workspace, words.file)))
    }

    /** The step of the Utility Steps plugin gives no null, but an object that Groovy takes for true. */
    private Object noted(Object value) {
        switch (value) {
            case null: return new JsonNull()
            case Map: return value.collectEntries { [(it.key): noted(it.value)] }
            case List: return value.collect { noted(it) }
            default: return value
        }
    }

    void archiveArtifacts(String artifacts) { archiveArtifacts(artifacts: artifacts) }

    void archiveArtifacts(Map words) {
        build.say('Archiving artifacts')
        def files = build.files(words.artifacts)
        if (!files && !words.allowEmptyArchive) {
            throw new Abort("No artifacts found that match the file pattern \"$words.artifacts\". Configuration error?")
        }
        build.archive(files)
    }

    void junit(String testResults) { junit(testResults: testResults) }

    void junit(Map words) {
        build.say('Recording test results')
        def files = build.files(words.testResults)
        if (!files && !words.allowEmptyResults) { throw new Abort('No test report files were found. Configuration error?') }
        if (files && files.every { Files.getLastModifiedTime(it).toMillis() < build.started - 3000 }) {
            throw new Abort('Test reports were found but none of them are new. Did tests run?')
        }
        files.each { file ->
            def suites = new XmlSlurper().parse(file.toFile())
            assert suites.name() in ['testsuites', 'testsuite'] : "$file is no JUnit report"
            def cases = suites.depthFirst().findAll { it.name() == 'testcase' }
            def failed = cases.count { test -> test.children().any { it.name() in ['failure', 'error'] } }
            build.junit << [file: build.workspace.toPath().relativize(file) as String, tests: cases.size(), failed: failed]
            if (failed > 0) { build.worsen('UNSTABLE') }
        }
    }

    private void within(Scope inner, Closure body) {
        def outer = scope
        scope = inner
        try {
            fill(body, this)
        } finally {
            scope = outer
        }
    }
}

class JsonNull {
    String toString() { 'null' }
}

class CurrentBuild {
    private final Build build

    CurrentBuild(Build build) { this.build = build }

    String getDescription() { build.description }
    void setDescription(Object text) { build.description = text as String }
    String getCurrentResult() { build.result ?: 'SUCCESS' }
}
