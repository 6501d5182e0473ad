# shellcheck shell=bash
# A podman storage and a registry of a benchmark's own, for the benchmarks that publish. Sourced; sets work, registry and platforms, has the
# handlers registered and the image localhost/base:1 built, and removes all at the end.
platforms=linux/amd64,linux/arm64,linux/s390x
work=$(mktemp -d)
registry_pid=''

clean_up() {
    [ -z "$registry_pid" ] || kill "$registry_pid" 2>/dev/null || true
    awk -v dir="$work/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r -n 1 umount -l || true
    rm -rf "$work"
}
trap clean_up EXIT

export NO_COLOR=1 BUILDAH_ISOLATION=chroot
export CONTAINERS_STORAGE_CONF=$work/storage.conf
cat >"$CONTAINERS_STORAGE_CONF" <<CONF
[storage]
driver = "overlay"
graphroot = "$work/root"
runroot = "$work/run"
CONF

registry=127.0.0.1:$((20000 + RANDOM % 20000))
cat >"$work/registry.yml" <<CONF
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: $registry}
CONF
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
registry_pid=$!

./build.sh --target=EnsureBinfmt --platform=$platforms --report="$work/report" --verbosity=quiet >/dev/null
sh eng/busybox-rootfs.sh "$work/base" amd64 arm64 s390x >/dev/null
podman build --layers=false --jobs 3 --platform $platforms --manifest localhost/base:1 "$work/base" >/dev/null 2>&1

values() {
    awk -v what="$1" '$1 == what { print $2 }' "$work/times" | sort -n
}

# Of the lines "WHAT NUMBER" in the file times, printed by a format.
median() {
    values "$1" | awk -v format="${2:-%.3f}" '{ v[NR] = $1 } END { printf format, NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
