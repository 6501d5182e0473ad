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
# shellcheck source=host.sh
. benchmarks/host.sh
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

printf '%s rounds, four base images, %s, %s processors, %s\n' "$rounds" "$platforms" "$(nproc)" "$(podman --version)"
for what in plan doctor version info; do
    printf '%-7s median %s ms (%s to %s)\n' "$what" "$(median $what %.0f)" "$(values $what | head -n 1)" "$(values $what | tail -n 1)"
done
own=$(($(median plan %.0f) - $(median version %.0f)))
echo "Plan takes $own ms of our own (budget 300 ms), Doctor $(median doctor %.0f) ms in all (budget 1000 ms)"
if [ "$own" -ge 300 ] || [ "$(median doctor %.0f)" -ge 1000 ]; then
    echo "A budget is missed." >&2
    exit 1
fi
