// Usage: groovy -cp FOLDER-OF-THIS-FILE:SNAKEYAML.JAR jenkins.groovy JOB.json      (the line `abort` on standard input aborts)
//
// Runs one build of a declarative Jenkinsfile that lies in a git repository: Groovy's own compiler reads the file, its
// structure is checked before anything runs, and `checkout`, `sh`, `junit`, `archiveArtifacts` and the rest really do their work,
// as Jenkins and its plugins would. What the project's Jenkinsfiles do not use is not known and is an error. It is not
// Jenkins: there is no CPS transformation, no sandbox, no controller and no agent connection.
//
// JOB.json: repository (a folder), url (the same for the agent), branch, script (the Jenkinsfile's path), home (a folder: workspace,
// archive, result.json), parameters, credentials (id: [user, password]), agents (label: the containers of its pod template), enter (the
// words before each command on the agent), image (the variables of a container's image), variables (of the build, such as CHANGE_ID).

import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration
import org.codehaus.groovy.control.MultipleCompilationErrorsException

def job = new JsonSlurper().parse(new File(args[0]))
def build = new Build(job)
Thread.startDaemon {
    System.in.eachLine { if (it == 'abort') { build.abort('Aborted by user') } }
}

try {
    def text = build.output(new ProcessBuilder('git', '-C', job.repository, 'show', "$job.branch:$job.script" as String))
    def compiler = new CompilerConfiguration(scriptBaseClass: DeclarativeScript.name)
    compiler.addCompilationCustomizers(new Structure())
    new GroovyShell(getClass().classLoader, new Binding(build: build), compiler).evaluate(text, 'WorkflowScript')
} catch (MultipleCompilationErrorsException e) {
    build.say(e.message)
    build.result = 'FAILURE'
} catch (Throwable e) {
    build.failed(e)
}
build.say("Finished: ${build.result ?: 'SUCCESS'}")
new File(job.home, 'result.json').text = JsonOutput.toJson(build.summary())
System.exit(build.result == null ? 0 : 1)
