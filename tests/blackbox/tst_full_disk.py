# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""A disk that is full while somebody writes, and has room again: tst_full_disk.py COMMONPLACE"""

import os
import subprocess
import sys
import unittest

from desk import Desk, until

PROGRAM = sys.argv[1]


class FullDisk(unittest.TestCase):
    def test_what_is_typed_is_kept_or_not_taken_and_can_be_copied_out(self):
        with Desk(PROGRAM) as desk:
            data = desk.env["XDG_DATA_HOME"]
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", data],
                                     capture_output=True, text=True)
            if mounted.returncode != 0:
                self.skipTest("no small disk can be mounted here: " + mounted.stderr.strip())
            try:
                self.write_on_a_full_disk(desk, data)
            finally:
                for process in list(desk.processes[2:]):
                    desk.stop(process)
                subprocess.run(["umount", data], check=True)

    def write_on_a_full_disk(self, desk, data):
        ada = desk.open_window("ada", "1000x780+0+0")
        ada.key("ctrl+shift+n")
        ada.type("Our allotment")
        ada.key("Return")
        until("the notebook is made", lambda: "Our allotment" in ada.title())
        ada.key("ctrl+n")
        ada.type("Plans")
        ada.key("Return")
        ada.type("saved ")
        until("the note is there", lambda: ada.title().startswith("Plans"))
        self.assertEqual(ada.body(), "saved ")

        filler = os.path.join(data, "filler")
        with open(filler, "wb", buffering=0) as f:
            try:
                while True:
                    f.write(b"x" * 4096)
            except OSError:
                pass
        # Some of it fits in room that the file has already; in the end nothing does.
        for _ in range(200):
            ada.type("more words for the disk ", delay=1)
            shown = ada.body()
            ada.type("end", delay=1)
            if ada.body() == shown:
                break
        else:
            self.fail("the editor never said that it takes nothing")
        until("it is said, where the note is", lambda: ada.shown("There is no room left on the disk")
              and ada.thing("Try again") and ada.thing("Copy the text"))
        kept = ada.body()
        self.assertTrue(kept.startswith("saved more words"), kept[:80])

        ada.key("ctrl+q")
        until("it is said that words would be lost", lambda: ada.shown("Not all that you wrote is on the disk"))
        ada.key("Return")
        until("the window is as it was", lambda: not ada.shown("Not all that you wrote is on the disk"))
        self.assertEqual(ada.body(), kept)

        os.unlink(filler)

        def is_taken():
            ada.type("!")
            return ada.body().endswith("!")
        until("it goes on by itself", is_taken, 30)
        text = ada.body()
        self.assertTrue(text.startswith(kept), text[-200:])
        ada.key("ctrl+q")
        ada.process.wait(15)

        ada.start()
        until("the note is open again", lambda: ada.title().startswith("Plans"))
        ada.key("F6", "F6")
        until("all that was shown is there", lambda: ada.body() == text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
