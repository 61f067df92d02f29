# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Colonies of our clones and the reference's. Each ends with all clones equal.

MLD_CLONE is the path of mld-clone, by default that of the dev preset; MLD_INTEROP_SEED replays a random session.
"""

import base64
import os
import pathlib
import random
import subprocess
import time
import unittest

from clones import Colony, CloneError, KEEPALIVE, OURS, TEXT, THEIRS, wait_until

SUBJECTS = [
    {"@id": "fred", "@type": "Person", "name": "Fred", "age": 41, "height": 1.75, "alive": True},
    {"@id": "wilma", "name": ["Wilma", "Wilmina"], "spouse": {"@id": "fred"},
     "http://schema.org/url": {"@id": "http://elsewhere.example.org/w"}},
    {"@id": "pets", "@list": ["Dino", "Baby Puss", 3, {"@id": "fred"}]},
    {"@id": "when", "http://schema.org/dateCreated":
        {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2024-05-06T07:08:09.100Z"}},
    {"@id": "numbers", "n": [0, -1, 1.5, 1e21, 12345678901]},
    {"@id": "strings", "s": ["", " ", "ünïcödé ☃", "line\nline", "\"quoted\"", "a" * 3000]},
    {"@id": "nested", "part": {"name": "inner", "part": {"name": "innermost"}}},
]


def splice(index, count, content="", subject="doc"):
    return {"@update": {"@id": subject, TEXT: {"@splice": [index, count, content]}}}


class Joining(unittest.TestCase):
    def check(self, first_kind, second_kind):
        with Colony() as colony:
            first = colony.genesis(first_kind, "first")
            for subject in SUBJECTS:
                first.write(subject)
            first.write({"@id": "doc", TEXT: "shared text"})
            second = colony.join(second_kind, "second")
            data = colony.assert_converged()
            self.assertEqual(data["doc"][TEXT], "shared text")
            self.assertEqual(data["fred"]["age"], 41)
            self.assertEqual(len(data["strings"]["s"]), 6)
            # And from then on, both ways.
            first.write({"@delete": {"@id": "fred", "age": 41}, "@insert": {"@id": "fred", "age": 42}})
            second.write({"@insert": {"@id": "barney", "name": "Barney", "spouse": {"@id": "betty"}}})
            second.write(splice(0, 6, "edited"))
            first.write({"@insert": {"@id": "pets", "@list": {"1": "Hoppy"}}})
            data = colony.assert_converged()
            self.assertEqual(data["fred"]["age"], 42)
            self.assertEqual(data["doc"][TEXT], "edited text")
            self.assertEqual(data["pets"]["@list"], ["Dino", "Hoppy", "Baby Puss", 3, {"@id": "fred"}])
            second.write({"@delete": {"@id": "pets", "@list": {"?": "Dino"}}})
            first.write({"@delete": {"@id": "wilma"}})
            data = colony.assert_converged()
            self.assertEqual(data["pets"]["@list"], ["Hoppy", "Baby Puss", 3, {"@id": "fred"}])
            self.assertNotIn("wilma", data)

    def test_ours_joins_theirs(self):
        self.check(THEIRS, OURS)

    def test_theirs_joins_ours(self):
        self.check(OURS, THEIRS)

    def test_ours_joins_ours(self):
        self.check(OURS, OURS)

    def test_the_first_may_leave_after_others_have_joined(self):
        with Colony() as colony:
            first = colony.genesis(THEIRS, "first")
            first.write({"@id": "doc", TEXT: "from the first"})
            second = colony.join(OURS, "second")
            colony.assert_converged()
            first.close()
            second.wait_status(silo=True)
            second.write(splice(0, 4, "FROM"))
            third = colony.join(THEIRS, "third")
            fourth = colony.join(OURS, "fourth")
            fourth.write(splice(14, 0, "!"))
            third.write({"@id": "x", "name": "third"})
            data = colony.assert_converged(second, third, fourth)
            self.assertEqual(data["doc"][TEXT], "FROM the first!")

    def test_ours_gets_over_a_snapshot_that_breaks_off(self):
        """The reference cannot serve one while its last edits were of one text (wire.md T4)."""
        with Colony() as colony:
            theirs = colony.genesis(THEIRS, "theirs")
            theirs.write({"@id": "doc", TEXT: "start"})
            time.sleep(1.5)  # by then it has fused what came before, and cannot fuse the next with it
            for i in range(5):
                theirs.write(splice(i, 0, "x"))
            ours = colony.join(OURS, "ours")
            colony.assert_converged()
            self.assertIn("broke off", ours.tail())
            self.assertLess(ours.tail().count("broke off"), 20)  # it does not hammer (T36)

    def test_a_snapshot_of_many_subjects(self):
        for first_kind, second_kind in ((OURS, THEIRS), (THEIRS, OURS)):
            with self.subTest(first=first_kind), Colony() as colony:
                first = colony.genesis(first_kind, "first")
                for start in range(0, 600, 100):
                    first.write({"@insert": [
                        {"@id": f"note{i}", "name": f"Note {i}", "n": i} for i in range(start, start + 100)]})
                for i in range(20):
                    first.write({"@id": f"note{i}", TEXT: f"Text of {i}"})
                colony.join(second_kind, "second")
                data = colony.assert_converged()
                self.assertEqual(data["note599"]["n"], 599)


class Editing(unittest.TestCase):
    def test_one_text_by_both_at_once(self):
        with Colony() as colony:
            first = colony.genesis(OURS, "first")
            first.write({"@id": "doc", TEXT: "The quick brown fox"})
            second = colony.join(THEIRS, "second")
            colony.assert_converged()
            boxes = []
            for i in range(40):  # neither waits for the other
                boxes.append((first, first.send(op="write", pattern=splice(4, 0, "abcdef"[i % 6]))))
                boxes.append((second, second.send(op="write", pattern=splice(9, 1 if i % 5 == 4 else 0, "UVWXYZ"[i % 6]))))
            for clone, box in boxes:
                clone.result(box)
            colony.assert_converged()

    def test_emoji_of_ours_that_theirs_hands_on(self):
        """They come through, in a snapshot and one by one. Theirs shows private-use characters in
        their place, but does not diverge (semantics.md 12.11)."""
        def as_theirs_shows(text):
            units = memoryview(text.encode("utf-16-le")).cast("H")
            return "".join(chr(unit + 0x800 if 0xD800 <= unit < 0xE000 else unit) for unit in units)

        def assert_text(text, *ours):
            for clone in ours:
                wait_until(lambda: clone.text() == text, lambda: f"{text!r} of {clone}, which has {clone.text()!r}")
            wait_until(lambda: theirs.text() == as_theirs_shows(text), lambda: f"{text!r} of theirs: {theirs.text()!r}")

        with Colony() as colony:
            first = colony.genesis(OURS, "first")
            first.write({"@id": "doc", TEXT: "a\U0001F600b"})
            theirs = colony.join(THEIRS, "theirs")
            first.write(splice(1, 2, "\U0001F469\U0001F3FD"))
            assert_text("a\U0001F469\U0001F3FDb", first)
            first.close()
            second = colony.join(OURS, "second")  # theirs alone can give it a snapshot
            assert_text("a\U0001F469\U0001F3FDb", second)
            second.write(splice(3, 0, "|\U0001F331"))
            theirs.write(splice(0, 0, "\u2192"))
            # What no text can hold becomes U+FFFD before it is sent.
            second.write(splice(0, 0, "\0\ud83d"))
            wait_until(lambda: second.text()[:3] in ("\ufffd\ufffd\u2192", "\u2192\ufffd\ufffd"),
                       lambda: f"both edits, not {second.text()!r}")
            text = second.text()
            self.assertEqual(text[3:], "a\U0001F469|\U0001F331\U0001F3FDb")
            assert_text(text, second)
            second.close()
            first.start()  # theirs alone can give it the operations that it lacks
            assert_text(text, first)

    def random_session(self, kinds, seed, rounds=120):
        """All clones do anything, none waits for another."""
        print(f"seed {seed}")
        chance = random.Random(seed)
        with Colony() as colony:
            first = colony.genesis(kinds[0], "clone0")
            first.write({"@id": "doc", TEXT: "start"})
            clones = [first] + [colony.join(kind, f"clone{i}") for i, kind in enumerate(kinds) if i]
            colony.assert_converged()
            boxes = []
            for i in range(rounds):
                clone = chance.choice(clones)
                action = chance.randrange(10)
                subject = f"s{chance.randrange(8)}"
                value = chance.randrange(5)
                if action < 5:
                    pattern = splice(chance.randrange(6), chance.choice((0, 0, 1, 3)), chance.choice(("a", "bc", "", "d e f")))
                    if pattern["@update"]["@id"] and pattern["@update"][TEXT]["@splice"][1:] == [0, ""]:
                        continue
                elif action < 7:
                    pattern = {"@insert": {"@id": subject, "tag": value, "name": f"n{value}"}}
                elif action < 8:
                    pattern = {"@delete": {"@id": subject, "tag": value}}
                elif action < 9:
                    pattern = {"@delete": {"@id": subject, "?p": "?o"}}
                else:
                    pattern = {"@update": {"@id": subject, "name": f"m{value}"}}
                boxes.append((clone, clone.send(op="write", pattern=pattern)))
                if chance.random() < 0.15:
                    time.sleep(chance.random() * 0.05)  # lets some messages through, in the middle
            for clone, box in boxes:
                clone.result(box)
            colony.assert_converged()

    def seed(self, default):
        return int(os.environ.get("MLD_INTEROP_SEED", default))

    def test_random_one_of_each(self):
        self.random_session([OURS, THEIRS], self.seed(1))

    def test_random_two_of_ours_begun_by_theirs(self):
        self.random_session([THEIRS, OURS, OURS], self.seed(2))

    def test_random_two_of_theirs_begun_by_ours(self):
        self.random_session([OURS, THEIRS, THEIRS], self.seed(3))

    def test_single_values_by_both_at_once(self):
        constraints = [{"@type": "single-valued", "property": "title"}]
        with Colony() as colony:
            first = colony.genesis(OURS, "first", constraints=constraints)
            second = colony.join(THEIRS, "second", constraints=constraints)
            first.write({"@id": "doc", "title": "old"})
            colony.assert_converged()
            for clone in (first, second):
                with self.assertRaises(CloneError):
                    clone.write({"@insert": {"@id": "doc", "title": "another"}})
            for i in range(5):
                boxes = [(clone, clone.send(op="write", pattern={"@update": {"@id": "doc", "title": f"{clone.name} {i}"}}))
                         for clone in (first, second)]
                for clone, box in boxes:
                    clone.result(box)
                data = colony.assert_converged()
                self.assertIn(data["doc"]["title"], (f"first {i}", f"second {i}"))

    def test_both_tell_their_apps_the_same(self):
        with Colony() as colony:
            first = colony.genesis(OURS, "first")
            first.write({"@id": "doc", TEXT: "hello", "name": "greeting"})
            second = colony.join(THEIRS, "second")
            third = colony.join(OURS, "third")
            colony.assert_converged()
            for clone in (second, third):
                clone.updates.clear()
            first.write(splice(5, 0, " world"))
            first.write({"@update": {"@id": "doc", "name": "salutation"}})
            first.write({"@insert": {"@id": "doc", "tag": ["a", "b"]}})
            colony.assert_converged()
            wait_until(lambda: len(third.updates) >= 3 and len(second.updates) >= 3, "the updates")

            def told(clone):
                return [{key: update[key] for key in ("@delete", "@insert", "@update")} for update in clone.updates]
            self.assertEqual(told(third)[0]["@update"], [{"@id": "doc", TEXT: {"@splice": [5, 0, " world"]}}])
            self.assertEqual(told(third)[1], {"@delete": [{"@id": "doc", "name": "greeting"}],
                                             "@insert": [{"@id": "doc", "name": "salutation"}], "@update": []})
            self.assertEqual(told(third), told(second))


class Failing(unittest.TestCase):
    def begin(self, colony, ours_first):
        """One clone of each kind, that hold the same; ours and theirs, in this order."""
        kinds = (OURS, THEIRS) if ours_first else (THEIRS, OURS)
        first = colony.genesis(kinds[0], "first")
        first.write({"@id": "doc", TEXT: "in the beginning"})
        second = colony.join(kinds[1], "second")
        colony.assert_converged()
        return (first, second) if ours_first else (second, first)

    def both_orders(self, scenario):
        for ours_first in (True, False):
            with self.subTest(ours_first=ours_first), Colony() as colony:
                scenario(colony, *self.begin(colony, ours_first))
                colony.assert_converged()

    def edits(self, word):
        """What a person does for a while: no three edits of a text without one of something else."""
        for i in range(3):
            yield splice(0, 0, f"{word}{i} ")
            yield {"@insert": {"@id": f"{word}{i}", "name": word}}

    def edit(self, clone, word):
        for pattern in self.edits(word):
            clone.write(pattern)

    def test_ours_is_stopped_for_a_moment(self):
        def scenario(_, ours, theirs):
            ours.freeze()
            self.edit(theirs, "theirs")
            ours.thaw()
            self.edit(ours, "ours")
        self.both_orders(scenario)

    def test_ours_is_stopped_until_it_is_missed(self):
        def scenario(_, ours, theirs):
            ours.freeze()
            self.edit(theirs, "theirs")
            wait_until(lambda: theirs.status()["silo"], "ours to be missed", 4 * KEEPALIVE)
            ours.thaw()
            self.edit(ours, "ours")
            ours.wait_status(online=True, outdated=False, silo=False)
        self.both_orders(scenario)

    def test_theirs_is_stopped_until_it_is_missed(self):
        def scenario(_, ours, theirs):
            theirs.freeze()
            self.edit(ours, "ours")
            wait_until(lambda: ours.status()["silo"], "theirs to be missed", 4 * KEEPALIVE)
            theirs.thaw()
            self.edit(theirs, "theirs")
        self.both_orders(scenario)

    def test_the_broker_restarts(self):
        def scenario(colony, ours, theirs):
            colony.broker.kill()
            ours.wait_status(online=False)
            theirs.wait_status(online=False)
            self.edit(ours, "ours")
            self.edit(theirs, "theirs")
            colony.broker.start()
            ours.wait_status(online=True, outdated=False, silo=False)
            self.edit(ours, "later")
        self.both_orders(scenario)

    def test_the_broker_restarts_in_mid_stream(self):
        def scenario(colony, ours, theirs):
            boxes = []
            for i in range(60):
                if i == 30:
                    colony.broker.kill()
                    colony.broker.start()
                for clone in (ours, theirs):
                    boxes.append((clone, clone.send(op="write", pattern={
                        "@insert": {"@id": f"{clone.kind}{i}", "n": i}})))
            for clone, box in boxes:
                clone.result(box)
        self.both_orders(scenario)

    def test_ours_is_killed_and_restarts_from_its_store(self):
        def scenario(_, ours, theirs):
            self.edit(ours, "before")
            ours.kill()
            self.edit(theirs, "meanwhile")
            ours.start(genesis=False)
            ours.wait_status(online=True, outdated=False, silo=False)
            self.edit(ours, "after")
        self.both_orders(scenario)

    def test_ours_is_killed_in_the_middle_of_writing(self):
        def scenario(_, ours, theirs):
            for _ in range(3):
                boxes = [ours.send(op="write", pattern=splice(0, 0, "x")) for _ in range(20)]
                ours.result(boxes[5])  # some are durable, of some nobody knows
                ours.kill()
                theirs.write({"@insert": {"@id": "witness", "name": "theirs"}})
                ours.start(genesis=False)
                ours.wait_status(online=True, outdated=False, silo=False)
        self.both_orders(scenario)

    def test_ours_restarts_offline_writes_and_comes_back(self):
        def scenario(colony, ours, theirs):
            ours.close()
            colony.broker.kill()
            theirs.wait_status(online=False)
            ours.start(genesis=False)
            self.edit(ours, "ours")
            # The reference may answer only when it is online again: a Socket.IO client holds back what it was just sending.
            boxes = [theirs.send(op="write", pattern=pattern) for pattern in self.edits("theirs")]
            ours.kill()
            ours.start(genesis=False)
            self.edit(ours, "more")
            colony.broker.start()
            for box in boxes:
                theirs.result(box)
            ours.wait_status(online=True, outdated=False, silo=False)
        self.both_orders(scenario)

    def test_theirs_is_closed_and_restarts_from_its_store(self):
        def scenario(_, ours, theirs):
            self.edit(theirs, "before")
            theirs.close()
            ours.wait_status(silo=True)
            self.edit(ours, "meanwhile")
            theirs.start(genesis=False)
            theirs.wait_status(online=True, outdated=False, silo=False)
            self.edit(theirs, "after")
        self.both_orders(scenario)

    def test_a_line_that_delays_and_tears(self):
        for ours_first in (True, False):
            with self.subTest(ours_first=ours_first), Colony(has_bad_links=True) as colony:
                ours, theirs = self.begin(colony, ours_first)
                boxes = []
                for i in range(20):
                    for clone in (ours, theirs):
                        boxes.append((clone, clone.send(op="write", pattern={
                            "@insert": {"@id": f"{clone.kind}{i}", "name": clone.kind * 300}})))
                for clone, box in boxes:
                    clone.result(box)
                self.edit(ours, "ours")
                colony.join(OURS, "late")
                data = colony.assert_converged()
                self.assertEqual(data[f"{THEIRS}19"]["name"], THEIRS * 300)

    def test_a_killed_peer_is_missed_at_once(self):
        with Colony() as colony:
            ours, theirs = self.begin(colony, True)
            theirs.kill()
            ours.wait_status(online=True, silo=True)
            ours.write(splice(0, 0, "alone "))
            again = colony.join(THEIRS, "again")
            colony.assert_converged(ours, again)


class Secured(unittest.TestCase):
    """Signed by everyone, and encrypted with a secret that the data declare (wire.md 20)."""

    def keys(self, folder, name):
        private, public = folder / f"{name}.pem", folder / f"{name}.der"
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-out", private], check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-outform", "DER", "-out", public],
                       check=True, capture_output=True)
        principal = {"@id": f"https://people.example/{name}", "key": private.read_text()}
        return principal, base64.b64encode(public.read_bytes()).decode()

    def check(self, first_kind, second_kind):
        def binary(base64_text):
            return {"@type": "http://www.w3.org/2001/XMLSchema#base64Binary", "@value": base64_text}

        with Colony() as colony:
            folder = pathlib.Path(colony.folder)
            ada, ada_public = self.keys(folder, "ada")
            ben, ben_public = self.keys(folder, "ben")
            mallory, _ = self.keys(folder, "mallory")
            first = colony.genesis(first_kind, "first", principal=ada)
            for principal, public in ((ada, ada_public), (ben, ben_public)):
                first.write({"@id": principal["@id"], "http://m-ld.org/#public-key": binary(public)})
            second = colony.join(second_kind, "second", principal=ben)
            # Not before: the reference cannot give a snapshot once it has sealed operations (wire.md T5).
            first.write({"@id": f"http://{colony.domain}/",
                         "http://m-ld.org/#secret": binary(base64.b64encode(b"s" * 32).decode())})
            first.write({"@id": "fred", "name": "Fred"})
            colony.assert_converged()
            second.write({"@id": "wilma", "name": "Wilma"})
            first.write({"@id": "barney", "name": "Barney", "note": "b" * 3000})
            data = colony.assert_converged()
            self.assertEqual({"fred", "wilma", "barney"} & set(data), {"fred", "wilma", "barney"})

            # What is made apart comes by revup, signed and sealed as it was.
            second.close()
            first.write({"@id": "fred", "age": 41})
            second.start()
            data = colony.assert_converged()
            self.assertEqual(data["fred"]["age"], 41)

            if first_kind == OURS:
                second.close()
                colony.clones.remove(second)
                colony.join(OURS, "third", principal=ben)
                colony.assert_converged()

            stranger = colony.clone(OURS, "stranger", principal=mallory).launch()
            wait_until(lambda: "refused the request" in stranger.tail(), "the stranger to be refused")
            self.assertFalse(stranger.started.is_set())

    def test_ours_joins_theirs(self):
        self.check(THEIRS, OURS)

    def test_theirs_joins_ours(self):
        self.check(OURS, THEIRS)


if __name__ == "__main__":
    unittest.main(verbosity=2)
