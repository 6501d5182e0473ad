/** A failure that a step tells in a sentence. */
class Abort extends Exception {
    Abort(String message) { super(message) }
}
