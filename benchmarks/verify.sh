#!/usr/bin/env bash
# Usage: benchmarks/verify.sh [ROUNDS]
#
# What verification adds to PushMultiArch of an image of 275 MB in 4000 files, on two platforms, measured side by side in one run:
#   off      dotnet cake --target=PushMultiArch --no-cache --verify=off
#   default  the same with the default verification
# in turns, ROUNDS times (default 5), each into a registry that has nothing of it. Then VerifyMultiArch of what was published, which reads
# every layer over HTTP, beside gunzip of the same layers; the registry's log tells how often each blob was read.
#
# Budget: the stages VerifyFiles and Verify take less than 10 % of the rest of the run, and no blob is read twice. Exits 1 when one is missed.
# Needs what ./build.sh --setup --target=Test installs. Storage and registry are its own and are removed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5}
# shellcheck source=host.sh
. benchmarks/host.sh
platforms=linux/amd64,linux/arm64

# Each platform has programs of its own and, as most images do, content that compresses a little and content that does not.
for arch in amd64 arm64; do
    mkdir -p "$work/site/$arch/srv"
    for folder in $(seq 40); do
        mkdir "$work/site/$arch/srv/$folder"
        head -c 4900000 /dev/urandom | split -b 50000 -a 3 - "$work/site/$arch/srv/$folder/f"
        cp "$work/base/$arch/bin/busybox" "$work/site/$arch/srv/$folder/program"
    done
done
cat >"$work/site/Containerfile" <<'CONF'
FROM localhost/base:1
ARG TARGETARCH
COPY $TARGETARCH/ /
CMD ["httpd", "-f", "-p", "80", "-h", "/srv"]
CONF
printf 'image  %s MB in %s files on each platform\n' "$(du -sm "$work/site/amd64" | cut -f1)" "$(find "$work/site/amd64" -type f | wc -l)"

push() {
    started=$EPOCHREALTIME
    dotnet cake --target=PushMultiArch --context="$work/site" --image="$registry/$1$2:1" --platform=$platforms --no-cache --verify="$1" \
        --tls-verify=false --report="$work/report" >/dev/null
    awk -v what="$1" -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%s %.3f\n", what, b - a }' >>"$work/times"
    stages=$(sed -n '/"stages"/,/]/p' "$work/report/multiarch-report.json" | tr -d ' \n')
    printf '%s' "$stages" | grep -o '"name":"[A-Za-z]*","status":"[a-z]*","durationSeconds":[0-9.]*' \
        | sed -E 's/"name":"([A-Za-z]*)".*:([0-9.]+)$/\1 \2/' | awk -v what="$1" '{ sum[$1] += $2 } END { for (s in sum) printf "%s-%s %.3f\n", what, s, sum[s] }' >>"$work/times"
}

push off 0 && push default 0
rm "$work/times"
for round in $(seq "$rounds"); do
    push off "$round"
    push default "$round"
done

printf '%s rounds, %s, %s processors, %s\n' "$rounds" "$platforms" "$(nproc)" "$(podman --version)"
for what in off default; do
    printf '%-8s median %s s (%s to %s)\n' "$what" "$(median $what)" "$(values $what | head -n 1)" "$(values $what | tail -n 1)"
done
for stage in Build VerifyFiles Assemble Push Verify Tag; do
    printf '  %-12s %s s\n' "$stage" "$(median "default-$stage")"
done
added=$(awk -v f="$(median default-VerifyFiles)" -v v="$(median default-Verify)" -v all="$(median default)" 'BEGIN { printf "%.1f", 100 * (f + v) / (all - f - v) }')
printf 'added    %s %% by VerifyFiles and Verify (budget 10 %%)\n' "$added"

# The addresses of the blobs that somebody has read until now; the registry writes a line for each request.
blobs() {
    grep -o 'GET /v2/[a-z0-9]*/blobs/sha256:[0-9a-f]*' "$work/registry.log" | sort || true
}
blobs >"$work/read-by-runs"
started=$EPOCHREALTIME
dotnet cake --target=VerifyMultiArch --image="$registry/default1:1" --tls-verify=false --report="$work/report" >/dev/null
took=$(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')
blobs | comm -13 "$work/read-by-runs" - >"$work/read-by-verify"
started=$EPOCHREALTIME
# An entry and a layer have "digest"; their annotations have other digests.
digests() {
    skopeo inspect --raw --tls-verify=false "docker://$registry/default1$1" | grep -o "$2" | grep -o '"digest":"[^"]*' | cut -d '"' -f 4
}
for digest in $(digests :1 '"manifests":.*\]'); do
    for layer in $(digests "@$digest" '"layers":.*\]'); do
        curl -sf "http://$registry/v2/default1/blobs/$layer" | gunzip >/dev/null
    done
done
printf 'VerifyMultiArch  %s s; curl and gunzip of the same layers, one after another, %s s\n' \
    "$took" "$(awk -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')"
twice=$(cat <(uniq -d "$work/read-by-runs") <(uniq -d "$work/read-by-verify") | wc -l)
printf 'blobs  %s read by the runs, %s by VerifyMultiArch, %s of them twice (budget 0)\n' \
    "$(wc -l <"$work/read-by-runs")" "$(wc -l <"$work/read-by-verify")" "$twice"
awk -v a="$added" -v t="$twice" 'BEGIN { exit !(a < 10 && t == 0) }'
