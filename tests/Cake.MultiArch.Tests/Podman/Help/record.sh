#!/bin/sh
# Usage: sh tests/Cake.MultiArch.Tests/Podman/Help/record.sh
#
# Records the help of the podman in PATH in a file beside this one, named as its version. The tests hold the settings
# against every file that is here.
set -eu

folder=$(cd -- "$(dirname -- "$0")" && pwd)
version=$(podman version --format '{{.Client.Version}}')

# What this host is configured to are defaults that podman would show.
unset CONTAINER_HOST CONTAINER_CONNECTION CONTAINERS_CONF REGISTRY_AUTH_FILE XDG_RUNTIME_DIR BUILDAH_ISOLATION

while read -r verb; do
    printf '$ podman%s --help\n' "${verb:+ $verb}"
    # The words of a verb are arguments of their own.
    # shellcheck disable=SC2086
    podman $verb --help </dev/null | sed 's/ *$//'
done >"$folder/$version.txt" <<'VERBS'

build
image exists
image inspect
image rm
info
login
logout
manifest add
manifest annotate
manifest create
manifest exists
manifest inspect
manifest push
manifest remove
manifest rm
pull
push
rmi
tag
version
VERBS
printf 'Recorded %s\n' "$folder/$version.txt"
