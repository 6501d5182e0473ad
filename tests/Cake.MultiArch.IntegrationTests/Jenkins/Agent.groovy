import org.yaml.snakeyaml.Yaml
import org.yaml.snakeyaml.constructor.SafeConstructor

/** The words of `agent { }`. A label is an agent that Jenkins knows already, perhaps one with the containers of a pod template. */
class Agent extends Block {
    private String name
    private Map pod
    private String chosen

    Agent(Build build) { super(build) }

    static Scope allocate(Build build, Closure body, Scope outer) {
        def agent = new Agent(build)
        fill(body, agent)
        build.workspace.mkdirs()
        build.temporary.mkdirs()
        agent.enter(outer)
    }

    void label(String text) { name = text }
    void node(Closure body) { fill(body, this) }
    void kubernetes(Closure body) { fill(body, this) }
    void defaultContainer(String text) { chosen = text }

    void yaml(String text) {
        pod = new Yaml(new SafeConstructor()).load(text)
        assert pod.apiVersion == 'v1' && pod.kind == 'Pod' : 'the yaml is no pod'
        pod.spec.containers.each { container ->
            container.volumeMounts?.each { mount ->
                assert mount.name in pod.spec.volumes*.name : "container $container.name mounts $mount.name, which is no volume of the pod"
            }
        }
        build.pod = pod
    }

    private Scope enter(Scope outer) {
        def containers
        if (pod != null) {
            // The Kubernetes plugin adds the agent's own container.
            containers = [[name: 'jnlp']] + pod.spec.containers
        } else {
            if (!build.job.agents.containsKey(name)) { throw new Abort("There are no nodes with the label '$name'") }
            containers = build.job.agents[name].collect { [name: it] }
        }
        build.say("Running on ${name ?: 'a pod'} in $build.workspace")
        def scope = outer.copy(containers: containers)
        scope = chosen == null ? scope : scope.inContainer(chosen)
        build.checksOutByItself ? new Steps(build, scope).checkedOut() : scope
    }
}
