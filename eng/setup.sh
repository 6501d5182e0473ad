#!/bin/sh
# Usage: sh eng/setup.sh check|install [the arguments of build.sh], in the repository's root
#
# check     exits with 1 and one message if a program is missing that the target needs. It changes nothing.
# install   installs the missing programs with apt-get, dnf or apk, as root or through sudo. It says each command
#           before it runs, and never installs a program that is already there.
#
# eng/programs.txt lists the programs. Two files may add to it, if they exist: eng/repository-programs.txt has more programs,
# and `sh eng/repository.sh needs TARGET` prints the kinds of programs that a target needs.
#
# All messages go to standard error.
set -eu

say() {
    printf 'build.sh: %s\n' "$*" >&2
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Debian and Fedora name the static emulators qemu-ARCH-static, Alpine names them qemu-ARCH. A handler with the F flag
# keeps its emulator open, so the emulator need not be in the file system:
# https://docs.kernel.org/admin-guide/binfmt-misc.html
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
        # The package podman-docker installs podman as docker, which the addin accepts too.
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

list_programs() {
    cat eng/programs.txt
    if [ -e eng/repository-programs.txt ]; then
        cat eng/repository-programs.txt
    fi
}

# Reads the programs of the kinds in $kinds and sets
#   names     the missing programs
#   reasons   one line per missing program
#   packages  the packages that contain them
#   unknown   the missing programs without a known package on this system
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
    done <<EOF
$(list_programs)
EOF
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
        say "No $manager package is known for: $unknown. Install them by hand and put them into PATH."
    elif [ -n "$unknown" ]; then
        say "apt-get, dnf and apk were not found. Install by hand and put into PATH: $unknown."
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
    # $packages is a list of words, and $sudo may be empty.
    # shellcheck disable=SC2086
    case $manager in
        apt-get)
            # apt checks signatures as the user _apt, who writes temporary files. If /tmp is closed to other users,
            # as in some containers, the package lists can only be refreshed as root.
            sandbox=''
            [ -n "$(find /tmp -prune -perm -002)" ] || sandbox='-o APT::Sandbox::User=root'
            run ${sudo}env DEBIAN_FRONTEND=noninteractive apt-get $sandbox update ||
                say "warning: the package lists could not be refreshed. Using the lists that are there."
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

# Sets target, and needed: the kinds of programs that the target cannot do without.
read_arguments() {
    target='' clone='' previous=''
    [ -z "${MULTIARCH_GIT_URL:-}" ] || clone=clone
    for argument in "$@"; do
        [ "$previous" != --target ] || target=$argument
        case $argument in
            --target=*) target=${argument#--target=} ;;
            --git-url | --git-url=* | --multiarch-git-url | --multiarch-git-url=*) clone=clone ;;
        esac
        previous=$argument
    done
    lower_case=$(printf %s "$target" | tr '[:upper:]' '[:lower:]')
    case $lower_case in
        # It only reads from the registry, over HTTP.
        verifymultiarch) needed='' ;;
        *multiarch | ensurebinfmt) needed="images $clone" ;;
        *) needed='' ;;
    esac
    if [ -e eng/repository.sh ]; then
        needed="$needed $(sh eng/repository.sh needs "$lower_case" "$@")"
    fi
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
