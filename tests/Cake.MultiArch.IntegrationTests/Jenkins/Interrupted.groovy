/** The build was aborted, by somebody or by a limit of time. */
class Interrupted extends Exception {
    Interrupted(String reason) { super(reason) }
}
