/** Where steps run: the build's variables, the folder, and the container of the agent's pod, null outside of any. */
class Scope {
    final Build build
    Map<String, String> variables
    File folder
    Map container
    List<Map> containers = []

    Scope(Build build) {
        this.build = build
        variables = build.variables()
        folder = build.workspace
    }

    Scope with(Map more) { copy(variables: variables + more.collectEntries { [(it.key): it.value as String] }) }

    Scope copy(Map changes) {
        def scope = new Scope(build)
        ['variables', 'folder', 'container', 'containers'].each { scope[it] = changes.containsKey(it) ? changes[it] : this[it] }
        scope
    }

    Scope inContainer(String name) {
        def found = containers.find { it.name == name }
        if (found == null) { throw new Abort("container $name was not found in pod; it has ${containers*.name}") }
        copy(container: found)
    }
}
