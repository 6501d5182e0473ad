#!/usr/bin/env bash
# Usage: benchmarks/overhead.sh [ROUNDS]
#
# What PushMultiArch costs beside the two commands that it takes the place of, measured side by side in one run:
#   seed    podman build --platform A,B,C --manifest LIST . ; podman manifest push --all LIST docker://…
#   empty   an empty Cake script, from the script cache
#   ours    dotnet cake --target=PushMultiArch of the same context, platforms and registry
# on a warm context (every step is in the layer cache, every blob in the registry), in turns, ROUNDS times (default 7).
# Then the memory of the Cake process while a step prints 200 MB of lines and one line of 50 MB.
#
# Budgets: median(ours) - median(seed) - median(empty) <= 0.8 s; the Cake process below 250 MB. Exits 1 when one is missed.
# Needs what ./build.sh --setup --target=Test installs. Storage and registry are its own and are removed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-7}
# shellcheck source=host.sh
. benchmarks/host.sh

mkdir "$work/site" "$work/loud"
printf 'FROM localhost/base:1\nCOPY . /srv\nRUN uname -m > /srv/machine\nEXPOSE 80\nCMD httpd -f -p 80 -h /srv\n' >"$work/site/Dockerfile"
echo hello >"$work/site/index.html"
echo '// Nothing.' >"$work/empty.cake"

took() {
    echo "$1 $(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')" >>"$work/times"
}

seed() {
    podman manifest rm localhost/seed:1 >/dev/null 2>&1 || true
    started=$EPOCHREALTIME
    podman build --platform $platforms --manifest localhost/seed:1 "$work/site" >/dev/null 2>&1
    podman manifest push --tls-verify=false --all localhost/seed:1 "docker://$registry/seed:1" >/dev/null 2>&1
    took seed
}

empty() {
    started=$EPOCHREALTIME
    dotnet cake "$work/empty.cake" --settings_enablescriptcache=true >/dev/null
    took empty
}

ours() {
    started=$EPOCHREALTIME
    dotnet cake --target=PushMultiArch --context="$work/site" --image="$registry/ours:1" --platform=$platforms \
        --tls-verify=false --report="$work/report" >/dev/null
    took ours
}

seed && empty && ours
rm "$work/times"
for _ in $(seq "$rounds"); do
    seed
    empty
    ours
done

printf '%s rounds, %s, %s processors, %s\n' "$rounds" "$platforms" "$(nproc)" "$(podman --version)"
for what in seed empty ours; do
    printf '%-6s median %s s (%s to %s)\n' "$what" "$(median $what)" "$(values $what | head -n 1)" "$(values $what | tail -n 1)"
done
added=$(awk -v o="$(median ours)" -v s="$(median seed)" -v e="$(median empty)" 'BEGIN { printf "%.3f", o - s - e }')
printf 'added  %s s (budget 0.8 s)\n' "$added"

cat >"$work/loud/Containerfile" <<'CONF'
FROM localhost/base:1
RUN yes "a line of sixty-four characters that a compiler could have written" | head -c 200000000; head -c 50000000 /dev/zero | tr '\0' x
CONF
dotnet cake --target=BuildMultiArch --context="$work/loud" --platform=linux/amd64 --report="$work/report" --verbosity=verbose >"$work/output" &
cake=$!
peak=0
while kill -0 "$cake" 2>/dev/null; do
    for process in $cake $(pgrep -P "$cake" dotnet || true); do
        high=$(awk '/^VmHWM/ { print $2 }' "/proc/$process/status" 2>/dev/null || true)
        [ "${high:-0}" -le "$peak" ] || peak=$high
    done
    sleep 0.1
done
wait "$cake"
printf 'memory %s MB at most while %s MB were printed (budget 250 MB)\n' "$((peak / 1000))" "$(($(stat -c %s "$work/output") / 1000000))"
awk -v a="$added" -v m="$((peak / 1000))" 'BEGIN { exit !(a <= 0.8 && m < 250) }'
