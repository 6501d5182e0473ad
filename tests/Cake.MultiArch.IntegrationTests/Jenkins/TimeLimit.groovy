/** Aborts the build when it takes longer; 0 for no limit. */
class TimeLimit {
    private final Build build
    private final long milliseconds
    private final String told

    TimeLimit(Build build, Number time, String unit) {
        this.build = build
        milliseconds = java.util.concurrent.TimeUnit.valueOf(unit).toMillis(time as long)
        told = "Timeout set to expire in $time ${unit.toLowerCase()}"
    }

    void guard(Closure body) {
        if (milliseconds == 0) {
            body()
            return
        }
        build.say(told)
        def timer = new Timer(true)
        timer.runAfter(milliseconds as int) { build.abort('Cancelling nested steps due to timeout') }
        try {
            body()
        } finally {
            timer.cancel()
        }
    }
}
