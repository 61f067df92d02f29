# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Agreements among clones of ours and the reference's (wire.md 13): what is concurrent with one is void.

MLD_CLONE is the path of mld-clone, by default that of the dev preset.
"""

import unittest

from clones import Colony, OURS, TEXT, THEIRS

KINDS = ((OURS, THEIRS), (THEIRS, OURS), (OURS, OURS))


def splice(index, count, content=""):
    return {"@update": {"@id": "doc", TEXT: {"@splice": [index, count, content]}}}


class Agreements(unittest.TestCase):
    def check(self, agreeing_kind, other_kind):
        with Colony() as colony:
            agreeing = colony.genesis(agreeing_kind, "agreeing")
            agreeing.write({"@id": "fred", "name": "Fred", "age": 40})
            agreeing.write({"@id": "doc", TEXT: "start"})
            other = colony.join(other_kind, "other")
            colony.assert_converged()
            other.cut()
            # Unknown to the other, the one agrees; unknown to the one, the other writes on.
            other.write({"@id": "barney", "name": "void"})
            other.write({"@delete": {"@id": "fred", "name": "Fred"}})
            if other_kind == OURS:  # the reference does not take nested edits back (semantics.md 12.9)
                other.write(splice(0, 5, "void"))
            agreeing.write({"@insert": {"@id": "fred", "agreedAge": 41}, "@agree": {"proof": "p1"}})
            agreeing.write({"@id": "fred", "after": 1})
            other.mend()
            other.wait_status(online=True, outdated=False)
            data = colony.assert_converged()
            self.assertNotIn("barney", data)
            self.assertEqual(data["fred"]["name"], "Fred")
            self.assertEqual(data["fred"]["agreedAge"], 41)
            self.assertEqual(data["doc"][TEXT], "start")
            # And all goes on, both ways, and for a newcomer.
            other.write({"@id": "barney", "name": "later"})
            other.write(splice(5, 0, "!"))
            agreeing.write({"@id": "wilma", "name": "Wilma"})
            data = colony.assert_converged()
            self.assertEqual(data["barney"]["name"], "later")
            self.assertEqual(data["doc"][TEXT], "start!")
            third = colony.join(OURS, "third")
            third.write({"@id": "betty", "name": "Betty"})
            self.assertEqual(colony.assert_converged()["betty"]["name"], "Betty")

    def test_one_voids_what_another_wrote(self):
        for agreeing, other in KINDS:
            with self.subTest(agreeing=agreeing, other=other):
                self.check(agreeing, other)

    def check_third(self, agreeing_kind, other_kind, third_kind):
        with Colony() as colony:
            agreeing = colony.genesis(agreeing_kind, "agreeing")
            agreeing.write({"@id": "fred", "name": "Fred"})
            other = colony.join(other_kind, "other")
            third = colony.join(third_kind, "third")
            colony.assert_converged()
            agreeing.cut()
            other.write({"@id": "fred", "state": "void"})
            colony.assert_converged(other, third)
            third.write({"@id": "fred", "quantity": 3})  # caused by what will be void
            colony.assert_converged(other, third)
            agreeing.write({"@update": {"@id": "fred", "state": "agreed"}, "@agree": True})
            agreeing.mend()
            for clone in colony.clones:
                clone.wait_status(online=True, outdated=False)
            data = colony.assert_converged()
            self.assertEqual(data["fred"]["state"], "agreed")
            self.assertNotIn("quantity", data["fred"])

    def test_what_was_caused_by_void_is_void(self):
        for kinds in ((OURS, THEIRS, OURS), (THEIRS, OURS, THEIRS), (OURS, OURS, OURS)):
            with self.subTest(kinds=kinds):
                self.check_third(*kinds)


if __name__ == "__main__":
    unittest.main(verbosity=2)
