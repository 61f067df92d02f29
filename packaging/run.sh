#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and starts Commonplace.
#   packaging/run.sh [OPTION…]      the options go to the app: see README.md
#   packaging/run.sh --demo         a broker of its own and two people writing in one note
set -euo pipefail
cd "$(dirname "$0")/.."

demo=
if [ "${1:-}" = --demo ]; then
    demo=1
    shift
fi
bash packaging/install-packages.sh build run ${demo:+demo}

cmake --preset app >/dev/null
cmake --build --preset app -j "$(nproc)"
program=$PWD/build/app/app/commonplace

if [ -n "$demo" ]; then
    exec bash packaging/demo.sh "$program"
fi
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "Commonplace is built: $program" >&2
    echo "There is no display to show its window on. Start it from a desktop, or try: bash packaging/run.sh --demo" >&2
    exit 1
fi
exec "$program" "$@"
