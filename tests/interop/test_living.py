# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Long random sessions of mixed colonies, in which everything that can go wrong does. Each ends with all equal.

MLD_CLONE is the path of mld-clone; MLD_INTEROP_SEED replays a session; MLD_INTEROP_SEEDS is how many seeds
each test takes, one if unset.
"""

import os
import random
import time
import unittest

from clones import Colony, CloneError, OURS, TEXT, THEIRS

DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
SLOT = {"@id": "?slot", "@item": "?item"}


def data_patterns(chance):
    """Writes of every kind but to texts; each is made only if it is chosen."""
    subject = f"s{chance.randrange(6)}"
    value = chance.randrange(5)
    index = str(chance.randrange(3))
    return (
        lambda: {"@insert": {"@id": subject, "tag": value, "name": f"n{value}", "ref": {"@id": f"s{value}"}}},
        lambda: {"@insert": [{"@id": subject, "@type": f"T{value}"}, {"@id": f"s{value}", "half": value / 2 + 0.25}]},
        lambda: {"@id": subject, "at": {"@type": DATE_TIME, "@value": f"2024-05-0{value + 1}T00:00:00.000Z"}, "on": value < 3},
        lambda: {"@delete": {"@id": subject, "tag": value}},
        lambda: {"@delete": {"@id": subject, "?p": "?o"}},
        lambda: {"@delete": {"@id": subject, "tag": value}, "@insert": {"@id": subject, "tag": value + 5}},
        lambda: {"@update": {"@id": subject, "title": f"t{value}"}},
        lambda: {"@update": {"@id": subject, "name": [f"n{value}", "other"]}},
        lambda: {"@delete": {"@id": "?s", "tag": value}, "@where": {"@id": "?s", "tag": value}},
        lambda: {"@insert": {"@id": "?s", "seen": value}, "@where": {"@id": "?s", "tag": value}},
        lambda: {"@insert": {"@id": "list", "@list": {index: f"item{value}"}}},
        lambda: {"@insert": {"@id": "list", "@list": {index: {"@id": subject}}}},  # several at once: wire.md T42
        lambda: {"@delete": {"@id": "list", "@list": {"?": f"item{value}"}}},
    )


def text_patterns(chance):
    doc = f"doc{chance.randrange(2)}"

    def splice(*arguments):
        return {"@update": {"@id": doc, TEXT: {"@splice": list(arguments)}}}
    return (
        lambda: splice(chance.randrange(8), chance.choice((0, 0, 1, 3)), chance.choice(("a", "bc", "d e f"))),
        lambda: splice(chance.randrange(40), chance.choice((1, 2, 5)), ""),
    )


class Living(unittest.TestCase):
    """With texts there is one clone of the reference at most: it gives up for good when another of its
    kind sends it a fusion of edits of one text of which it has seen two, as happens after any reconnection
    (wire.md T40)."""

    TITLE = [{"@type": "single-valued", "property": "title"}]

    def disaster(self, chance, colony, clone):
        """Something happens to a clone, or to the broker; the clone takes writes again at the end."""
        kind = chance.choice(("broker", "end", "stop", "cut"))
        if kind == "broker":
            colony.broker.kill()
            time.sleep(chance.random() * 0.3)
            colony.broker.start()
        elif kind == "stop":
            clone.freeze()
            time.sleep(chance.random() * 0.5)
            clone.thaw()
        elif kind == "cut":
            clone.cut()
            begun = []
            for _ in range(chance.randrange(6)):
                if clone.kind == OURS:
                    self.write(clone, self.pattern(chance, clone))
                else:
                    # The reference, if it was about to ask for a revup, takes no writes until it is back (wire.md T43).
                    begun.append(clone.send(op="write", pattern=self.pattern(chance, clone, has_moves=False)))
            clone.mend()
            for box in begun:
                self.wait_written(clone, box)
        else:
            if chance.random() < 0.7:
                clone.kill()
            else:
                clone.close()
            self.renamed += 1
            # The reference would use again the ticks of its texts (semantics.md 12.10).
            clone.start(genesis=False, **({"@id": f"{clone.name}r{self.renamed}"} if clone.kind == THEIRS else {}))

    def pattern(self, chance, clone, has_moves=True):
        if has_moves and chance.random() < 0.05:
            # The reference makes lasting nonsense of the move of an item that is not there (semantics.md 8.5).
            found = clone.read({"@describe": "list"})
            if found and len(found[0].get("@list", [])) > 6:
                index, other = (str(chance.randrange(3)) for _ in range(2))
                return {"@delete": {"@id": "list", "@list": {index: SLOT}}, "@insert": {"@id": "list", "@list": {other: SLOT}}}
        texts = text_patterns(chance) if self.has_texts and chance.random() < 0.4 else None
        return chance.choice(texts or data_patterns(chance))()

    def write(self, clone, pattern):
        self.wait_written(clone, clone.send(op="write", pattern=pattern))

    def wait_written(self, clone, box):
        try:
            clone.result(box)
        except CloneError as error:
            # Two titles at once are refused, as they should be.
            self.assertIn("Multiple values", str(error))

    def live(self, kinds, seed, **options):
        for each in range(int(os.environ.get("MLD_INTEROP_SEEDS", 1))):
            self.live_once(kinds, int(os.environ.get("MLD_INTEROP_SEED", seed)) + 1000 * each, **options)

    def live_once(self, kinds, seed, **options):
        """One session. If the reference's clone breaks down in it by a defect of its own, another."""
        for attempt in range(3):
            print(f"seed {seed + attempt} {','.join(kinds)}", flush=True)
            try:
                return self.session(kinds, seed + attempt, **options)
            except (AssertionError, CloneError):
                if not self.has_broken_down():
                    raise
                print("the reference broke down")
        self.fail("the reference breaks down each time")

    def has_broken_down(self):
        """Whether its journal has met edits of a text that it cannot fuse or cut (wire.md T4, T40)."""
        return any(clone.kind == THEIRS and "Cannot read properties of undefined (reading '0')" in clone.tail(1_000_000)
                   for clone in self.colony.clones)

    def session(self, kinds, seed, rounds=120, has_texts=True):
        chance = random.Random(seed)
        self.renamed = 0
        self.has_texts = has_texts
        with Colony() as colony:
            self.colony = colony
            first = colony.genesis(kinds[0], "clone0", constraints=self.TITLE)
            for i in range(2):
                first.write({"@id": f"doc{i}", TEXT: f"This is document {i}."})
            first.write({"@id": "list", "@list": ["item0", "item1"]})
            clones = [first] + [colony.join(kind, f"clone{i}", constraints=self.TITLE)
                                for i, kind in enumerate(kinds) if i]
            colony.assert_converged()
            for _ in range(rounds):
                clone = chance.choice(clones)
                if chance.random() < 0.05:
                    self.disaster(chance, colony, clone)
                elif chance.random() < 0.5:
                    self.write(clone, self.pattern(chance, clone))
                else:
                    clone.send(op="write", pattern=self.pattern(chance, clone))
            for clone in clones:
                clone.wait_status(online=True, outdated=False, silo=False)
            colony.assert_converged(with_slots=False)
            # And that was not by chance.
            for clone in clones:
                clone.write({"@insert": {"@id": "end", "seen": clone.name}})
            colony.assert_converged(with_slots=False)

    def test_one_of_each(self):
        self.live([OURS, THEIRS], 11)

    def test_two_of_ours_begun_by_theirs(self):
        self.live([THEIRS, OURS, OURS], 12)

    def test_two_of_ours_joined_by_theirs(self):
        self.live([OURS, OURS, THEIRS], 13)

    def test_ours_alone(self):
        self.live([OURS, OURS, OURS, OURS], 14)

    def test_four_begun_by_theirs(self):
        self.live([THEIRS, OURS, OURS, OURS], 15)

    def test_two_of_each_begun_by_ours(self):
        self.live([OURS, THEIRS, OURS, THEIRS], 16, has_texts=False)

    def test_two_of_each_begun_by_theirs(self):
        self.live([THEIRS, OURS, THEIRS, OURS], 17, has_texts=False)


if __name__ == "__main__":
    unittest.main(verbosity=2)
