// Usage: groovy jenkins.groovy JENKINSFILE
//
// Runs a declarative Jenkinsfile in the working directory: Groovy's compiler reads it, the directives are those that
// Jenkins knows and this project uses (any other is an error), and `sh` really runs. It is not Jenkins: there is no CPS
// transformation, no sandbox and no agent. Each step is printed; the exit code is 1 when the pipeline fails.

class Directives {
    Map params = [:]
    Map environment = [:]
    def scm = 'scm'

    static void apply(Closure body, Object delegate) {
        body.delegate = delegate
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
    }

    static void say(String text) {
        println "jenkins: $text"
        System.out.flush()
    }
}

class Pipeline extends Directives {
    Closure all
    boolean hasAgent

    void agent(Closure body) { apply(body, new Agent()); hasAgent = true }
    void options(Closure body) { apply(body, new Options()) }
    void parameters(Closure body) { apply(body, new Parameters(params: params)) }
    void stages(Closure body) { all = body }
}

class Agent {
    void node(Closure body) { Directives.apply(body, new Label()) }
}

class Label {
    void label(String name) { Directives.say("agent $name") }
}

class Options {
    void skipDefaultCheckout(boolean value) { }
    void timeout(Map arguments) { assert arguments.keySet() == ['time', 'unit'] as Set }
}

class Parameters extends Directives {
    void string(Map arguments) {
        assert arguments.keySet() == ['name', 'defaultValue', 'description'] as Set
        params[arguments.name] = arguments.defaultValue
    }
}

class Stages extends Directives {
    void stage(String name, Closure body) {
        Directives.say("stage $name")
        def stage = new Stage(params: params, environment: environment)
        apply(body, stage)
        assert stage.work != null : "stage '$name' has no steps"
        try {
            apply(stage.work, new Steps(params: params, environment: environment))
        } finally {
            if (stage.after != null) {
                apply(stage.after, new Post(params: params, environment: environment))
            }
        }
    }
}

class Stage extends Directives {
    Closure work, after

    void steps(Closure body) { work = body }
    void post(Closure body) { after = body }
}

class Post extends Directives {
    void always(Closure body) { apply(body, new Steps(params: params, environment: environment)) }
}

class Steps extends Directives {
    void container(String name, Closure body) {
        Directives.say("container $name")
        apply(body, this)
    }

    void checkout(Object source) {
        assert source == 'scm'
        Directives.say('checkout')
    }

    Map usernamePassword(Map arguments) {
        assert arguments.keySet() == ['credentialsId', 'usernameVariable', 'passwordVariable'] as Set
        arguments
    }

    void withCredentials(List<Map> bindings, Closure body) {
        def added = bindings.collectEntries {
            Directives.say("credentials $it.credentialsId")
            [(it.usernameVariable): 'ci', (it.passwordVariable): 's3cret']
        }
        apply(body, new Steps(params: params, environment: environment + added))
    }

    void sh(String script) {
        Directives.say("sh $script")
        // Jenkins runs a script without a first line of its own with -xe, and gives it the parameters as variables.
        def builder = new ProcessBuilder('sh', '-xe', '-c', script).inheritIO()
        (params + environment).each { builder.environment()[it.key as String] = it.value as String }
        def status = builder.start().waitFor()
        if (status != 0) {
            throw new IllegalStateException("script returned exit code $status")
        }
    }

    void archiveArtifacts(Map arguments) {
        assert arguments.keySet() == ['artifacts', 'allowEmptyArchive'] as Set
        Directives.say("archive $arguments.artifacts")
    }
}

abstract class DeclarativeScript extends Script {
    void pipeline(Closure body) {
        def pipeline = new Pipeline()
        Directives.apply(body, pipeline)
        assert pipeline.hasAgent : 'the pipeline has no agent'
        Directives.apply(pipeline.all, new Stages(params: pipeline.params))
    }
}

def compiler = new org.codehaus.groovy.control.CompilerConfiguration(scriptBaseClass: DeclarativeScript.name)
try {
    new GroovyShell(DeclarativeScript.classLoader, new Binding(), compiler).evaluate(new File(args[0]))
} catch (Throwable failure) {
    System.err.println "jenkins: $failure.message"
    System.exit(1)
}
