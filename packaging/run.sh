#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and starts Commonplace.
#   packaging/run.sh [OPTION…]      the options go to the app: see README.md
#   packaging/run.sh --demo         two people writing in one note, with no server
#   packaging/run.sh --demo --broker   the same by a broker of its own
set -euo pipefail
cd "$(dirname "$0")/.."

demo=
if [ "${1:-}" = --demo ]; then
    demo=1
    shift
fi
broker=
if [ -n "$demo" ] && [ "${1:-}" = --broker ]; then
    broker=1
fi
bash packaging/install-packages.sh build run ${demo:+demo} ${broker:+broker}

cmake --preset app >/dev/null
cmake --build --preset app -j "$(nproc)"
program=$PWD/build/app/app/commonplace

if [ -n "$demo" ]; then
    exec bash packaging/demo.sh "$program" "$@"
fi
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Commonplace is built: $program" >&2
    echo "There is no display to show its window on. Start it from a desktop, or try: bash packaging/run.sh --demo" >&2
    exit 1
fi
exec "$program" "$@"
