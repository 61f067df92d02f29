# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Clones of ours and the reference's in a domain of a gateway, which has one of its own (gateway.mjs).

MLD_CLONE is the path of mld-clone, by default that of the dev preset. MLD_GATEWAY, if it is set, names the folder of a real
gateway that was built there, with its settings in `.env` (its own genenv.js makes them, for the name gw.example.org);
then that is started in place of what stands in for it.
"""

import base64
import json
import os
import pathlib
import subprocess
import time
import unittest
import urllib.parse
import urllib.request

from clones import Colony, CloneError, DECLARE_TEXT, HERE, OURS, Server, TEXT, THEIRS, wait_until

ACCOUNT, KEY = "ada", "rootacct.adakey:hunter2-hunter2"
LONGEST = 9_999  # UTF-16 units
SLOW = 120  # seconds, for what the reference does with much on a busy machine


class Gateway(Server):
    """The stand-in. What it keeps outlives it."""

    def __init__(self, folder, **options):
        self.options = {"data": str(folder), "accounts": {ACCOUNT: {"key": KEY}, "guests": {
            "naming": ["uuid"], "remotesAuth": ["anon"]}}, **options}
        super().__init__()

    def command(self):
        return ["node", str(HERE / "gateway.mjs"), json.dumps({"port": self.port, **self.options})]

    @property
    def key(self):
        return KEY

    def ask(self, method, path, body=None):
        return self.call(method, f"domain/{ACCOUNT}/{path}", body, ACCOUNT, self.key)

    def call(self, method, path, body, account, key):
        login = base64.b64encode(f"{account}:{key}".encode()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}", body, method=method,
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    def put(self, name):
        """Makes or opens a domain, as whoever uses the reference has to."""
        self.ask("PUT", name, b"{}")

    def has(self, name, subject):
        """Whether the gateway's own clone has a subject."""
        query = urllib.parse.quote(json.dumps({"@describe": subject}))
        return self.ask("GET", f"{name}/state?q={query}") != ""


class RealGateway(Gateway):
    """The reference's, with an account that its root makes. What it keeps outlives it."""

    BUILT = os.environ.get("MLD_GATEWAY")
    key = None

    def start(self):
        folder = pathlib.Path(self.options["data"])
        folder.mkdir(parents=True, exist_ok=True)
        settings = dict(line.split("=", 1) for line in (pathlib.Path(self.BUILT) / ".env").read_text().split("\n") if "=" in line)
        told = folder / "told"
        with open(told, "wb") as log:
            self.process = subprocess.Popen(
                ["node", "ext/start.js", *([] if self.key else ["--genesis", "true"])], cwd=self.BUILT,
                stdin=subprocess.PIPE, stdout=log, stderr=log,
                env={**os.environ, "M_LD_GATEWAY_ADDRESS__HOST": "127.0.0.1", "M_LD_GATEWAY_ADDRESS__PORT": str(self.port),
                     "M_LD_GATEWAY_DATA_PATH": str(folder / "data")})
        wait_until(lambda: b"Gateway initialised" in told.read_bytes(), lambda: f"the gateway: {told.read_text()}", SLOW)
        if not self.key:
            made = self.call("POST", f"user/{ACCOUNT}/key?type=rsa", b"{}", "rootacct", settings["M_LD_GATEWAY_AUTH__KEY"])
            self.key = json.loads(made)["auth"]["key"]


class GatewayColony(Colony):
    """A domain with a name, of which the gateway's own clone is the first."""

    def __init__(self):
        super().__init__()
        self.domain = f"notes.{ACCOUNT}.gw.example.org"

    def make_broker(self):
        return (RealGateway if RealGateway.BUILT else Gateway)(pathlib.Path(self.folder) / "gateway")

    def configuration(self, kind, port):
        uri = f"http://127.0.0.1:{port}"
        if kind == OURS:
            return {"gateway": {"uri": uri, "account": ACCOUNT, "key": self.broker.key}}
        self.broker.put("notes")
        return {"io": {"uri": uri, "opts": {"auth": {"user": ACCOUNT, "key": self.broker.key}}}}

    def first(self, kind, name):
        """The first of ours; the domain has the gateway's clone."""
        clone = self.join(kind, name)
        clone.write(DECLARE_TEXT)
        return clone

    def leave(self, *clones, after=None):
        """Ends clones, once the gateway's own has a subject."""
        if after:
            wait_until(lambda: self.broker.has("notes", after), f"{after} to be at the gateway", SLOW)
        for clone in clones:
            clone.close()
            self.clones.remove(clone)


