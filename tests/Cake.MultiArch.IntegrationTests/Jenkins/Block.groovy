/** A { } block of a Jenkinsfile: the words that it knows are the methods of its class. */
abstract class Block {
    final Build build

    Block(Build build) { this.build = build }

    static void fill(Closure body, Object words) {
        body.delegate = words
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
    }
}
