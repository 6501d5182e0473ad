import java.nio.file.Files
import java.nio.file.Paths
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

/**
 * The process of an `sh` step, as the Durable Task plugin runs it: a script file, with -xe unless its first line says otherwise, without
 * standard input, and with both outputs in one file. To stop it, SIGTERM goes to every process whose environment has the step's cookie, and the step ends when the
 * script has, or 20 seconds later.
 */
class Step {
    private final Build build
    private final Scope scope
    private final String script
    private final String cookie = "durable-${UUID.randomUUID()}"
    private final CompletableFuture<Integer> ended = new CompletableFuture<>()
    private volatile String stopped

    Step(Build build, Scope scope, String script) {
        this.build = build
        this.scope = scope
        this.script = script
    }

    CompletableFuture<Integer> start() {
        def file = new File(build.temporary, "$cookie/script.sh")
        file.parentFile.mkdirs()
        file.text = script
        def shell = script.startsWith('#!') ? [file.path] : ['sh', '-xe', file.path]
        file.setExecutable(true, false)
        def log = new File(file.parentFile, 'log.txt')
        def process = scope.command(shell, [JENKINS_SERVER_COOKIE: cookie]).directory(build.workspace).redirectErrorStream(true).redirectOutput(log).start()
        process.outputStream.close()
        Thread.startDaemon {
            log.withReader { follow(it, process) }
            def code = process.waitFor()
            file.parentFile.deleteDir()
            if (stopped == null) { ended.complete(code) } else { ended.completeExceptionally(new Interrupted(stopped)) }
        }
        ended
    }

    /** Says what is written, line by line, until the script ends; what it has left running may write on. */
    private void follow(Reader log, Process process) {
        def buffer = new char[8192]
        def rest = ''
        for (def isEnd = false; ; isEnd = process.waitFor(20, TimeUnit.MILLISECONDS)) {
            for (int count; (count = log.read(buffer)) > 0;) { rest += new String(buffer, 0, count) }
            def lines = rest.split('\n', -1) as List
            lines.init().each { build.say(it) }
            rest = lines.last()
            if (isEnd) { break }
        }
        if (rest) { build.say(rest) }
    }

    void stop(String reason) {
        stopped = reason
        build.say('Sending interrupt signal to process')
        new Timer(true).runAfter(20_000) {
            if (ended.completeExceptionally(new Interrupted(reason))) { build.say('After 20s process did not stop') }
        }
        if (scope.container != null) {
            // The Kubernetes plugin, in the container.
            scope.command(['sh', '-c', 'kill $(grep -l "JENKINS_SERVER_COOKIE=$0" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3)', cookie]).start().waitFor()
        } else {
            def numbers = family()
            if (numbers) { new ProcessBuilder(['sh', '-c', 'kill "$@" 2>/dev/null', 'sh'] + numbers).start().waitFor() }
        }
    }

    /** The processes with the cookie and all below them, children first. */
    private List<String> family() {
        def numbers = new File('/proc').list().findAll { it.isInteger() }
        def parents = numbers.collectEntries { [(it): text(it, 'stat').replaceFirst(/.*\) . (\d+) .*/, '$1').trim()] }
        def found = new LinkedHashSet<String>()
        def add
        add = { String number ->
            parents.findAll { it.value == number }.keySet().each { add(it) }
            found << number
        }
        numbers.findAll { text(it, 'environ').split('\0').contains("JENKINS_SERVER_COOKIE=$cookie" as String) }.each { add(it) }
        found as List
    }

    private static String text(String number, String file) {
        try {
            return new String(Files.readAllBytes(Paths.get('/proc', number, file)), 'ISO-8859-1')
        } catch (IOException e) {
            return ''
        }
    }
}
