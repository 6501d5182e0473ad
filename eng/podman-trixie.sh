#!/bin/sh
# Usage: sh eng/podman-trixie.sh FOLDER
#
# Makes FOLDER/bin/podman, a podman of another generation than the host's: that of Debian 13, in a root of its own under
# FOLDER. What it is given by path, it finds under the same path as on the host: it sees the host's temporary folders, /run,
# the home folder, this repository and the working directory, and else its own root. With FOLDER/bin first in PATH it is the
# podman of whatever is started. What is there already is not made again. Prints the version.
#
# The packages come from the host's own apt sources, checked with its keyring; nothing of the host's packages changes.
# Needs root, debootstrap and unshare, about 400 MB and a few minutes.
set -eu

suite=trixie
packages=podman,crun,runc,netavark,aardvark-dns,ca-certificates

fail() {
    printf 'podman-trixie.sh: error: %s\n' "$*" >&2
    exit 1
}

[ $# -eq 1 ] || fail "usage: sh eng/podman-trixie.sh FOLDER"
[ "$(id -u)" -eq 0 ] || fail "another Debian can only be made and entered as root. Run this as root."
for program in debootstrap unshare apt-get; do
    command -v "$program" >/dev/null 2>&1 || fail "$program is missing. On Debian: apt-get install -y debootstrap util-linux"
done
repository=$(cd -- "$(dirname -- "$0")/.." && pwd)
mkdir -p "$1/bin"
folder=$(cd -- "$1" && pwd)
root=$folder/$suite
# The paths stand in the wrapper between single quotes.
case $root$repository in
    *\'*) fail "a path with a quote in it cannot be used: $root, $repository" ;;
esac

# The addresses of the host's Debian sources; which of them has the suite is tried out.
mirrors() {
    # apt-get replaces the words, not the shell.
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sort -u
}

# The proxy that apt uses is the one that debootstrap has to use.
use_proxy_of_apt() {
    proxy=''
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [ -z "$proxy" ] || [ "$proxy" = DIRECT ] || export http_proxy="$proxy"
}

has_suite() {
    /usr/lib/apt/apt-helper -qq download-file "${1%/}/dists/$suite/InRelease" "$work/InRelease" >/dev/null 2>&1
}

make_root() {
    work=$folder/.$suite-$$
    trap 'rm -rf --one-file-system "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mkdir "$work"
    use_proxy_of_apt
    mirror=''
    for candidate in $(mirrors); do
        if has_suite "$candidate"; then
            mirror=$candidate
            break
        fi
    done
    [ -n "$mirror" ] || fail "none of this system's apt sources has Debian's $suite."
    # In mounts of its own: what debootstrap leaves mounted when it is killed must not be reached by the rm above.
    unshare --mount debootstrap --variant=minbase --include="$packages" "$suite" "$work/root" "$mirror" >"$work/log" 2>&1 || {
        tail -n 30 "$work/log" "$work/root/debootstrap/debootstrap.log" >&2
        fail "debootstrap could not make the root; its own words stand above."
    }
    rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
    printf '%s\n' "$suite $packages" >"$work/root/.made"
    rm -rf "$root"
    mv "$work/root" "$root"
    rm -rf "$work"
    trap - EXIT INT TERM
}
[ "$(cat "$root/.made" 2>/dev/null)" = "$suite $packages" ] || make_root

# As on a host that may not raise limits and has no systemd; the storage is not the host's, even by hand.
cat >"$root/etc/containers/containers.conf" <<'EOF'
[containers]
netns = "none"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]

[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
EOF
cat >"$root/etc/containers/storage.conf" <<'EOF'
[storage]
driver = "overlay"
graphroot = "/var/lib/containers/storage"
runroot = "/var/lib/containers/run"
EOF
rm -f "$root/etc/resolv.conf" "$root/etc/hosts"
: >"$root/etc/resolv.conf"
: >"$root/etc/hosts"

# The wrapper becomes podman: a signal to its process is one to podman, and podman's exit code is its own. It uses
# pivot_root, because a process in a chroot may not make a user namespace.
{
    cat <<EOF
#!/bin/sh
# Made by eng/podman-trixie.sh: the podman of Debian's $suite in a root of its own.
root='$root'
repository='$repository'
EOF
    cat <<'EOF'
set -eu
if [ -z "${MULTIARCH_OWN_MOUNTS:-}" ]; then
    MULTIARCH_OWN_MOUNTS=yes exec unshare --mount "$0" "$@"
fi
unset MULTIARCH_OWN_MOUNTS

mount --bind "$root" "$root"
here=$PWD
share() {
    [ -d "$2" ] || return 0
    [ -d "$root$2" ] || mkdir -p "$root$2"
    mount "$1" "$2" "$root$2"
}
for folder in /proc /sys /dev /run /tmp /var/tmp; do
    share --rbind "$folder"
done
for folder in "${HOME:-/}" "$repository" "${TMPDIR:-/tmp}" "$here"; do
    case $folder/ in
        # Shared already.
        /proc/* | /sys/* | /dev/* | /run/* | /tmp/* | /var/tmp/*) ;;
        # The root has its own.
        / | // | /etc/* | /usr/ | /usr/bin/* | /usr/lib/* | /usr/sbin/* | /usr/share/* | /var/ | /var/lib/ | /var/lib/containers/*) ;;
        *) share --bind "$folder" ;;
    esac
done
for file in /etc/resolv.conf /etc/hosts; do
    [ ! -f "$file" ] || mount --bind "$file" "$root$file"
done
cd "$root"
pivot_root . .
umount -l .
cd "$here" 2>/dev/null || cd /
# Only root comes this far; who wants podman to be another user says here how.
exec ${MULTIARCH_PODMAN_AS:-} /usr/bin/podman "$@"
EOF
} >"$folder/bin/.podman-$$"
chmod 755 "$folder/bin/.podman-$$"
mv "$folder/bin/.podman-$$" "$folder/bin/podman"
"$folder/bin/podman" --version
