/** What stands outside of everything in a Jenkinsfile. The binding holds the build. */
abstract class DeclarativeScript extends Script {
    void pipeline(Closure body) {
        def pipeline = new Pipeline(binding.getVariable('build'))
        Block.fill(body, pipeline)
        pipeline.run()
    }
}
