# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""How clones of ours and the reference's come to hold what others have: large, long ago, or spoilt.

MLD_CLONE is the path of mld-clone, by default that of the dev preset.
"""

import time
import unittest

from clones import Colony, OURS, TEXT, THEIRS, wait_until

# The reference fuses its journal in the background, by default a second after the last write.
FUSES_SOON = {"journal": {"adminDebounce": 50}}


class Snapshots(unittest.TestCase):
    SUBJECTS = 10_000

    def check(self, first_kind, second_kind):
        with Colony() as colony:
            first = colony.genesis(first_kind, "first")
            for start in range(0, self.SUBJECTS, 500):
                first.write({"@insert": [{"@id": f"note{i}", "name": f"Note {i}", "n": i}
                                         for i in range(start, start + 500)]})
            second = colony.join(second_kind, "second")
            for clone in (first, second):
                count = len(clone.read({"@select": "?s", "@where": {"@id": "?s", "name": "?n"}}))
                self.assertEqual(count, self.SUBJECTS)
            second.write({"@update": {"@id": "note7", "name": "changed"}})
            wait_until(lambda: first.read({"@describe": "note7"}) == [{"@id": "note7", "name": "changed", "n": 7}],
                       "the change to come")
            colony.assert_converged()

    def test_ours_takes_theirs(self):
        self.check(THEIRS, OURS)

    def test_theirs_takes_ours(self):
        self.check(OURS, THEIRS)

    def test_hidden_texts_come_along(self):
        """The reference leaves out what another text has displaced, and can read what ours adds."""
        with Colony() as colony:
            first = colony.genesis(OURS, "first")
            first.write({"@id": "doc", TEXT: "old"})
            second = colony.join(OURS, "second")
            colony.assert_converged()
            second.cut()
            first.write({"@update": {"@id": "doc", TEXT: "by the first"}})
            second.write({"@update": {"@id": "doc", TEXT: "by the second"}})
            second.mend()
            shown = colony.assert_converged()["doc"][TEXT]
            third = colony.join(OURS, "third")
            theirs = colony.join(THEIRS, "theirs")
            self.assertEqual(colony.assert_converged()["doc"][TEXT], shown)
            # Who does not know of the other deletes the one that it sees.
            theirs.write({"@delete": {"@id": "doc", TEXT: "?"}})
            hidden = {"by the first", "by the second"} - {shown}
            for clone in (first, second, third):
                wait_until(lambda: clone.read({"@describe": "doc"}) == [{"@id": "doc", TEXT: next(iter(hidden))}],
                           lambda: f"the hidden text at {clone.name}: {clone.read({'@describe': 'doc'})}")

    def check_emptied(self, goes_on):
        with Colony() as colony:
            first = colony.genesis(OURS, "first")
            first.write({"@id": "kept", "name": "Kept"})
            first.write({"@id": "gone", "name": "Mnemosyne"})
            first.write({"@delete": {"@id": "gone"}})
            files = [path for path in (first.folder / "data").rglob("*") if path.is_file()]
            self.assertTrue(files)
            wait_until(lambda: not any(b"Mnemosyne" in path.read_bytes() for path in files), "the words to go")
            theirs = colony.join(THEIRS, "theirs")
            if goes_on:
                first.write({"@id": "fred", "name": "Fred"})
            colony.assert_converged()
            first.cut()
            wait_until(lambda: theirs.status()["silo"], "the first one to be missed")
            ours = colony.join(OURS, "ours")
            another = colony.join(THEIRS, "another")
            another.write({"@id": "wilma", "name": "Wilma"})
            colony.assert_converged(theirs, ours, another)
            first.mend()
            first.write({"@id": "kept", "age": 1})
            data = colony.assert_converged()
            self.assertEqual(data["kept"], {"@id": "kept", "name": "Kept", "age": 1})
            self.assertNotIn("gone", data)

    def test_of_a_clone_that_nobody_had_joined(self):
        """Of its operations only the time of the last is left, and who was given that can give it on."""
        self.check_emptied(goes_on=False)

    def test_of_a_clone_that_nobody_had_joined_and_that_went_on(self):
        self.check_emptied(goes_on=True)


class Revups(unittest.TestCase):
    """What was missed comes fused; of some of it the receiver has a part."""

    def write_all(self, clone, word, count=40):
        for i in range(count):
            clone.write({"@insert": {"@id": f"{word}{i % 7}", "n": i, "tag": word}})
            if i % 3 == 0:
                clone.write({"@delete": {"@id": f"{word}{i % 7}", "n": i}})

    def check(self, writer_kind, reader_kind, witness_kind):
        with Colony() as colony:
            writer = colony.genesis(writer_kind, "writer", **FUSES_SOON)
            writer.write({"@id": "doc", TEXT: "a text"})
            reader = colony.join(reader_kind, "reader", **FUSES_SOON)
            witness = colony.join(witness_kind, "witness", **FUSES_SOON)
            colony.assert_converged()
            self.write_all(writer, "seen")
            colony.assert_converged()
            reader.cut()
            self.write_all(writer, "missed")
            writer.write({"@update": {"@id": "doc", TEXT: {"@splice": [0, 0, "not "]}}})
            self.write_all(writer, "later")
            self.write_all(reader, "apart", 10)
            colony.assert_converged(writer, witness)
            time.sleep(0.5)  # for the reference to fuse
            writer.kill()  # so that it comes from the witness
            reader.mend()
            colony.assert_converged(reader, witness)
            writer.start(genesis=False)
            data = colony.assert_converged()
            self.assertEqual(data["doc"][TEXT], "not a text")

    def test_ours_from_theirs_of_ours(self):
        self.check(OURS, OURS, THEIRS)

    def test_ours_from_theirs_of_theirs(self):
        self.check(THEIRS, OURS, THEIRS)

    def test_theirs_from_ours_of_ours(self):
        self.check(OURS, THEIRS, OURS)

    def test_theirs_from_ours_of_theirs(self):
        self.check(THEIRS, THEIRS, OURS)

    def test_ours_from_ours_of_theirs(self):
        self.check(THEIRS, OURS, OURS)


class Garbage(unittest.TestCase):
    """A clone of the reference that spoils all it serves: ours says so, and goes to the next."""

    def check(self, kind):
        with Colony() as colony:
            good = colony.genesis(OURS, "good")
            good.write({"@id": "fred", "name": "Fred"})
            bad = colony.join(THEIRS, "bad", garbage=kind)
            colony.assert_converged()
            good.cut()
            wait_until(lambda: bad.status()["silo"], "the good one to be missed")
            ours = colony.clone(OURS, "ours").launch()
            wait_until(lambda: "is not sound" in ours.tail(), lambda: f"a word about it: {ours.tail()}")
            self.assertFalse(ours.started.is_set())
            good.mend()
            ours.wait_started()
            ours.wait_status(online=True, outdated=False)
            ours.write({"@id": "wilma", "name": "Wilma"})
            data = colony.assert_converged()
            self.assertEqual(data["fred"]["name"], "Fred")
            self.assertEqual(ours.errors, [])

    def test_noise(self):
        self.check("noise")

    def test_half_of_each_message(self):
        self.check("half")

    def test_nothing(self):
        self.check("nothing")

    def test_nonsense(self):
        self.check("nonsense")


if __name__ == "__main__":
    unittest.main(verbosity=2)
