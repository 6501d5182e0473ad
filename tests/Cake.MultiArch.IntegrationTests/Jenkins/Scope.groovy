/** Where steps run: the build's variables, and the container of the agent's pod, null outside of any. */
class Scope {
    final Build build
    Map<String, String> variables
    Map container
    List<Map> containers = []

    Scope(Build build) {
        this.build = build
        variables = build.variables()
    }

    Scope with(Map more) { copy(variables: variables + more.collectEntries { [(it.key): it.value as String] }) }

    Scope copy(Map changes) {
        def scope = new Scope(build)
        ['variables', 'container', 'containers'].each { scope[it] = changes.containsKey(it) ? changes[it] : this[it] }
        scope
    }

    Scope inContainer(String name) {
        def found = containers.find { it.name == name }
        if (found == null) { throw new Abort("container $name was not found in pod; it has ${containers*.name}") }
        copy(container: found)
    }

    /** A command on the agent; in a container of its pod there are only the variables of image, pod and build. */
    ProcessBuilder command(List<String> words, Map more = [:]) {
        def made = new ProcessBuilder(build.job.enter + words)
        if (container != null && build.pod != null) {
            made.environment().clear()
            made.environment().putAll(build.job.image)
            container.env?.each { made.environment()[it.name] = it.value as String }
        }
        made.environment().putAll(variables + more)
        made
    }
}
