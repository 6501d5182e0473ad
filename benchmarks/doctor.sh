#!/usr/bin/env bash
# Usage: benchmarks/doctor.sh [ROUNDS]
#
# What Plan and Doctor take in a warm process, ROUNDS times (default 20) after one that is not counted: a Containerfile with four base images
# of three platforms in a registry on the loopback, and that registry as the destination. Beside them, what podman alone takes to say its
# version (Plan asks that) and what it knows of the host (Doctor asks both).
#
# Budgets: median(plan) - median(podman version) under 300 ms, median(doctor) under 1000 ms. Exits 1 when one is missed.
# Needs what ./build.sh --setup --target=Test installs. Storage and registry are its own and are removed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-20}
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
mkdir "$work/site"
for name in one two three four; do
    podman manifest push --tls-verify=false --all localhost/base:1 "docker://$registry/$name:1" >/dev/null 2>&1
    printf 'FROM %s/%s:1 AS %s\nRUN uname -m > /machine\n' "$registry" "$name" "$name"
done >"$work/site/Containerfile"
printf 'COPY --from=one /machine /1\nCOPY --from=two /machine /2\nCOPY --from=three /machine /3\n' >>"$work/site/Containerfile"

dotnet cake benchmarks/doctor.cake --rounds="$rounds" --times="$work/times" --context="$work/site" --image="$registry/site:1" \
    --platform=$platforms --tls-verify=false --output="$work/output" >"$work/log" || { cat "$work/log" "$work/output"; exit 1; }
for _ in $(seq "$rounds"); do
    for what in version info; do
        started=$EPOCHREALTIME
        podman $what --format json >/dev/null
        echo "$what $(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", (b - a) * 1000 }')" >>"$work/times"
    done
done

values() {
    awk -v what="$1" '$1 == what { print $2 }' "$work/times" | sort -n
}

median() {
    values "$1" | awk '{ v[NR] = $1 } END { printf "%.0f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

printf '%s rounds, four base images, %s, %s processors, %s\n' "$rounds" "$platforms" "$(nproc)" "$(podman --version)"
for what in plan doctor version info; do
    printf '%-7s median %s ms (%s to %s)\n' "$what" "$(median $what)" "$(values $what | head -n 1)" "$(values $what | tail -n 1)"
done
own=$(($(median plan) - $(median version)))
echo "Plan takes $own ms of our own (budget 300 ms), Doctor $(median doctor) ms in all (budget 1000 ms)"
if [ "$own" -ge 300 ] || [ "$(median doctor)" -ge 1000 ]; then
    echo "A budget is missed." >&2
    exit 1
fi
