# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""How the program starts and ends, also where something is missing: tst_starting.py COMMONPLACE"""

import glob
import os
import signal
import stat
import subprocess
import sys
import unittest

import dbus
import dbus.bus

from desk import Desk, until

PROGRAM = sys.argv[1]


def words_of(options, **changes):
    """Runs the program without a display; what is None in `changes` is taken out of the environment."""
    env = {name: value for name, value in os.environ.items()
           if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_QUICK_BACKEND")}
    env.update(changes)
    return subprocess.run([PROGRAM, *options], env=env, capture_output=True, text=True, timeout=30)


def open_to_others(folder):
    found = []
    for place, folders, files in os.walk(folder):
        for name in [".", *files]:
            path = os.path.join(place, name)
            if stat.S_IMODE(os.lstat(path).st_mode) & 0o077:
                found.append(path)
    return found


class WithoutADisplay(unittest.TestCase):
    def test_help_and_version_answer(self):
        for options in (["--help"], ["--version"], ["--name", "Ada", "-h"]):
            answer = words_of(options)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            self.assertIn("commonplace" if "--version" in options else "--profile", answer.stdout)

    def test_a_missing_display_is_said(self):
        answer = words_of([])
        self.assertEqual(answer.returncode, 1)
        self.assertIn("No window can be shown", answer.stderr)

    def test_a_missing_platform_plugin_is_said(self):
        answer = words_of([], QT_QPA_PLATFORM="nosuchplatform")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("No window can be shown", answer.stderr)
        self.assertIn("nosuchplatform", answer.stderr)


class OnADesk(unittest.TestCase):
    def test_a_link_from_outside_waits_for_the_person(self):
        with Desk(PROGRAM) as desk:
            link = f"commonplace:join?v=1&d=abc.notebook.local&n=Allotment&s=mqtt%3A%2F%2F127.0.0.1%3A{desk.port}"
            notebooks = os.path.join(desk.env["XDG_DATA_HOME"], "commonplace", "ada", "notebooks.json")

            def has_joined():
                if not os.path.exists(notebooks):
                    return False
                with open(notebooks) as f:
                    return "abc.notebook.local" in f.read()

            ada = desk.open_window("ada", "715x780+0+0", "--open", link)
            ada.key("ctrl+Home")  # taken: the dialog was there to take it
            self.assertFalse(has_joined())
            ada.key("Escape")
            # Another start hands its link over, which waits likewise, whatever the person agreed to there.
            for option, said in (["--open", link], ""), ([link], ""), (["--join", link], ""), (["--open", "-"], link):
                second = desk.run(PROGRAM, "--profile", "ada", *option, input=said)
                self.assertEqual(second.returncode, 0, second.stderr)
                ada.key("ctrl+Home")
                self.assertFalse(has_joined(), option)
            ada.key("Return")
            until("Ada has joined", has_joined)

            # Who says "join" has agreed.
            desk.stop(ada.process)
            ben = desk.open_window("ben", "715x780+0+0", "--join", link)
            notebooks = os.path.join(desk.env["XDG_DATA_HOME"], "commonplace", "ben", "notebooks.json")
            until("Ben has joined", has_joined)
            desk.stop(ben.process)

    def test_the_desktop_hands_links_over_by_the_bus(self):
        name, path = "org.commonplace.commonplace", "/org/commonplace/commonplace"
        with Desk(PROGRAM) as desk:
            with open(f"{desk.screen.services}/{name}.service", "w") as f:
                f.write(f"[D-BUS Service]\nName={name}\nExec={PROGRAM}\n")
            bus = dbus.bus.BusConnection(desk.env["DBUS_SESSION_BUS_ADDRESS"])
            desktop = bus.get_object("org.freedesktop.DBus", "/org/freedesktop/DBus")
            desktop.ReloadConfig()
            desktop.UpdateActivationEnvironment(
                {key: value for key, value in desk.env.items() if key.startswith(("XDG_", "QT_", "DISPLAY"))})

            def open_link(notebook):
                link = f"commonplace:join?v=1&d=abc.notebook.local&n={notebook}&s=mqtt%3A%2F%2F127.0.0.1%3A{desk.port}"
                bus.call_blocking(name, path, "org.freedesktop.Application", "Open", "asa{sv}", ([link], {}), timeout=30)
                process = int(desktop.GetConnectionUnixProcessID(name))
                until("the person is asked", lambda: any(
                    notebook in thing.name for thing in desk.screen.things(process)))
                return process

            process = open_link("Allotment")  # starts it
            try:
                with open(f"/proc/{process}/cmdline") as f:
                    self.assertEqual(f.read().split("\0"), [PROGRAM, ""])
                self.assertEqual(open_link("Orchard"), process)
            finally:
                os.kill(process, signal.SIGTERM)
                until("it has left the bus", lambda: not desktop.NameHasOwner(name))
                bus.close()

    def test_it_draws_without_opengl(self):
        with Desk(PROGRAM) as desk:
            del desk.env["QT_QUICK_BACKEND"]
            desk.env["QT_XCB_GL_INTEGRATION"] = "none"
            desk.announce("neither GLX nor EGL are enabled")
            ada = desk.open_window("ada", "715x780+0+0")
            ada.key("ctrl+shift+n")
            ada.type("Our allotment")
            ada.key("Return")
            until("the notebook is made", lambda: "Our allotment" in ada.title())

    def test_a_folder_that_cannot_be_made_is_said_in_a_window(self):
        with Desk(PROGRAM) as desk:
            blocked = os.path.join(desk.work, "blocked")
            with open(blocked, "w"):
                pass
            ada = desk.open_window("ada", "715x780+0+0", "--data", blocked + "/folder")
            until("the window says so", lambda: "cannot start" in ada.title())
            self.assertIn(blocked, desk.read_log("ada"))
            ada.key("Escape")
            self.assertEqual(ada.process.wait(10), 1)

    def test_a_lock_that_a_power_cut_left_is_in_nobodys_way(self):
        with Desk(PROGRAM) as desk:
            profile = os.path.join(desk.env["XDG_DATA_HOME"], "commonplace", "ada")
            os.makedirs(profile)
            with open(os.path.join(profile, "lock"), "w"):
                pass
            ada = desk.open_window("ada", "715x780+0+0")
            until("it runs", lambda: ada.title().endswith("Commonplace"))

    def test_it_ends_when_told_and_leaves_nothing_for_others(self):
        with Desk(PROGRAM) as desk:
            desk.env["HOME"] = desk.work
            # What somebody's shell has set is no excuse.
            former = os.umask(0o022)
            try:
                ada = desk.open_window("ada", "715x780+0+0")
            finally:
                os.umask(former)
            ada.key("ctrl+shift+n")
            ada.type("Our allotment")
            ada.key("Return")
            until("the notebook is made", lambda: "Our allotment" in ada.title())
            ada.key("ctrl+n")
            ada.type("Beans")
            profile = os.path.join(desk.env["XDG_DATA_HOME"], "commonplace", "ada")
            until("the log of the store is there", lambda: glob.glob(profile + "/notebooks/*-wal"))
            self.assertEqual(open_to_others(profile), [])
            sockets = glob.glob(desk.env["XDG_RUNTIME_DIR"] + "/commonplace*")
            self.assertEqual(len(sockets), 1)
            self.assertEqual(open_to_others(desk.env["XDG_RUNTIME_DIR"]), [])

            ada.process.send_signal(signal.SIGTERM)
            self.assertEqual(ada.process.wait(10), 0)
            self.assertFalse(os.path.exists(sockets[0]))
            self.assertEqual(open_to_others(profile), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
