# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""m-ld-js with examples/web/sealed.mjs as a member of sealed notebooks, beside our clones.

MLD_CLONE is the path of mld-clone, by default that of the dev preset; MLD_INTEROP_SERVICE is mqtt or io.
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/interop"))
from clones import Colony, MLD_CLONE, OURS, TEXT, THEIRS, wait_until  # noqa: E402


def keys(*arguments):
    return json.loads(subprocess.run([MLD_CLONE, *arguments], check=True, capture_output=True, text=True).stdout)


def splice(*arguments):
    return {"@update": {"@id": "doc", TEXT: {"@splice": list(arguments)}}}


class Sealed(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.keys = keys("--new-seal")
        os.environ["INTEROP_SEAL"] = self.keys["owner"]
        self.seal = {"seal": {"env": "INTEROP_SEAL"}}
        self.colony = self.enterContext(Colony())
        self.colony.domain = self.keys["domain"]

    def check_two(self, first, second):
        one = self.colony.genesis(first, "one", **self.seal)
        one.write({"@id": "fred", "name": "Fred", "age": 40})
        one.write({"@id": "doc", TEXT: "Hello"})
        os.environ["INTEROP_SEAL"] = self.keys["editor"]
        two = self.colony.join(second, "two", **self.seal)
        self.assertEqual(two.text(), "Hello")
        two.write({"@id": "wilma", "name": "Wilma"})
        two.write(splice(5, 0, ", world"))
        wait_until(lambda: one.text() == "Hello, world", "the other's text")
        self.colony.assert_converged()
        # Each writes while it is cut off.
        for away, other in ((one, two), (two, one)):
            away.cut()
            away.write({"@id": "fred", "away": away.name})
            other.write({"@id": "fred", "home": other.name})
            away.mend()
            away.wait_status(online=True)
            self.colony.assert_converged()
        one.write(splice(0, 5, "Goodbye"))
        wait_until(lambda: two.text() == "Goodbye, world", "the other's text")
        return one, two

    def test_theirs_joins_ours(self):
        self.check_two(OURS, THEIRS)

    def test_ours_joins_theirs(self):
        self.check_two(THEIRS, OURS)

    def test_the_key_is_replaced(self):
        one = self.colony.genesis(OURS, "one", **self.seal)
        os.environ["INTEROP_SEAL"] = self.keys["editor"]
        two = self.colony.join(THEIRS, "two", **self.seal)
        one.close()
        os.environ["INTEROP_SEAL"] = self.keys["owner"]
        following = keys("--replace-seal", "INTEROP_SEAL")
        os.environ["INTEROP_SEAL"] = following["owner"]
        one.start()
        # It hears of it, and ends.
        self.assertTrue(two.ended.wait(30), two.tail())
        self.assertIn("was replaced", two.tail())
        one.write({"@id": "fred", "name": "Fred"})
        os.environ["INTEROP_SEAL"] = following["editor"]
        two.start()
        wait_until(lambda: two.read({"@describe": "fred"}), "what was written under the new key")

    def test_without_the_key_nobody_is_heard(self):
        one = self.colony.genesis(OURS, "one", **self.seal)
        one.write({"@id": "fred", "name": "Fred"})
        before = one.status()
        stranger = self.colony.clone(THEIRS, "stranger", networkTimeout=500).launch()
        # To it, it seems that one is there, who does not answer.
        self.assertTrue(stranger.ended.wait(30), stranger.tail())
        self.assertFalse(stranger.started.is_set())
        self.assertEqual(one.status(), before)


if __name__ == "__main__":
    unittest.main()
