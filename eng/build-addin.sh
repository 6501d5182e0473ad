#!/bin/sh
# Usage: sh eng/build-addin.sh, in the repository's root
#
# Builds the addin when its sources have changed since the last time:
#   artifacts/addin/HASH/         Cake.MultiArch.dll and what it needs; HASH is taken over the DLLs
#   artifacts/addin/addin.cake    the #r of that folder, which build.cake loads
#   artifacts/tools/cache/        Cake's script cache, with the compiled script in it
# A changed addin stands in another folder and so behind another #r. Cake's script cache knows a script by its lines
# only: behind unchanged lines it would go on with a script compiled against the old DLL.
#
# Each call builds in a folder of its own and renames the result into place, so several at once need no lock, and one
# that is killed leaves nothing that the next could trip over.
set -eu

addin=artifacts/addin
cache=artifacts/tools/cache
sha256=sha256sum
if ! command -v sha256sum >/dev/null 2>&1; then
    sha256='shasum -a 256'
fi

# One hash over the names and contents of all that the build reads; build.ps1 takes the same.
# shellcheck disable=SC2086 # the command may have words
hash_inputs() {
    {
        find src/Cake.MultiArch \( -name bin -o -name obj \) -prune -o -type f -exec $sha256 {} +
        $sha256 .editorconfig Directory.*.props Directory.*.targets eng/*.props eng/*.targets global.json
    } | LC_ALL=C sort | $sha256 | cut -c 1-64
}

up_to_date() {
    [ -f "$addin/addin.cake" ] || return 1
    built=$(sed -n 's|^#r "\([0-9a-f]*\)/.*|\1|p' "$addin/addin.cake")
    [ -n "$built" ] && [ -f "$addin/$built/Cake.MultiArch.dll" ] && [ -f "$addin/$built/inputs.sha256" ] &&
        [ "$(cat "$addin/$built/inputs.sha256")" = "$inputs" ]
}

# A reader of the destination sees the old file or the new one, never a half.
put() {
    cp "$1" "$stage/put"
    mv -f "$stage/put" "$2"
}

make_stage() {
    mkdir -p "$addin"
    stage=$(mktemp -d "$addin/.stage-XXXXXX")
    trap 'rm -rf "$stage"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

build() {
    # MSBuild reads %2F in a path as the character it stands for, and then misses its own files.
    case $PWD in
        *%[0-9A-Fa-f][0-9A-Fa-f]*)
            printf 'build.sh: error: MSBuild cannot build in %s: a percent sign and two digits stand in the path. Use another folder.\n' "$PWD" >&2
            exit 1
            ;;
    esac

    printf 'build.sh: building the addin\n' >&2
    make_stage
    if ! dotnet build src/Cake.MultiArch/Cake.MultiArch.csproj -c Release -nologo "-clp:ErrorsOnly;NoSummary" \
        --disable-build-servers "-p:AddinStage=${stage##*/}" >"$stage/log" 2>&1 </dev/null; then
        printf 'build.sh: error: the addin does not build:\n' >&2
        cat "$stage/log" >&2
        exit 1
    fi

    # shellcheck disable=SC2086 # the command may have words
    hash=$(cat "$stage"/out/*.dll | $sha256 | cut -c 1-16)
    mkdir -p "$addin/$hash"
    for file in "$stage"/out/*.dll "$stage/out/Cake.MultiArch.pdb" "$stage/out/Cake.MultiArch.xml"; do
        put "$file" "$addin/$hash/${file##*/}"
    done
    printf '%s\n' "$inputs" >"$stage/inputs"
    put "$stage/inputs" "$addin/$hash/inputs.sha256"
    cat >"$stage/addin.cake" <<EOF
#define MULTIARCH_ADDIN
#r "$hash/Cake.MultiArch.dll"
#load "../../recipes/multiarch.cake"
EOF
    put "$stage/addin.cake" "$addin/addin.cake"

    # A run that is just starting may have read the addin.cake before this one; after an hour it has loaded its DLL. What another
    # build takes away while it is looked at is no failure.
    find "$addin" -mindepth 1 -maxdepth 1 -type d ! -name "$hash" -mmin +60 -exec rm -rf {} + 2>/dev/null || :
}

# Cake compiles a script that it does not know into its cache, and of several that do so at once all but one fail. So
# the script is compiled aside, by a dry run: its default target may publish. One with a mistake in it is left to Cake.
compile_script() {
    [ -n "$stage" ] || make_stage
    CAKE_PATHS_CACHE=$PWD/$stage/cache dotnet cake --dryrun --verbosity=quiet </dev/null >/dev/null 2>&1 || return 0
    mkdir -p "$cache"
    for file in "$stage"/cache/*; do
        [ -f "$file" ] || return 0
        put "$file" "$cache/${file##*/}"
    done
    : >"$cache/$scripts"
}

stage=''
inputs=$(hash_inputs)
up_to_date || build

# shellcheck disable=SC2086 # the command may have words
scripts=known-$(cat build.cake recipes/*.cake "$addin/addin.cake" | $sha256 | cut -c 1-16)
[ -f "$cache/$scripts" ] || compile_script
