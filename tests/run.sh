#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds, and runs every test. Ends with ctest's summary.
#   tests/run.sh             everything, in the short form that fits a review
#   tests/run.sh --long      the long campaigns: more seeds, more fuzzing
#   tests/run.sh --label L   only the tests with this label (see README)
set -euo pipefail
cd "$(dirname "$0")/.."

long=
label=()
while [ $# -gt 0 ]; do
    case $1 in
    --long) long=1 ;;
    --label) label=(-L "$2"); shift ;;
    *) sed -n '4,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
done

fuzz_seconds=10
if [ -n "$long" ]; then
    fuzz_seconds=600
    export MLD_TEXT_SESSIONS=200000 MLD_SIMULATION_SCHEDULES=100000 MLD_CRASHES=500 MLD_INTEROP_SEEDS=10 MLD_COMPLIANCE_RUNS=3
fi

bash packaging/install-packages.sh build run test
bash tests/interop/install.sh
bash tests/interop/install.sh examples/web

# Two builds that share no more than they must. Under the sanitizers (clang): the libraries' own tests, beside
# the fuzz targets; the preset has the simulation play fewer worlds. As people have it (gcc): the programs,
# whatever runs them, the whole simulation, and all that is measured by time.
jobs=$(nproc)
cmake --preset ci >/dev/null
cmake --build --preset ci -j "$jobs"

# Colonies mostly wait, for one another and for time to pass: the second build takes what they leave of the
# processors, and yields to them.
told=$(mktemp)
trap 'rm -f "$told"' EXIT
failed=0
ctest --preset ci -j "$jobs" "${label[@]}" -L interop -LE compliance >"$told" 2>&1 &
colonies=$!
cmake --preset fuzz -DMLD_FUZZ_SECONDS=$fuzz_seconds >/dev/null
is_built=1
nice cmake --build --preset fuzz -j "$jobs" || { failed=$?; is_built=; }
wait "$colonies" || failed=$?
cat "$told"

# The simulation, which nothing but its own end depends on, takes what the tests with sanitizers leave.
nice ctest --preset ci -j "$jobs" "${label[@]}" -L simulation >"$told" 2>&1 &
worlds=$!
[ -z "$is_built" ] || ctest --preset fuzz -j "$jobs" "${label[@]}" || failed=$?
wait "$worlds" || failed=$?
cat "$told"

# The rest, with nothing beside it: windows are held to seconds, and so is m-ld's own suite, in which some specs are
# races that a slow clone loses.
ctest --preset ci -j "$jobs" "${label[@]}" -L compliance || failed=$?
ctest --preset ci -j "$jobs" "${label[@]}" -LE 'interop|simulation' || failed=$?
exit $failed