class Keeping(unittest.TestCase):
    """Nobody is there but the gateway."""

    def check(self, writer_kind, *reader_kinds):
        with GatewayColony() as colony:
            writer = colony.first(writer_kind, "writer")
            writer.write({"@insert": [{"@id": f"note{i}", "name": f"Note {i}", "n": i} for i in range(300)]})
            writer.write({"@id": "doc", TEXT: "a text"})
            writer.write({"@id": "list", "@list": ["a", "b", "c"]})
            held = writer.everything(with_slots=False)
            self.assertEqual(len([name for name in held if name.startswith("note")]), 300)
            colony.leave(writer, after="list")
            for kind in reader_kinds:
                reader = colony.join(kind, f"by-{kind}")
                self.assertEqual(reader.everything(with_slots=False), held)
                colony.leave(reader)
            colony.broker.kill()
            colony.broker.start()
            reader = colony.join(OURS, "after-the-restart")
            self.assertEqual(reader.everything(with_slots=False), held)

    def test_what_ours_wrote(self):
        self.check(OURS, OURS, THEIRS)

    def test_what_theirs_wrote(self):
        self.check(THEIRS, OURS)

    def test_what_was_written_offline(self):
        with GatewayColony() as colony:
            writer = colony.first(OURS, "writer")
            writer.cut()
            writer.write({"@id": "late", "name": "written offline"})
            writer.kill()
            writer.mend()
            writer.start()
            writer.wait_status(online=True, silo=False)
            writer.write({"@id": "later", "name": "written online"})
            colony.leave(writer, after="later")
            reader = colony.join(OURS, "reader")
            self.assertEqual(reader.read({"@describe": "late"}), [{"@id": "late", "name": "written offline"}])
            self.assertEqual(reader.read({"@describe": "later"}), [{"@id": "later", "name": "written online"}])

    def test_a_large_notebook_in_time(self):
        """In at most twice the time that the reference needs; both with their programs' start."""
        subjects, took = 6_000, {}
        with GatewayColony() as colony:
            writer = colony.first(OURS, "writer")
            for start in range(0, subjects, 500):
                writer.write({"@insert": [{"@id": f"note{i}", "name": f"Note {i}", "n": i}
                                          for i in range(start, start + 500)]})
            colony.leave(writer, after=f"note{subjects - 1}")
            for kind in (THEIRS, OURS):
                # A busy machine makes the reference wait in vain, and begin again.
                reader = colony.clone(kind, f"reader-{kind}", networkTimeout=30_000)
                begin = time.monotonic()
                reader.launch()
                wait_until(lambda: reader.started.is_set() or reader.ended.is_set(), f"{reader} to start", SLOW)
                reader.wait_status(online=True, outdated=False)
                took[kind] = time.monotonic() - begin
                count = len(reader.read({"@select": "?s", "@where": {"@id": "?s", "name": "?n"}}))
                self.assertEqual(count, subjects)
                colony.leave(reader)
        print(f"{subjects} subjects from the gateway's clone: ours {took[OURS]:.2f} s, theirs {took[THEIRS]:.2f} s")
        self.assertLessEqual(took[OURS], 2 * took[THEIRS])


class Mixed(unittest.TestCase):
    """Ours and the reference's, and the gateway in between."""

    def test_both_write(self):
        with GatewayColony() as colony:
            ours = colony.first(OURS, "ours")
            theirs = colony.join(THEIRS, "theirs")
            ours.write({"@id": "doc", TEXT: "one text"})
            colony.assert_converged()
            ours.write({"@update": {"@id": "doc", TEXT: {"@splice": [0, 3, "some"]}}})
            theirs.write({"@update": {"@id": "doc", TEXT: {"@splice": [8, 0, " more"]}}})
            theirs.write({"@id": "fred", "name": "Fred", "spouse": {"@id": "wilma"}})
            ours.write({"@id": "wilma", "name": "Wilma"})
            wait_until(lambda: colony.assert_converged(), "both to agree")
            self.assertEqual(ours.read({"@describe": "fred"})[0]["name"], "Fred")

    def test_a_restart_and_a_cut(self):
        with GatewayColony() as colony:
            ours = colony.first(OURS, "ours")
            theirs = colony.join(THEIRS, "theirs")
            other = colony.join(OURS, "other")
            colony.broker.kill()
            for clone in (ours, theirs, other):
                clone.wait_status(online=False)
            for clone in (ours, theirs, other):
                clone.write({"@id": f"meanwhile-{clone.name}", "name": clone.name})
            colony.broker.start()
            held = colony.assert_converged()
            self.assertEqual({name for name in held if name.startswith("meanwhile")},
                             {"meanwhile-ours", "meanwhile-theirs", "meanwhile-other"})
            other.cut()
            other.write({"@id": "cut", "name": "cut off"})
            ours.write({"@id": "not-cut", "name": "there"})
            other.mend()
            held = colony.assert_converged()
            self.assertLessEqual({"cut", "not-cut"}, held.keys())


class Refusing(unittest.TestCase):
    """What would end the gateway for everyone does not get out."""

    def test_values_that_it_cannot_keep(self):
        with GatewayColony() as colony:
            ours = colony.first(OURS, "ours")
            for pattern in ({"@id": "long", "name": "x" * (LONGEST + 1)},
                            {"@id": "long", "ref": {"@id": "http://example.org/" + "x" * LONGEST}}):
                with self.assertRaisesRegex(CloneError, str(LONGEST)):
                    ours.write(pattern)
            ours.cut()
            with self.assertRaisesRegex(CloneError, str(LONGEST)):
                ours.write({"@id": "long", "name": "x" * (LONGEST + 1)})
            ours.mend()
            ours.wait_status(online=True, silo=False)
            ours.write({"@id": "longest", "name": "x" * LONGEST})
            ours.write({"@id": "text", TEXT: "a shared text is not concerned " * 1000})
            held = ours.everything(with_slots=False)
            colony.leave(ours, after="text")
            self.assertEqual(colony.join(OURS, "reader").everything(with_slots=False), held)

    def test_a_second_first_clone(self):
        with GatewayColony() as colony:
            clone = colony.clone(OURS, "ours", genesis=True).launch()
            wait_until(clone.ended.is_set, "it to end")
            self.assertIn("genesis", clone.errors[0]["message"])
            self.assertNotIn("hunter2", str(clone.errors) + clone.tail())

    def test_a_wrong_key(self):
        with GatewayColony() as colony:
            clone = colony.clone(OURS, "ours")
            clone.config["gateway"]["key"] = "rootacct.adakey:wrong-hunter2"
            clone.launch()
            wait_until(lambda: any("account name or key" in status.get("problem", "") for status in clone.statuses),
                       "the problem to be told")
            self.assertNotIn("hunter2", clone.tail())


if __name__ == "__main__":
    unittest.main()
