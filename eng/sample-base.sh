#!/bin/sh
# Usage: sh eng/sample-base.sh FOLDER PLATFORM...
#
# Makes the base image of samples/site where no registry is reachable: one list with an entry for each platform
# (linux/amd64, linux/arm64, linux/arm/v7, ...), out of Debian's static busybox and without emulation, in the storage that
# podman uses by itself. Prints the list's name, which names its content; a list that is there already is not made again.
# FOLDER keeps what was downloaded.
set -eu

fail() {
    printf 'sample-base.sh: error: %s\n' "$*" >&2
    exit 1
}

folder=$1
shift

architectures='' platforms=''
for platform in "$@"; do
    case $platform in
        linux/arm | linux/arm/v7 | linux/arm64/v8) ;;
        linux/arm/*) fail "Debian's busybox for arm is made for linux/arm/v7, not for $platform." ;;
        linux/*/*) fail "Debian's busybox for $platform is not known to run on it; leave out the variant." ;;
        linux/*) ;;
        *) fail "Debian's busybox is for Linux, not for $platform." ;;
    esac
    architecture=${platform#linux/}
    architectures="$architectures ${architecture%%/*}"
    platforms="$platforms,$platform"
done

# Architectures and platforms are words without blanks.
# shellcheck disable=SC2086
hash=$(sh "$(dirname -- "$0")/busybox-rootfs.sh" "$folder" $architectures)

podman=podman
command -v podman >/dev/null 2>&1 || podman=docker
list=localhost/multiarch-sample-base:$hash
if ! "$podman" manifest exists "$list"; then
    # Under a name of its own until it is whole: another run may be making the same.
    making=localhost/multiarch-sample-base:making-$$-$(date +%s)
    # shellcheck disable=SC2064 # the name does not change any more
    trap "$podman manifest rm $making >/dev/null 2>&1 || true" EXIT
    # Without --layers=false podman takes one platform's files for another's: the steps read the same.
    "$podman" build --quiet --layers=false --jobs $# --platform "${platforms#,}" --manifest "$making" "$folder" >&2
    made=$("$podman" manifest inspect "$making" | grep -c '"architecture"')
    [ "$made" -eq $# ] || fail "podman made a base image with $made entries for $# platforms (${platforms#,})."
    "$podman" tag "$making" "$list"
fi
printf '%s\n' "$list"
