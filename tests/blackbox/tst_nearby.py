# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Two people on one network, and no server: tst_nearby.py COMMONPLACE
Prints how long it takes from the start of a window to the other's note on the screen."""

import os
import sys
import time
import unittest

from desk import Desk, until

PROGRAM = sys.argv[1]


def place_of(desk, name):
    """Folders of somebody's own, as on another computer."""
    folders = {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run"}
    env = {variable: os.path.join(desk.work, name, folder) for variable, folder in folders.items()}
    for path in env.values():
        os.makedirs(path, 0o700)
    return env


def files_of(window):
    for folder, _, names in os.walk(window.profile()):
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                yield name, f.read()


class Nearby(unittest.TestCase):
    def test_two_windows_and_one_link(self):
        with Desk(PROGRAM, has_broker=False) as desk:
            desk.start_keychain()
            ada = desk.open_window("ada", "715x780+0+0", env=place_of(desk, "adas"))
            ada.new_notebook("Our allotment")
            ada.new_note("Spring plans", "Beans. ")

            with self.subTest("sharing takes a key or two, and no settings"):
                ada.key("ctrl+shift+i")
                until("she is told what sharing nearby takes", lambda: ada.shown("same network"))
                ada.key("Return")
                until("there is a link", lambda: ada.thing("Invitation link"))
                until("the button to copy it has the keyboard", lambda: (k := ada.keyboard()) and k.name == "Copy")
                ada.key("Return")
                link = until("it is copied", lambda: desk.clipboard().startswith("commonplace:") and desk.clipboard())

            with self.subTest("the note is on the other's screen"):
                began = time.monotonic()
                ben = desk.open_window("ben", "715x780+722+0", "--join", link, env=place_of(desk, "bens"))
                until("Ben reads Ada's note", lambda: ben.shown_text() == "Beans. ")
                print(f"from the start of a newcomer's window to the other's note: {time.monotonic() - began:.2f} s")
                ben.key("ctrl+End")
                ben.type("Peas. ")
                until("Ada reads Ben", lambda: ada.shown_text() == "Beans. Peas. ")

            with self.subTest("started again, he is a member still"):
                desk.stop(ben.process)
                until("Ada is told that nobody is there", lambda: ada.shown("Nobody nearby") or ada.shown("Nobody else is nearby"))
                ada.key("ctrl+End")
                ada.type("Leeks. ")
                until("it is written", lambda: ada.shown_text() == "Beans. Peas. Leeks. ")
                began = time.monotonic()
                ben.start()
                until("Ben reads what was written meanwhile", lambda: ben.shown_text() == "Beans. Peas. Leeks. ")
                took = time.monotonic() - began
                print(f"from the start of a member's window to what the other wrote meanwhile: {took:.2f} s")
                self.assertLess(took, 15)

            with self.subTest("what lets them in is in the keychain, and in no file of theirs but the notebook itself"):
                secret = next(part for part in link.split("&") if part.startswith("p.secret=")).partition("=")[2]
                self.assertGreater(len(secret), 40)
                for window in (ada, ben):
                    desk.stop(window.process)
                    found = [name for name, content in files_of(window) if secret.encode() in content]
                    self.assertEqual(found, [])
                    self.assertNotIn(secret, desk.read_log(window.name))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
