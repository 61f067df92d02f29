#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# keychain.sh unlocked|none PROGRAM: runs a test in a session of its own, with an unlocked gnome-keyring or with
# no session bus at all. Nothing of the person who runs it is touched.
set -euo pipefail
state=$1
program=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -m700 "$place/run" "$place/home"
export HOME=$place/home XDG_RUNTIME_DIR=$place/run XDG_DATA_HOME=$place/data KEYCHAIN=$state
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
if [ "$state" = none ]; then
    "$program"
    exit
fi
# The daemon outlives dbus-run-session, so it is ended by its id.
dbus-run-session -- bash -c '
    eval "$(printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize)"
    rc=0
    "$1" || rc=$?
    daemon=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
        org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | tr -dc "0-9 " | awk "{print \$NF}")
    kill "$daemon"
    exit $rc' bash "$program"
