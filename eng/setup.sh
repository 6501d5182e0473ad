#!/bin/sh
# Usage: sh eng/setup.sh check|install [the arguments of build.sh], in the repository's root
#
# check     exits 1 with one message when a program is missing that the target cannot do without; changes nothing.
# install   installs the missing ones of eng/programs.txt with apt-get, dnf or apk, as root or through sudo,
#           and says each command before it runs. A program that is there already is not installed again.
#
# Everything is written to standard error.
set -eu

list=eng/programs.txt

say() {
    printf 'build.sh: %s\n' "$*" >&2
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Debian and Fedora call the emulators qemu-ARCH-static; Alpine's qemu-ARCH is a static program too. A handler that
# is registered with the F flag holds its emulator open, so nothing has to be in the file system.
has_qemu() {
    case $(uname -m) in
        aarch64 | arm64) foreign=x86_64 ;;
        *) foreign=aarch64 ;;
    esac
    handler=/proc/sys/fs/binfmt_misc/qemu-$foreign
    has "qemu-$foreign-static" ||
        { [ "$manager" = apk ] && has "qemu-$foreign"; } ||
        { grep -q '^enabled' "$handler" && grep -q '^flags:.*F' "$handler"; } 2>/dev/null
}

present() {
    case $1 in
        # The addin uses podman under the name of docker as well.
        podman) has podman || { has docker && docker --version 2>/dev/null | grep -qi podman; } ;;
        qemu) has_qemu ;;
        certificates) [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] ;;
        /*) [ -e "$1" ] ;;
        *) has "$1" ;;
    esac
}

find_manager() {
    for manager in apt-get dnf apk; do
        if has "$manager"; then
            return
        fi
    done
    manager=
}

# Sets names (the missing programs of the wanted kinds), reasons (a line each), packages (what brings them) and
# unknown (those that no package of this system is known for).
look() {
    names='' reasons='' packages='' unknown=''
    while read -r program kind apt dnf apk reason; do
        case $program:" $kinds " in
            '#'*) continue ;;
            *" $kind "*) ;;
            *) continue ;;
        esac
        case $manager in
            apt-get) package=$apt ;;
            dnf) package=$dnf ;;
            apk) package=$apk ;;
            *) package=- ;;
        esac
        if [ "$package" = . ] || present "$program"; then
            continue
        fi
        case " $names " in
            *" $program "*) continue ;;
        esac
        names="$names $program"
        reasons="$reasons
$program is missing: it $reason."
        if [ "$package" = - ]; then
            unknown="$unknown $program"
        else
            packages="$packages $(printf %s "$package" | tr , ' ')"
        fi
    done <"$list"
    names=${names# } packages=${packages# } unknown=${unknown# }
}

install_command() {
    case $manager in
        apt-get) printf 'apt-get install -y %s' "$packages" ;;
        dnf) printf 'dnf install -y %s' "$packages" ;;
        apk) printf 'apk add %s' "$packages" ;;
    esac
}

run() {
    command=$*
    say "$command"
    "$@" </dev/null >&2
}

check() {
    look
    if [ -z "$names" ]; then
        return
    fi
    printf '%s\n' "$reasons" | while read -r line; do
        [ -z "$line" ] || say "error: $line"
    done
    if [ -n "$packages" ]; then
        say "Install with:  ./build.sh --setup --target=$target"
        say "or by hand:    $sudo$(install_command)"
    fi
    if [ -n "$unknown" ] && [ -n "$manager" ]; then
        say "No $manager package is known for: $unknown. Install by hand and put into PATH."
    elif [ -n "$unknown" ]; then
        say "Neither apt-get, dnf nor apk is here. Install by hand and put into PATH: $unknown."
    fi
    exit 1
}

install() {
    look
    if [ -z "$packages" ]; then
        return
    fi
    if [ "$(id -u)" -ne 0 ] && [ -z "$sudo" ]; then
        say "error: installing needs root, and there is no sudo. Run this as root:"
        say "  $(install_command)"
        exit 1
    fi
    printf '%s\n' "$reasons" | while read -r line; do
        [ -z "$line" ] || say "$line"
    done
    # Package names and the optional sudo are words without blanks.
    # shellcheck disable=SC2086
    case $manager in
        apt-get)
            # apt checks signatures as the user _apt, who needs the folder of temporary files. Where that is closed to
            # others, as in some containers, no list would be refreshed.
            sandbox=''
            [ -n "$(find /tmp -prune -perm -002)" ] || sandbox='-o APT::Sandbox::User=root'
            run ${sudo}env DEBIAN_FRONTEND=noninteractive apt-get $sandbox update ||
                say "warning: the package lists could not be refreshed; going on with those that are there."
            run ${sudo}env DEBIAN_FRONTEND=noninteractive apt-get $sandbox install -y $packages
            ;;
        dnf) run ${sudo}dnf install -y $packages ;;
        apk) run ${sudo}apk add $packages ;;
    esac || {
        status=$?
        say "error: $command failed with exit code $status."
        exit 1
    }
}

# The kinds of eng/programs.txt that the arguments ask for.
read_arguments() {
    target='' clone='' previous=''
    #if (repository)
    unit=''
    #endif
    [ -z "${MULTIARCH_GIT_URL:-}" ] || clone=clone
    for argument in "$@"; do
        [ "$previous" != --target ] || target=$argument
        case $argument in
            --target=*) target=${argument#--target=} ;;
            --git-url | --git-url=* | --multiarch-git-url | --multiarch-git-url=*) clone=clone ;;
            #if (repository)
            --tests=unit) unit=yes ;;
            #endif
        esac
        previous=$argument
    done
    case $(printf %s "$target" | tr '[:upper:]' '[:lower:]') in
        #if (repository)
        test)
            # The unit tests need nothing but .NET.
            needed=''
            [ -n "$unit" ] || needed='images clone emulation tests'
            ;;
        soak) needed='images clone emulation tests soak' ;;
        #endif
        # It reads what is published over HTTP.
        verifymultiarch) needed='' ;;
        *multiarch | ensurebinfmt) needed="images $clone" ;;
        *) needed='' ;;
    esac
}

sdk_answers() {
    for dotnet in dotnet .dotnet/dotnet; do
        env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$dotnet" --version >/dev/null 2>&1 && return
    done
    return 1
}

action=$1
shift
read_arguments "$@"
sudo=''
if [ "$(id -u)" -ne 0 ] && has sudo; then
    sudo='sudo '
fi
find_manager

case $action in
    check)
        kinds=$needed
        check
        ;;
    install)
        kinds="images clone emulation rootless $needed"
        sdk_answers || kinds="$kinds sdk"
        install
        ;;
esac
