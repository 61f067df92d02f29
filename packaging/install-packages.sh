#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that a purpose needs, and nothing that is there already.
#   packaging/install-packages.sh build|run|demo|broker|test …
#   packaging/install-packages.sh --list build|run|demo|broker|test …    only names them
set -euo pipefail

build=(cmake ninja-build g++ ccache pkg-config qt6-base-dev qt6-declarative-dev
    qt6-websockets-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-declarative-dev-tools
    qtkeychain-qt6-dev libmosquitto-dev libmsgpack-cxx-dev libsqlite3-dev libssl-dev zlib1g-dev libarchive-dev
    libgl1-mesa-dev
    libsodium-dev
    librabbitmq-dev libqrencode-dev)
run=(qml6-module-qtqml qml6-module-qtqml-models qml6-module-qtqml-workerscript
    qml6-module-qtquick qml6-module-qtquick-window qml6-module-qtquick-controls
    qml6-module-qtquick-templates qml6-module-qtquick-layouts qml6-module-qtquick-shapes
    qml6-module-qtquick-dialogs qml6-module-qt-labs-folderlistmodel
    qt6-qpa-plugins libqt6svg6 libsecret-1-0 fonts-inter fonts-noto-color-emoji
    qt6-translations-l10n)
demo=(xvfb openbox xdotool xclip imagemagick dbus libgl1-mesa-dri)
broker=(mosquitto)
test=("${demo[@]}" "${broker[@]}" qml6-module-qttest gnome-keyring dbus-x11 mosquitto-clients rabbitmq-server openssl
    python3 python3-dbus chromium
    librapidcheck-dev libbenchmark-dev clang-14 libclang-rt-14-dev at-spi2-core procps
    iproute2 nftables lintian desktop-file-utils appstream man-db
    lld zbar-tools)

list=
if [ "${1:-}" = --list ]; then
    list=1
    shift
fi
wanted=()
for purpose in "$@"; do
    case $purpose in
    build) wanted+=("${build[@]}") ;;
    run) wanted+=("${run[@]}") ;;
    demo) wanted+=("${demo[@]}") ;;
    broker) wanted+=("${broker[@]}") ;;
    test)
        wanted+=("${test[@]}")
        # Any Node from 18 on will do; Debian's only where there is none.
        command -v node >/dev/null && command -v npm >/dev/null || wanted+=(nodejs npm)
        # Certificates are tested for the name localhost, which a root without /etc/hosts does not know.
        getent hosts localhost >/dev/null || wanted+=(libnss-myhostname)
        ;;
    *) echo "install-packages.sh: unknown purpose '$purpose': build, run, demo, broker or test" >&2; exit 2 ;;
    esac
done

if [ -n "$list" ]; then
    printf '%s\n' "${wanted[@]}"
    exit 0
fi
command -v dpkg-query >/dev/null || {
    echo "install-packages.sh: this is not a Debian system. Install what corresponds to: ${wanted[*]}" >&2
    exit 1
}
missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "install-packages.sh: run as root, or install: ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
echo "Installing: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >&2
# No service of these packages is wanted running, only their programs: where nothing
# else says so yet, tell the installer not to start any while we install.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod +x $policy
    made_policy=1
fi
status=0
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || status=$?
[ -z "$made_policy" ] || "${as_root[@]}" rm -f $policy
exit $status
