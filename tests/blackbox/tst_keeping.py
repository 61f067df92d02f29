# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept when files are damaged, or nothing may be written: tst_keeping.py COMMONPLACE"""

import contextlib
import glob
import json
import os
import subprocess
import sys
import unittest

from desk import AtADesk, until

AtADesk.program = sys.argv[1]


@contextlib.contextmanager
def small_disk(folder, size):
    """A file system of its own, in memory; the test is skipped where nobody may mount one."""
    os.makedirs(folder)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder],
                             capture_output=True, text=True)
    if mounted.returncode != 0:
        raise unittest.SkipTest("no file system can be mounted here: " + mounted.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


class Keeping(AtADesk):
    options = ("--service", "mqtt://127.0.0.1:{port}")

    def end(self, window):
        window.key("ctrl+q")
        self.assertEqual(window.wait_for_end(), 0)

    def test_damaged_files_cost_no_notebook(self):
        ada = self.ada
        ada.new_notebook("Damaged")
        ada.new_note("Still here", "every word")
        until("it is in the store", lambda: ada.shown("Saved on this machine"))
        for file in ("notebooks.json", "services.json", "settings.json"):
            for damage in ("", "{ \"notebooks\": [ {", "\0" * 300):
                with self.subTest(file=file, damage=damage[:3]):
                    self.end(ada)
                    with open(ada.profile(file), "w") as f:
                        f.write(damage)
                    before = set(glob.glob(ada.profile("*.damaged-*")))
                    ada.start()
                    until("the note is there", lambda: ada.shown_text() == "every word")
                    self.assertIn("Still here — Damaged", ada.title())
                    until("it is said", lambda: ada.shown(file, "was damaged"))
                    aside = set(glob.glob(ada.profile("*.damaged-*"))) - before
                    self.assertEqual(len(aside), 1)
                    with open(aside.pop()) as f:
                        self.assertEqual(f.read(), damage)
        # What was found again is kept, too.
        self.end(ada)
        with open(ada.profile("notebooks.json")) as f:
            self.assertEqual([n["name"] for n in json.load(f)["notebooks"]], ["Damaged"])
        ada.start()
        until("the note is there", lambda: ada.shown_text() == "every word")
        self.assertFalse(ada.shown("was damaged"))

    def test_what_is_lost_is_said_and_taken_when_it_is_back(self):
        ada = self.ada
        before = set(glob.glob(ada.profile("notebooks", "*.mld")))
        ada.new_notebook("Lost")
        ada.new_note("Here", "every word")
        until("it is in the store", lambda: ada.shown("Saved on this machine"))
        self.end(ada)
        store, = set(glob.glob(ada.profile("notebooks", "*.mld"))) - before
        os.rename(store, store + ".away")
        ada.start()
        until("it is said", lambda: ada.shown("The file of this notebook is gone", store))
        self.assertTrue(ada.thing("Remove from the list"))
        os.rename(store + ".away", store)
        ada.click("Try again")
        until("the note is there", lambda: ada.shown_text() == "every word")
        ada.click("Notebook menu")
        ada.click("Remove from this machine")
        until("it is said what that means", lambda: ada.shown("all its notes will be gone"))
        ada.click("Cancel")
        until("nothing has happened", lambda: not ada.thing("Cancel") and ada.shown_text() == "every word")

    def test_a_folder_that_cannot_be_written_is_said_in_a_window(self):
        folder = os.path.join(self.desk.work, "readonly")
        with small_disk(folder, "1m"):
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
            eve = self.desk.open_window("eve", "1080x780+0+0", "--data", folder)
            until("the window says so", lambda: eve.shown(folder, "cannot be written"))
            eve.key("Escape")
            self.assertEqual(eve.wait_for_end(), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
