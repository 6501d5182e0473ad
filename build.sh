#!/bin/sh
# Usage: ./build.sh [--setup] [--target=TARGET] [arguments of the target]
#
# Finds or fetches the .NET SDK that global.json names, then runs `dotnet cake` with the same arguments.
# --setup first installs missing programs (podman, git, QEMU) with apt-get, dnf or apk, as root or through sudo.
# Messages of this script go to standard error. Standard output has only what Cake writes.
#
# If eng/repository.sh exists, `sh eng/repository.sh prepare` runs before Cake starts.
set -eu

say() {
    printf 'build.sh: %s\n' "$*" >&2
}

fail() {
    say "error: $*"
    exit 1
}

CDPATH='' cd -- "$(dirname -- "$0")"

# Takes --setup out of the arguments and leaves the others unchanged.
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
    # Without ICU, as on small systems, .NET starts only in its invariant mode.
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
        fail "the .NET SDK is missing, and neither curl nor wget was found to fetch it." \
            "Install one of them, or the .NET SDK that global.json names."
    fi
}

# Installs into a temporary folder and renames it, so that an interrupted download never looks like an SDK.
fetch_sdk() {
    command -v bash >/dev/null 2>&1 ||
        fail "the .NET SDK is missing, and dotnet-install.sh, which fetches it, needs bash." \
            "Install bash, or the .NET SDK that global.json names."
    say "fetching the .NET SDK into ./.dotnet"
    fetched=$(mktemp -d ./.dotnet-XXXXXX)
    trap 'rm -rf "$fetched"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    download https://dot.net/v1/dotnet-install.sh "$fetched/dotnet-install.sh" >&2 ||
        fail "https://dot.net/v1/dotnet-install.sh cannot be fetched, and no .NET SDK that global.json accepts was found." \
            "Install one (https://dotnet.microsoft.com/download) and run this again."
    bash "$fetched/dotnet-install.sh" --jsonfile global.json --install-dir "$fetched/sdk" --no-path </dev/null >&2 ||
        fail "dotnet-install.sh could not install the .NET SDK that global.json names." \
            "Install it by hand (https://dotnet.microsoft.com/download) and run this again."
    rm -rf .dotnet
    mv "$fetched/sdk" .dotnet
    rm -rf "$fetched"
    trap - EXIT INT TERM
}

# Builds that restore at the same time can lock each other's downloads, so this tries again.
restore_tools() {
    for pause in 1 2 4 8 0; do
        restored=$(dotnet tool restore 2>&1 </dev/null) && return
        case $restored in
            *'being used by another process'*) sleep "$pause" ;;
            *) break ;;
        esac
    done
    say "error: the tools of .config/dotnet-tools.json cannot be restored. dotnet tool restore says:"
    printf '%s\n' "$restored" >&2
    exit 1
}

[ -t 1 ] || export NO_COLOR="${NO_COLOR:-1}"
export DOTNET_NOLOGO="${DOTNET_NOLOGO:-1}" DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}"
# .NET does not start without a home folder, and the user of a build agent may have none.
if [ -z "${DOTNET_CLI_HOME:-}" ] && ! [ -w "${HOME:-}" ]; then
    export DOTNET_CLI_HOME="$PWD/artifacts/home"
fi

[ -z "$setup" ] || sh eng/setup.sh install "$@"
sh eng/setup.sh check "$@"
if ! sdk_answers && ! use_local_sdk; then
    fetch_sdk
    use_local_sdk || {
        say "error: the .NET SDK in ./.dotnet does not start:"
        dotnet --version >&2 || exit 1
    }
fi

if [ -e .config/dotnet-tools.json ]; then
    restore_tools
fi
if [ -e eng/repository.sh ]; then
    sh eng/repository.sh prepare
fi
exec dotnet cake "$@"
