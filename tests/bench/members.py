# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Clones' processes that are read by hand, so that their lines are looked at in the order in which they come, and
fifty of them need no threads. Standard library only."""

import json
import os
import pathlib
import selectors
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "interop"))
from clones import canonical, EVERYTHING, OURS  # noqa: E402

PATIENCE = 600  # seconds
SCHEMA = "http://schema.org/"


class Member:
    """A clone's process."""

    selector = selectors.DefaultSelector()

    def __init__(self, clone, **changed):
        """`changed` options replace those of the clone; None leaves one out."""
        config = {key: value for key, value in {**clone.config, **changed}.items() if value is not None}
        (clone.folder / "config.json").write_text(json.dumps(config))
        self.name = clone.name
        self.begun = time.monotonic()
        self.log = open(clone.folder / "log", "ab")
        self.process = subprocess.Popen(clone.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        os.set_blocking(self.process.stdout.fileno(), False)
        os.set_blocking(self.process.stdin.fileno(), False)
        self.outgoing = b""
        self.rest = b""
        self.results = {}
        self.last_id = 0
        self.started = None  # when
        self.status = {}
        self.updates = 0
        self.selector.register(self.process.stdout, selectors.EVENT_READ, self)

    def ask(self, **request):
        """Sends a request; its answer will be in `results` under the id that is returned."""
        self.last_id += 1
        self.outgoing += json.dumps({"id": self.last_id, **request}).encode() + b"\n"
        self.flush()
        return self.last_id

    def flush(self):
        try:
            while self.outgoing:
                self.outgoing = self.outgoing[os.write(self.process.stdin.fileno(), self.outgoing[:65536]):]
        except BlockingIOError:
            pass

    def take(self):
        try:
            data = os.read(self.process.stdout.fileno(), 1 << 20)
        except BlockingIOError:
            return
        if not data:
            raise SystemExit(f"{self.name} ended")
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            # Most lines are updates, whose content is of no interest here.
            if b'"event":"update"' in line:
                self.updates += 1
                continue
            message = json.loads(line)
            if message.get("event") == "started":
                self.started = time.monotonic()
            elif message.get("event") == "status":
                self.status = message["body"]
            elif message.get("event") == "error":
                raise SystemExit(f"{self.name}: {message}")
            elif "error" in message:
                raise SystemExit(f"{self.name}: {message['error']}")
            elif "result" in message:
                self.results[message["id"]] = (time.monotonic(), message["result"])

    @classmethod
    def turn(cls, timeout=0.05):
        for key, _ in cls.selector.select(timeout):
            key.data.take()
            key.data.flush()

    @classmethod
    def until(cls, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            cls.turn()
            for key in list(cls.selector.get_map().values()):
                key.data.flush()
            if time.monotonic() > end:
                raise SystemExit(f"waited {PATIENCE} s for {what}")

    def result(self, request):
        self.until(lambda: request in self.results, f"an answer of {self.name}")
        return self.results.pop(request)[1]

    def read(self, pattern):
        return self.result(self.ask(op="read", pattern=pattern))

    def write(self, pattern):
        return self.result(self.ask(op="write", pattern=pattern))

    def everything(self):
        return {subject["@id"]: canonical(subject) for subject in self.read(EVERYTHING)}

    def is_level(self):
        return self.status.get("online") and self.status.get("outdated") is False

    def memory(self, field="VmRSS"):
        """In MiB; VmHWM is the most that it ever was since reset_peak()."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        return 0

    def reset_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def cpu(self):
        """Seconds of processor time so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.selector.unregister(self.process.stdout)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()
        self.log.close()


def subject(i):
    return {"@id": f"note-{i:08x}", "@type": SCHEMA + "NoteDigitalDocument", SCHEMA + "name": f"The title of note {i}",
            SCHEMA + "keywords": f"tag {i % 100}",
            SCHEMA + "dateCreated": {"@type": "http://www.w3.org/2001/XMLSchema#dateTime",
                                     "@value": f"2024-01-{i % 28 + 1:02}T{i % 24:02}:00:00Z"}}


def count(member):
    return len(member.read({"@select": "?s", "@where": {"@id": "?s", "@type": SCHEMA + "NoteDigitalDocument"}}))


def genesis(colony, kind=OURS, **config):
    first = Member(colony.clone(kind, "first", genesis=True, **config))
    Member.until(lambda: first.status.get("silo"), "the first clone to be present")
    return first
