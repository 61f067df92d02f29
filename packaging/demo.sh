#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
# Two people write in one note: packaging/demo.sh PROGRAM [--broker]
# Starts two windows side by side, each with a profile of its own. Ada makes a notebook and a note, and shares it
# nearby; Ben joins with her invitation; both type at once. With --broker a mosquitto of the demo's own, on a free
# loopback port, carries the notebook instead. Without a display this happens under Xvfb, and the last line names a
# screenshot. All that was started is stopped at the end.
set -euo pipefail
program=$1
by_broker=
case ${2:-} in
'') ;;
--broker) by_broker=1 ;;
*) echo "demo: '$2' is not known: it is --broker, or nothing" >&2; exit 2 ;;
esac
headless=
work=$(mktemp -d "${TMPDIR:-/tmp}/commonplace-demo-XXXXXX")
pids=()

stop_all() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || :; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || :; done
    rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

fail() {
    echo "demo: $*" >&2
    tail -n 5 "$work"/*.log >&2 || :
    if [ -n "$headless" ]; then
        import -window root "${TMPDIR:-/tmp}/commonplace-demo-failed.png" && echo "see ${TMPDIR:-/tmp}/commonplace-demo-failed.png" >&2
    fi
    exit 1
}

# until_true SECONDS COMMAND…: polls, since shell programs have no signal to wait for.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

if [ -z "${DISPLAY:-}" ]; then
    headless=1
    Xvfb -displayfd 3 -screen 0 1440x820x24 -nolisten tcp 3>"$work/display" >"$work/xvfb.log" 2>&1 &
    pids+=($!)
    until_true 20 test -s "$work/display" || fail "Xvfb did not start"
    DISPLAY=:$(cat "$work/display")
    export DISPLAY
    openbox >"$work/openbox.log" 2>&1 &
    pids+=($!)
fi

service=lan://
if [ -n "$by_broker" ]; then
    port=
    for _ in $(seq 50); do
        candidate=$((20000 + RANDOM % 20000))
        listens $candidate || { port=$candidate; break; }
    done
    [ -n "$port" ] || fail "no free port was found"
    printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\n' "$port" >"$work/mosquitto.conf"
    "$(command -v mosquitto || echo /usr/sbin/mosquitto)" -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
    pids+=($!)
    until_true 10 listens "$port" || fail "mosquitto did not start"
    service=mqtt://127.0.0.1:$port
fi

# Nothing of the person's own settings is read or changed, nor is anything left in their keychain.
export DBUS_SESSION_BUS_ADDRESS=unix:path=$work/no-bus
export XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache
mkdir -p "$work/run" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
chmod 700 "$work/run"
export QT_QPA_PLATFORM=xcb
if [ -n "$headless" ]; then
    export XDG_RUNTIME_DIR=$work/run QT_QUICK_BACKEND=software
fi

# start NAME GEOMETRY OPTION…: starts a window, and leaves its id in $window.
start() {
    local name=$1 geometry=$2 pid
    shift 2
    "$program" --profile "$name" --name "${name^}" --geometry "$geometry" "$@" >"$work/$name.log" 2>&1 &
    pid=$!
    pids+=($pid)
    until_true 30 sh -c "xdotool search --onlyvisible --pid $pid || ! kill -0 $pid" || fail "$name's window did not open"
    kill -0 $pid 2>/dev/null || fail "the app ended"
    window=$(xdotool search --onlyvisible --pid $pid | tail -n 1)
}
focus() { xdotool windowfocus --sync "$1" && xdotool windowraise "$1"; }
key() { xdotool key --delay 40 "$@"; }
# Letters that the keyboard's layout lacks are pasted: mapping a key for each is a race on a busy machine.
say() {
    local typed=${1%%[![:ascii:]]*}
    xdotool type --delay "${2:-12}" -- "$typed"
    [ "$typed" != "$1" ] || return 0
    printf '%s' "${1#"$typed"}" | xclip -selection clipboard -i >/dev/null 2>&1
    key ctrl+v
}
clipboard() { xclip -selection clipboard -o 2>/dev/null; }
has_invitation() { clipboard | grep -q '^commonplace:'; }
# The whole text of the note in window $1, by way of the clipboard.
body() {
    focus "$1"
    key ctrl+a ctrl+c
    key End
    clipboard
}

start ada 715x780+0+0 --service "$service"
ada=$window
focus "$ada"
key ctrl+shift+n
say "Our allotment"
key Return
until_true 10 sh -c "xdotool getwindowname $ada | grep -q 'Our allotment'" || fail "the notebook was not made"
key ctrl+n
say "Spring plans"
key Return
say "# What to sow"
key Return
key ctrl+shift+i
until_true 10 has_invitation || fail "there is no invitation on the clipboard"
invitation=$(clipboard)

start ben 715x780+722+0 --join "$invitation"
ben=$window
until_true 30 sh -c "xdotool getwindowname $ben | grep -q 'Spring plans'" || fail "Ben did not get the note"

# By turns, a few letters each: as near to two people as one keyboard comes.
ada_says=("- broad beans, two " "rows by the fence" " 🌱")
ben_says=("early potatoes, as " "soon as the frost" " is over 🥔")
focus "$ben"; key ctrl+End
focus "$ada"; key ctrl+End
for i in 0 1 2; do
    focus "$ada"; say "${ada_says[$i]}" 30
    if [ $i -eq 0 ]; then focus "$ben"; key ctrl+End Return; fi
    focus "$ben"; say "${ben_says[$i]}" 30
done
focus "$ben"; key Return Return
say "## Who brings what"; key Return
focus "$ada"; say " and peas between" 30
focus "$ben"; say "**Ada** brings the spade, "
say "I bring the *wheelbarrow*." 30

same() { local a; a=$(body "$ada"); [ "$a" = "$(body "$ben")" ] && [[ $a == *"the fence 🌱"* && $a == *"is over"* ]]; }
until_true 20 same || fail "the two windows do not show the same text"
text=$(body "$ada")
echo "Both windows hold:"
printf '%s\n' "$text" | sed 's/^/    /'

if [ -n "$headless" ]; then
    # For the picture: each caret where its owner wrote last, and no more hints on the screen.
    focus "$ada"; key ctrl+Home Down Down End
    focus "$ben"; key ctrl+End
    sleep 6
    shot=${TMPDIR:-/tmp}/commonplace-demo.png
    import -window root "$shot"
    echo "$shot"
else
    echo "Write in both windows as you like; close one of them to end the demo."
    until_true 86400 sh -c "! kill -0 ${pids[-1]} 2>/dev/null || ! kill -0 ${pids[-2]} 2>/dev/null"
fi
