#!/bin/sh
# Usage: sh eng/busybox-rootfs.sh FOLDER ARCHITECTURE...
#
# Makes FOLDER/ARCHITECTURE/, a small root file system around Debian's static busybox, for each architecture (in OCI's
# words: amd64, arm64, arm, 386, ppc64le, s390x, riscv64, ...), and FOLDER/Containerfile, which makes a base image of
# them. Prints one hash over what an image of these architectures holds. What is there already is not made again.
#
# The packages come from the host's own apt sources, checked with its keyrings, into a private apt state: nothing of
# the host's package lists, architectures or packages changes. Needs apt-get, dpkg-deb and flock, and no emulation.
set -eu

fail() {
    printf 'busybox-rootfs.sh: error: %s\n' "$*" >&2
    exit 1
}

[ $# -ge 2 ] || fail "usage: sh eng/busybox-rootfs.sh FOLDER ARCHITECTURE..."
# What this script makes is as old as the script.
edition=$(sha256sum <"$0" | cut -c 1-64)
mkdir -p "$1"
folder=$(cd -- "$1" && pwd)
shift
# Two at once would both make what is missing. The second one waits and finds it.
exec 9>"$folder/.lock"
flock 9

# https://wiki.debian.org/SupportedArchitectures beside GOARCH, whose names OCI uses.
debian_name() {
    case $1 in
        amd64 | arm64 | s390x | riscv64 | loong64) echo "$1" ;;
        386) echo i386 ;;
        arm) echo armhf ;;
        ppc64le) echo ppc64el ;;
        mips64le) echo mips64el ;;
        *) fail "Debian has no architecture that is OCI's $1, so no base image can be made for it." ;;
    esac
}

# The host's own settings (proxies, credentials, mirrors) stay, and what they would run after an update does not: that
# clears the host's package cache. TMPDIR, because apt looks for a place even where /tmp is closed.
configure_apt() {
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/tmp"
    : >"$work/status"
    cat >"$work/apt.conf" <<EOF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Architectures;
Dir::State "$work/state";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "2";
EOF
}

private_apt() {
    TMPDIR=$work/tmp apt-get -qq -c "$work/apt.conf" "$@"
}

# The names stand in the program one behind the other in alphabetical order, so that nothing foreign has to run.
applets() {
    tr '\000' '\n' <"$1" | awk '
        previous == "[" && $0 == "[[" { print "["; inside = 1 }
        !/^[a-z0-9_.[-]+$/ { inside = 0 }
        inside { print }
        { previous = $0 }'
}

make_root() {
    work=$folder/.$1-$$
    rm -rf "$work"
    mkdir -p "$work/package"
    configure_apt "$2"
    # One source that is out of reach does not matter while another has the package.
    private_apt update || true
    (cd "$work" && private_apt download busybox-static)
    dpkg-deb -x "$work"/busybox-static_*.deb "$work/package"

    root=$work/root
    mkdir -p "$root/bin" "$root/dev" "$root/etc" "$root/proc" "$root/root" "$root/sys" "$root/tmp" "$root/var"
    chmod 1777 "$root/tmp"
    chmod 700 "$root/root"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'nobody:x:65534:65534:nobody:/:/bin/false' >>"$root/etc/passwd"
    printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$root/etc/group"
    for program in "$work/package/bin/busybox" "$work/package/usr/bin/busybox"; do
        [ ! -f "$program" ] || cp "$program" "$root/bin/busybox"
    done
    chmod 755 "$root/bin/busybox"
    applets "$root/bin/busybox" | while read -r applet; do
        [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
    done
    for applet in cat echo hostname httpd ls sed sh sleep uname; do
        [ -L "$root/bin/$applet" ] || fail "the busybox of $2 has no $applet."
    done

    rm -rf "${folder:?}/$1" "$folder/$1.edition"
    { echo "$edition" && sha256sum <"$root/bin/busybox"; } >"$work/edition"
    mv "$root" "$folder/$1"
    mv "$work/edition" "$folder/$1.edition"
    rm -rf "$work"
}

current() {
    [ -d "$folder/$1" ] && [ "$(sed -n 1p "$folder/$1.edition" 2>/dev/null)" = "$edition" ]
}

jobs=''
for name in "$@"; do
    debian=$(debian_name "$name") || exit 1
    current "$name" && continue
    for program in apt-get dpkg-deb; do
        command -v "$program" >/dev/null 2>&1 || fail "$program is missing; the base image is made from Debian packages."
    done
    (make_root "$name" "$debian") >"$folder/$name.log" 2>&1 &
    jobs="$jobs $name:$!"
done
for job in $jobs; do
    name=${job%:*}
    wait "${job#*:}" || {
        rm -rf "$folder/.$name-$$"
        fail "no busybox-static for $name ($(debian_name "$name")) from this system's apt sources: $(cat "$folder/$name.log")"
    }
done

cat >"$folder/Containerfile" <<'EOF'
FROM scratch
ARG TARGETARCH
COPY ${TARGETARCH}/ /
ENV PATH=/bin
CMD ["sh"]
EOF
for name in "$@"; do
    printf '%s ' "$name" && tr '\n' ' ' <"$folder/$name.edition" && echo
done | LC_ALL=C sort -u | sha256sum | cut -c 1-16
