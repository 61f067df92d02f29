#!/usr/bin/python3
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""What must hold at scale, with mld-clone as processes over a real broker: short forms of what tests/bench measures.

    MLD_CLONE=build/dev/app/mld-clone/mld-clone tests/scale/test_scale.py -v
"""

import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
sys.path.insert(0, str(HERE.parent / "interop"))
from clones import Colony, OURS  # noqa: E402
from members import Member, count, genesis, subject  # noqa: E402

SUBJECTS = 6000
KILLS = 12


class Scale(unittest.TestCase):
    def incoming(self, clone):
        return list((clone.folder / "data").glob("*-incoming"))

    def test_a_newcomer_that_is_killed_while_it_receives_has_all_or_nothing(self):
        seed = int(os.environ.get("SEED", time.time()))
        chance = random.Random(seed)
        killed_midway = 0
        with Colony() as colony, self.subTest(seed=seed):
            first = genesis(colony)
            for begin in range(0, SUBJECTS, 1000):
                first.write({"@insert": [subject(i) for i in range(begin, begin + 1000)]})
            clone = colony.clone(OURS, "late")
            for _ in range(KILLS):
                late = Member(clone)
                while not late.started and not self.incoming(clone):
                    Member.turn(0.001)
                until = time.monotonic() + chance.random() * 0.2
                while not late.started and time.monotonic() < until:
                    Member.turn(0.001)
                late.end()
                killed_midway += late.started is None
                # Alone it tells what it has.
                alone = Member(clone, mqtt=None)
                self.assertIn(count(alone), (0, SUBJECTS))
                alone.end()
                self.assertEqual(self.incoming(clone), [])
                if late.started:
                    clone = colony.clone(OURS, f"late{_}")
            late = Member(clone)
            Member.until(late.is_level, "the newcomer to join after all")
            self.assertEqual(count(late), SUBJECTS)
            self.assertEqual(late.everything(), first.everything())
            for member in (first, late):
                member.end()
        self.assertGreaterEqual(killed_midway, 10 * KILLS // 12 - 4)

    def bench(self, *arguments):
        program = HERE.parent / "bench" / "scale-bench"
        done = subprocess.run([sys.executable, program, *arguments], capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        print(done.stdout, end="")

    def test_many_members_that_write_stay_level(self):
        self.bench("crowd", "--clones", "12", "--seconds", "10")

    def test_partitions_that_wrote_much_come_together(self):
        self.bench("revup", "--operations", "10000")

    def test_partitions_that_typed_much_come_together(self):
        self.bench("revup", "--operations", "4000", "--text")

    def test_a_clone_is_served_by_one_that_goes_on_writing(self):
        self.bench("snapshot", "--subjects", "6000", "--writing")


if __name__ == "__main__":
    unittest.main()
