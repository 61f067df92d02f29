# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Stores that are copied, restored or put back, as people do with folders: nobody publishes with a clock that
another has, and nothing is lost (design.md 2, rule 8). Over a real broker.

MLD_CLONE is the path of mld-clone, by default that of the dev preset.
"""

import os
import shutil
import unittest

from clones import Colony, OURS, TEXT, wait_until


def splice(index, count, content=""):
    return {"@update": {"@id": "doc", TEXT: {"@splice": [index, count, content]}}}


def values(clone, subject, name):
    found = clone.read({"@describe": subject})
    value = found[0].get(name, []) if found else []
    return sorted(value if isinstance(value, list) else [value])


class Copying(unittest.TestCase):
    def begin(self, colony):
        first = colony.genesis(OURS, "first")
        first.write({"@id": "doc", TEXT: "shared text"})
        second = colony.join(OURS, "second")
        second.write({"@id": "x", "before": 1})
        colony.assert_converged()
        return first, second

    def copy(self, colony, of, name):
        """The folder as a person copies it, configuration and all: the copy goes by the same id."""
        copy = colony.clone(OURS, name)
        shutil.copytree(of.folder / "data", copy.folder / "data")
        copy.config["@id"] = of.config["@id"]
        return copy

    def wait_joined(self, clone):
        clone.wait_status(online=True, outdated=False, silo=False)

    def test_original_and_copy_at_once(self):
        with Colony() as colony:
            first, second = self.begin(colony)
            second.close()
            copy = self.copy(colony, second, "copy")
            second.start(genesis=False)
            self.wait_joined(second)
            copy.start(genesis=False)
            self.wait_joined(copy)
            for turn in range(5):
                boxes = [clone.send(op="write", pattern={"@id": "x", name: turn})
                         for clone, name in ((second, "second"), (copy, "copy"))]
                for clone, box in zip((second, copy), boxes):
                    clone.result(box)
            second.write(splice(0, 0, "S"))
            copy.write(splice(0, 0, "C"))
            colony.assert_converged()
            for clone in colony.clones:
                self.assertEqual(values(clone, "x", "second"), [0, 1, 2, 3, 4])
                self.assertEqual(values(clone, "x", "copy"), [0, 1, 2, 3, 4])
                self.assertIn(clone.text(), ("SCshared text", "CSshared text"))
            # From now on it is a member as any other.
            copy.close()
            copy.start()
            self.wait_joined(copy)
            copy.write({"@id": "x", "again": 1})
            colony.assert_converged()

    def test_edits_of_both_while_offline(self):
        with Colony() as colony:
            first, second = self.begin(colony)
            second.close()
            colony.broker.kill()
            second.start(genesis=False)
            second.write({"@id": "x", "unpublished": 1})
            second.write(splice(6, 0, " precious"))
            second.close()
            copy = self.copy(colony, second, "copy")
            second.start(genesis=False)
            copy.start(genesis=False)
            self.assertEqual(copy.text(), "shared precious text")
            second.write({"@id": "x", "second": 1})
            copy.write({"@id": "x", "copy": 1})
            copy.write(splice(0, 6, "copied"))
            self.assertFalse(copy.status()["online"])
            colony.broker.start()
            for clone in (first, second, copy):
                self.wait_joined(clone)
            colony.assert_converged()
            for clone in colony.clones:
                self.assertEqual(clone.text(), "copied precious text")
                for name in ("unpublished", "second", "copy"):
                    self.assertEqual(values(clone, "x", name), [1])

    def test_a_copy_whose_original_is_lost(self):
        with Colony() as colony:
            first, second = self.begin(colony)
            second.close()
            colony.broker.kill()
            second.start(genesis=False)
            second.write({"@id": "x", "unpublished": 1})
            second.kill()
            copy = self.copy(colony, second, "copy")
            colony.clones.remove(second)
            shutil.rmtree(second.folder)
            colony.broker.start()
            copy.start(genesis=False)
            self.wait_joined(copy)
            colony.assert_converged()
            self.assertEqual(values(first, "x", "unpublished"), [1])

    def test_a_store_that_was_put_back_in_its_place(self):
        """The very file, with its contents of before: only what others know tells."""
        with Colony() as colony:
            first, second = self.begin(colony)
            second.close()
            store = second.folder / "data" / "clone.mld"
            before = store.read_bytes()
            second.start(genesis=False)
            self.wait_joined(second)
            second.write({"@id": "x", "lost": 1})
            second.write(splice(0, 0, "Lost "))
            wait_until(lambda: first.text() == "Lost shared text", "the text")
            second.close()
            node = os.stat(store).st_ino
            with open(store, "r+b") as file:
                file.write(before)
                file.truncate()
            self.assertEqual(os.stat(store).st_ino, node)
            colony.broker.kill()
            second.start(genesis=False)
            self.assertEqual(second.text(), "shared text")
            for turn in range(4):
                second.write({"@id": "x", "kept": turn})
            second.write(splice(11, 0, "!"))
            colony.broker.start()
            self.wait_joined(first)
            self.wait_joined(second)
            colony.assert_converged()
            for clone in colony.clones:
                self.assertEqual(values(clone, "x", "kept"), [0, 1, 2, 3])
                self.assertEqual(values(clone, "x", "lost"), [1])
                self.assertEqual(clone.text(), "Lost shared text!")
            second.write({"@id": "x", "after": 1})
            second.close()
            second.start()
            self.wait_joined(second)
            second.write(splice(0, 0, "Not "))
            colony.assert_converged()

    def test_take_over(self):
        """Told that the original is gone for good, a copy goes on in its place, alone if need be."""
        with Colony() as colony:
            first, second = self.begin(colony)
            first.close()
            second.close()
            copy = self.copy(colony, first, "copy")
            colony.clones.remove(first)
            command = copy.command
            copy.command = lambda: [*command(), "--take-over"]
            copy.start(genesis=False)
            copy.wait_status(online=True, silo=True)
            copy.write({"@id": "x", "copy": 1})
            second.start(genesis=False)
            self.wait_joined(second)
            colony.assert_converged()
            self.assertEqual(values(second, "x", "copy"), [1])


if __name__ == "__main__":
    unittest.main()
