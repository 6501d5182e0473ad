import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.Paths
import java.util.concurrent.ExecutionException

/** One build of the job: its log, its result, the steps' processes, and what it leaves. */
class Build {
    static final WORSE = [null, 'UNSTABLE', 'FAILURE', 'ABORTED']

    final Map job
    final Map params = [:]
    final List<String> archived = []
    final List<Map> junit = []
    final long started = System.currentTimeMillis()
    String result, description
    boolean checksOutByItself = true
    Map pod
    List<String> secrets = []
    private Step running
    private String interruption

    Build(Map job) { this.job = job }

    File getWorkspace() { new File(job.home, 'workspace') }
    File getTemporary() { new File(job.home, 'workspace@tmp') }

    /** A parameter has its default in a job's first build, but is a variable of the environment only where the build was given parameters. */
    void declare(String name, Object value) { params[name] = job.parameters.containsKey(name) ? job.parameters[name] : value }

    Map<String, String> variables() {
        def own = [BUILD_NUMBER: '7', BUILD_ID: '7', JOB_NAME: 'site', BUILD_TAG: 'jenkins-site-7', CI: 'true',
                   WORKSPACE: workspace.path, WORKSPACE_TMP: temporary.path]
        own + job.variables + (job.parameters ? params.collectEntries { [(it.key): it.value as String] } : [:])
    }

    synchronized void say(String text) {
        println secrets.inject(text) { line, secret -> line.replace(secret, '****') }
        System.out.flush()
    }

    void worsen(String other) {
        if (WORSE.indexOf(other) > WORSE.indexOf(result)) { result = other }
    }

    void failed(Throwable e) {
        worsen(e instanceof Interrupted ? 'ABORTED' : 'FAILURE')
        if (e instanceof Interrupted || e instanceof Abort) {
            say(e instanceof Interrupted ? e.message : "ERROR: $e.message")
        } else {
            say(e.toString() + e.stackTrace.findAll { it.fileName == 'WorkflowScript' }.collect { "\n\tat line $it.lineNumber" }.join(''))
        }
    }

    /** What the X of a build does, and the end of a limit of time. */
    synchronized void abort(String reason) {
        say(reason)
        if (running == null) {
            interruption = reason
        } else {
            running.stop(reason)
        }
    }

    /** Runs a step's process to its end, and throws when it is aborted. */
    int run(Step step) {
        synchronized (this) {
            if (interruption != null) {
                def reason = interruption
                interruption = null
                throw new Interrupted(reason)
            }
            running = step
        }
        try {
            return step.start().get()
        } catch (ExecutionException e) {
            throw e.cause
        } finally {
            synchronized (this) { running = null }
        }
    }

    /** The output of a command that Jenkins runs for itself. */
    String output(ProcessBuilder command) {
        def process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start()
        process.outputStream.close()
        def text = process.inputStream.text
        if (process.waitFor() != 0) { throw new Abort("${command.command().join(' ')} returned status code ${process.exitValue()}") }
        text.trim()
    }

    /** The files of the workspace that patterns of Ant name. */
    List<Path> files(String patterns) {
        def root = workspace.toPath()
        def matchers = patterns.split(/\s*,\s*/).collect { root.fileSystem.getPathMatcher("glob:$it") }
        if (!workspace.exists()) { return [] }
        def stream = Files.walk(root)
        try {
            return stream.iterator().toList().findAll { file -> Files.isRegularFile(file) && matchers.any { it.matches(root.relativize(file)) } }
        } finally {
            stream.close()
        }
    }

    void archive(List<Path> files) {
        files.each { file ->
            def name = workspace.toPath().relativize(file)
            def target = Paths.get(job.home, 'archive').resolve(name)
            Files.createDirectories(target.parent)
            Files.deleteIfExists(target)
            Files.copy(file, target)
            archived << (name as String)
        }
    }

    Map summary() { [result: result ?: 'SUCCESS', description: description, archived: archived, junit: junit, pod: pod] }
}
