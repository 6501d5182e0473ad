#!/bin/sh
# Usage: ./build.sh [--setup] [--target=TARGET] [arguments of the target]
#
# Finds or fetches the .NET SDK that global.json names and becomes `dotnet cake` with the same arguments. With --setup
# it first installs the programs that are missing (podman, git, QEMU) with apt-get, dnf or apk, as root or through sudo.
# Its own words go to standard error; standard output is Cake's alone.
#if (repository)
#
# Here it builds the addin too when its sources have changed, and --setup for Test installs what the tests need. The lines
# for this repository alone are enclosed as these are: in this file, in build.ps1, and in what they read in eng. The
# templates of dotnet new leave them out, and for a build program also what only a script needs.
#endif
set -eu

say() {
    printf 'build.sh: %s\n' "$*" >&2
}

fail() {
    say "error: $*"
    exit 1
}

CDPATH='' cd -- "$(dirname -- "$0")"

# The arguments are handed on as they are, but for --setup.
setup=''
for argument in "$@"; do
    shift
    if [ "$argument" = --setup ]; then
        setup=yes
    else
        set -- "$@" "$argument"
    fi
done

sdk_answers() {
    command -v dotnet >/dev/null 2>&1 || return 1
    dotnet --version >/dev/null 2>&1 && return
    # A small system has no ICU, and .NET then wants to be told that it shall do without.
    env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 dotnet --version >/dev/null 2>&1 || return 1
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
}

use_local_sdk() {
    [ -x .dotnet/dotnet ] || return 1
    export DOTNET_ROOT="$PWD/.dotnet" PATH="$PWD/.dotnet:$PATH"
    sdk_answers
}

download() {
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --retry 3 --connect-timeout 20 -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -O "$2" "$1"
    else
        fail "neither curl nor wget is here to fetch the .NET SDK. Install one of them, or the .NET SDK that global.json names."
    fi
}

# Into a folder beside .dotnet first: one that was killed half-way is not taken for an SDK.
fetch_sdk() {
    command -v bash >/dev/null 2>&1 ||
        fail "the .NET SDK is missing, and dotnet-install.sh, which fetches it, needs bash. Install bash, or the .NET SDK that global.json names."
    say "fetching the .NET SDK into ./.dotnet"
    fetched=$(mktemp -d ./.dotnet-XXXXXX)
    trap 'rm -rf "$fetched"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    download https://dot.net/v1/dotnet-install.sh "$fetched/dotnet-install.sh" >&2 ||
        fail "https://dot.net/v1/dotnet-install.sh cannot be fetched, and no .NET SDK that global.json accepts is here. Install one (https://dotnet.microsoft.com/download) and run this again."
    bash "$fetched/dotnet-install.sh" --jsonfile global.json --install-dir "$fetched/sdk" --no-path </dev/null >&2 ||
        fail "dotnet-install.sh could not install the .NET SDK that global.json names. Install it by hand (https://dotnet.microsoft.com/download) and run this again."
    rm -rf .dotnet
    mv "$fetched/sdk" .dotnet
    rm -rf "$fetched"
    trap - EXIT INT TERM
}

#if (script)
# Two at once that find nothing restored yet trip over each other's downloads.
restore_tools() {
    for pause in 1 2 4 8 0; do
        restored=$(dotnet tool restore 2>&1 </dev/null) && return
        case $restored in
            *'being used by another process'*) sleep "$pause" ;;
            *) return 1 ;;
        esac
    done
    return 1
}

#endif
[ -t 1 ] || export NO_COLOR="${NO_COLOR:-1}"
export DOTNET_NOLOGO="${DOTNET_NOLOGO:-1}" DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}"
# An agent's user may have no home: .NET then refuses to start.
if [ -z "${DOTNET_CLI_HOME:-}" ] && ! [ -w "${HOME:-}" ]; then
    export DOTNET_CLI_HOME="$PWD/artifacts/home"
fi

[ -z "$setup" ] || sh eng/setup.sh install "$@"
sh eng/setup.sh check "$@"
if ! sdk_answers && ! use_local_sdk; then
    fetch_sdk
    use_local_sdk || {
        say "error: the .NET SDK in ./.dotnet does not start here:"
        dotnet --version >&2 || exit 1
    }
fi

#if (script)
restore_tools || {
    say "error: Cake cannot be restored from the package feeds; dotnet tool restore says:"
    printf '%s\n' "$restored" >&2
    exit 1
}
#endif
#if (repository)
sh eng/build-addin.sh
#endif
exec dotnet cake "$@"
