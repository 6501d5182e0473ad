/** The whole, with all sections. */
class Pipeline extends Section {
    Closure parametersBlock, stagesBlock

    Pipeline(Build build) { super(build) }

    void parameters(Closure body) { parametersBlock = body }
    void stages(Closure body) { stagesBlock = body }

    void run() {
        if (parametersBlock != null) { fill(parametersBlock, new Parameters(build)) }
        play(new Scope(build)) { scope ->
            fill(stagesBlock, new Stages(build, scope))
        }
    }
}

/** What `pipeline` and `stage` have in common. */
abstract class Section extends Block {
    Closure agentBlock, environmentBlock, optionsBlock, postBlock

    Section(Build build) { super(build) }

    void agent(Closure body) { agentBlock = body }
    void environment(Closure body) { environmentBlock = body }
    void options(Closure body) { optionsBlock = body }
    void post(Closure body) { postBlock = body }

    /** Runs what is inside with agent, environment and limit of time, and then what is to follow. */
    protected void play(Scope outer, Closure<Void> inside) {
        String before = build.result
        build.result = null
        def scope = outer
        try {
            def options = new Options(build)
            if (optionsBlock != null) { fill(optionsBlock, options) }
            if (agentBlock != null) { scope = Agent.allocate(build, agentBlock, scope) }
            if (environmentBlock != null) {
                def variables = [params: build.params, env: scope.variables]
                fill(environmentBlock, variables)
                scope = scope.with(variables.findAll { !(it.key in ['params', 'env']) })
            }
            options.limit.guard { inside(scope) }
        } catch (Throwable e) {
            build.failed(e)
        }
        def after = new Post(build)
        if (postBlock != null) {
            build.say('[Pipeline] { (Declarative: Post Actions)')
            fill(postBlock, after)
            after.run(scope)
        }
        build.worsen(before)
    }
}

class Stages extends Block {
    final Scope scope

    Stages(Build build, Scope scope) { super(build); this.scope = scope }

    void stage(String name, Closure body) {
        build.say("[Pipeline] { ($name)")
        def stage = new StageBlock(build)
        fill(body, stage)
        if (build.result in ['FAILURE', 'ABORTED']) {
            build.say("Stage \"$name\" skipped due to earlier failure(s)")
        } else if (stage.whenBlock != null && !new When(build, scope).holds(stage.whenBlock)) {
            build.say("Stage \"$name\" skipped due to when conditional")
        } else {
            stage.run(scope.with(STAGE_NAME: name))
        }
    }
}

class StageBlock extends Section {
    Closure stepsBlock, whenBlock

    StageBlock(Build build) { super(build) }

    void steps(Closure body) { stepsBlock = body }
    void when(Closure body) { whenBlock = body }

    void run(Scope outer) {
        play(outer) { scope ->
            fill(stepsBlock, new Steps(build, scope))
        }
    }
}

class When extends Block {
    final Scope scope
    private boolean held = true

    When(Build build, Scope scope) { super(build); this.scope = scope }

    boolean holds(Closure body) { fill(body, this); held }

    void changeRequest() { held &= scope.variables.containsKey('CHANGE_ID') }
    void not(Closure body) { held &= !new When(build, scope).holds(body) }
}

class Parameters extends Block {
    Parameters(Build build) { super(build) }

    void string(Map words) { build.declare(words.name, words.defaultValue ?: '') }
    void choice(Map words) { build.declare(words.name, words.choices[0]) }
}

class Options extends Block {
    TimeLimit limit

    Options(Build build) { super(build); limit = new TimeLimit(build, 0, 'SECONDS') }

    void skipDefaultCheckout(boolean value = true) { build.checksOutByItself = !value }
    void timeout(Map words) { limit = new TimeLimit(build, words.time, words.unit) }
    void timestamps() { }
    void disableConcurrentBuilds(Map words = [:]) { assert words.keySet() - ['abortPrevious'] == [] as Set }
    void buildDiscarder(Map rotator) { assert rotator.keySet() - ['numToKeepStr', 'artifactNumToKeepStr', 'daysToKeepStr', 'artifactDaysToKeepStr'] == [] as Set }
    Map logRotator(Map words) { words }
}

class Post extends Block {
    private final Map<String, Closure> conditions = [:]

    Post(Build build) { super(build) }

    void always(Closure body) { conditions.always = body }
    void aborted(Closure body) { conditions.aborted = body }
    void failure(Closure body) { conditions.failure = body }
    void success(Closure body) { conditions.success = body }
    void unstable(Closure body) { conditions.unstable = body }
    void unsuccessful(Closure body) { conditions.unsuccessful = body }
    void cleanup(Closure body) { conditions.cleanup = body }

    /** In Jenkins's order. A condition that fails does not keep the next from running. */
    void run(Scope scope) {
        Structure.CONDITIONS.findAll { conditions[it] != null && applies(it) }.each { name ->
            try {
                fill(conditions[name], new Steps(build, scope))
            } catch (Throwable e) {
                build.failed(e)
            }
        }
    }

    private boolean applies(String condition) {
        switch (condition) {
            case ['always', 'cleanup']: return true
            case 'success': return build.result == null
            case 'unsuccessful': return build.result != null
            default: return build.result == condition.toUpperCase()
        }
    }
}
