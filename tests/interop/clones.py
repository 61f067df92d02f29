# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Clones as processes, ours and the reference's, over one real messaging service.

Both kinds take the same command line, configuration and JSON lines (design.md 5), so that a scenario
names only the kind. The service is an MQTT broker or, if MLD_INTEROP_SERVICE is "io", a Socket.IO server.
Standard library only.
"""

import json
import os
import pathlib
import queue
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
MLD_CLONE = os.environ.get("MLD_CLONE", str(HERE.parent.parent / "build/dev/app/mld-clone/mld-clone"))
OURS, THEIRS = "ours", "theirs"
PATIENCE = 30  # seconds, for what ought to take a fraction of one
KEEPALIVE = 5  # seconds, in which each service looks twice for signs of life at most
SERVICE = os.environ.get("MLD_INTEROP_SERVICE", "mqtt")

TEXT = "http://schema.org/text"
DECLARE_TEXT = {
    "@id": "http://m-ld.org/extensions",
    "@list": {"0": {
        "@id": "http://ext.m-ld.org/tseq/TSeqText",
        "http://js.m-ld.org/#require": "@m-ld/m-ld/ext/tseq",
        "http://js.m-ld.org/#module": "@m-ld/m-ld/ext/tseq.js",
        "http://js.m-ld.org/#class": "TSeqText",
        "http://www.w3.org/ns/shacl#targetObjectsOf": [{"@vocab": TEXT}],
    }},
}
LIST_POSITION = "http://m-ld.org/RdfLseq/?="
LIST_PLACE = "data:application/mld-li,"
EVERYTHING = {"@describe": "?s", "@where": {"@id": "?s", "?p": "?o"}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, patience=PATIENCE):
    """Looks again and again, since what happens in other processes sends no signal here."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s for {(what() if callable(what) else what)[:6000]}")
        time.sleep(0.02)


class Server:
    """A process that listens on a port which stays the same from start to start."""

    def __init__(self):
        self.port = free_port()
        self.process = None
        self.start()

    def start(self):
        # It may end with its standard input.
        self.process = subprocess.Popen(self.command(), stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, "the broker")

    def _answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()


class MqttBroker(Server):
    """mosquitto."""

    def command(self):
        return [shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-p", str(self.port)]

    @staticmethod
    def configuration(port):
        # An address, since Node.js may take "localhost" for ::1 alone, where the link does not listen.
        return {"mqtt": {"host": "127.0.0.1", "port": port, "keepalive": KEEPALIVE}}


class SocketIoServer(Server):
    """Socket.IO with the reference's own service in it, and its usual limits."""

    def command(self):
        options = {"port": self.port, "pingInterval": KEEPALIVE * 1000, "pingTimeout": KEEPALIVE * 1000}
        return ["node", str(HERE / "io-server.mjs"), json.dumps(options)]

    @staticmethod
    def configuration(port):
        return {"io": {"uri": f"http://127.0.0.1:{port}/"}}


Broker = {"io": SocketIoServer}.get(SERVICE, MqttBroker)


class Link:
    """Stands between one clone and the broker, on a port of its own, and can be cut and mended. If it is bad, it passes
    on what flows in small pieces, each a moment after the last."""

    def __init__(self, broker, is_bad=False):
        self.broker = broker
        self.is_bad = is_bad
        self.port = free_port()
        self.sockets = []
        self.lock = threading.Lock()
        self.mend()

    def mend(self):
        self.server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.server,), daemon=True).start()

    def cut(self):
        with self.lock:
            sockets, self.sockets = [self.server, *self.sockets], []
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)  # wakes the threads that wait for it
            except OSError:
                pass
            each.close()

    def _accept(self, server):
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.broker.port))
            except OSError:
                near.close()  # the broker is down
                continue
            with self.lock:
                if server.fileno() < 0:
                    near.close()
                    far.close()
                    return
                self.sockets += [near, far]
            for source, target in ((near, far), (far, near)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source, target):
        chance = random.Random(source.fileno())
        try:
            while data := source.recv(chance.randint(1, 3000) if self.is_bad else 65536):
                target.sendall(data)
                if self.is_bad:
                    time.sleep(chance.random() / 200)
        except OSError:
            pass
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class CloneError(Exception):
    def __init__(self, error):
        super().__init__(error.get("message"))
        self.status = error.get("status")


class Clone:
    """One clone's process. Its store outlives it: start() again goes on from there."""

    def __init__(self, colony, kind, name, genesis=False, **config):
        self.kind = kind
        self.name = name
        self.colony = colony
        self.link = Link(colony.broker, colony.has_bad_links)
        self.folder = pathlib.Path(colony.folder) / name
        self.folder.mkdir()
        self.config = {
            "@id": name, "@domain": colony.domain, "genesis": genesis, "networkTimeout": 2000,
            **colony.configuration(kind, self.link.port),
            **config,
        }
        self.process = None
        self.updates = []
        self.lock = threading.Lock()

    def command(self):
        arguments = ["--config", str(self.folder / "config.json"), "--data", str(self.folder / "data")]
        if self.kind == OURS:
            return [MLD_CLONE, *arguments]
        return ["node", str(HERE / "js-clone.mjs"), *arguments]

    def launch(self, **config):
        """Starts the process; `started` is waited for by wait_started()."""
        self.config.update(config)
        (self.folder / "config.json").write_text(json.dumps(self.config))
        if self.process:
            self.kill()
        self.updates, self.errors, self.statuses = [], [], []
        self.started = threading.Event()
        self.ended = threading.Event()
        self.answers = {}
        self.next_id = 0
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(self.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True, bufsize=1)
        self.listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self.listener.start()
        return self

    def start(self, **config):
        self.launch(**config)
        self.wait_started()
        return self

    def wait_started(self):
        wait_until(lambda: self.started.is_set() or self.ended.is_set(), f"{self} to start")
        if not self.started.is_set():
            raise AssertionError(f"{self} ended instead of starting: {self.errors} {self.tail()}")

    def _listen(self, process):
        for line in process.stdout:
            self.log.write(f"{time.time():.3f} > {line}".encode())
            message = json.loads(line)
            event = message.get("event")
            if event == "started":
                self.started.set()
            elif event == "status":
                self.statuses.append(message["body"])
            elif event == "update":
                self.updates.append(message["body"])
            elif event == "error":
                self.errors.append(message)
            else:
                with self.lock:
                    box = self.answers.pop(message["id"], None)
                if box:
                    box.put(message)
        self.ended.set()
        with self.lock:
            boxes, self.answers = self.answers, {}
        for box in boxes.values():
            box.put({"error": {"message": f"{self} ended: {self.errors} {self.tail()}"}})

    def send(self, **request):
        """Asks, and returns what to wait on for the answer."""
        box = queue.Queue()
        with self.lock:
            self.next_id += 1
            self.answers[self.next_id] = box
        try:
            self.process.stdin.write(json.dumps({"id": self.next_id, **request}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise AssertionError(f"{self} has ended: {self.errors} {self.tail()}") from None
        return box

    def result(self, box, patience=PATIENCE):
        try:
            answer = box.get(timeout=patience)
        except queue.Empty:
            raise AssertionError(f"{self} did not answer: {self.tail()}") from None
        if "error" in answer:
            raise CloneError(answer["error"])
        return answer["result"]

    def read(self, pattern):
        return self.result(self.send(op="read", pattern=pattern))

    def write(self, pattern):
        return self.result(self.send(op="write", pattern=pattern))

    def status(self):
        return self.result(self.send(op="status"))

    def wait_status(self, **wanted):
        wait_until(lambda: all(self.status().get(key) == value for key, value in wanted.items()),
                   lambda: f"{self} to be {wanted}, while it is {self.status()}: {self.tail()}")

    def everything(self, with_slots=True):
        """All the data, in a form that is equal if the data are. Without slots: lists by their items
        alone. The reference does not keep the slots' own indexes, which are not data but follow from
        it, in all conflicts of moves and deletes; nor do two clones of it agree on them. And without the
        holes that its inserts by index leave (wire.md T42)."""
        data = {subject["@id"]: canonical(subject) for subject in self.read(EVERYTHING)}
        if with_slots:
            return data
        return {name: {key: flat(value) if key == "@list" else value for key, value in subject.items()
                       if not key.startswith((LIST_POSITION, LIST_PLACE))}
                for name, subject in data.items() if not subject.keys() & {"@index", "@item"}}

    def text(self, subject="doc"):
        found = self.read({"@describe": subject})
        return found[0].get(TEXT) if found else None

    def cut(self):
        """Cuts it off from the broker, and waits until it knows; mend() ends that."""
        self.link.cut()
        self.wait_status(online=False)

    def mend(self):
        self.link.mend()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process:
            self.listener.join()
            for stream in (self.process.stdin, self.process.stdout, self.log):
                try:
                    stream.close()
                except BrokenPipeError:
                    pass  # what it was still to read
            self.process = None

    def close(self):
        """A clean end, which must have exit code 0."""
        if self.process and self.process.poll() is None:
            self.result(self.send(op="close"))
            code = self.process.wait(PATIENCE)
            if code != 0:
                raise AssertionError(f"{self} ended with {code}: {self.tail()}")
            self.kill()

    def tail(self, length=3000):
        """The end of the log: what it said on stdout (with the time) and on stderr."""
        if not self.log.closed:
            self.log.flush()
        return "\n" + (self.folder / "log").read_text(errors="replace")[-length:]

    def __str__(self):
        return f"{self.name} ({self.kind})"


def canonical(value):
    """Arrays of a property are sets; those of a list keep their order."""
    if isinstance(value, list):
        return sorted((canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, dict):
        return {key: item if key == "@list" else canonical(item) for key, item in value.items()}
    return value


def flat(items):
    """The reference shows items of one and the same position, which it makes itself, as an array."""
    return [inner for item in items for inner in (item if isinstance(item, list) else [item]) if inner is not None]


def shown(value):
    text = str(value)
    return text if len(text) < 600 else f"{text[:300]} … {text[-300:]}"


class Colony:
    """A domain, its broker and its clones; a context that ends them all."""

    def __init__(self, broker=None, has_bad_links=False):
        self.domain = "interop.example.org"
        self.folder = tempfile.mkdtemp(prefix="interop-")
        self.broker = broker or self.make_broker()
        self.has_bad_links = has_bad_links
        self.clones = []

    def make_broker(self):
        return Broker()

    def configuration(self, kind, port):
        """Of a clone of a kind, to get there by a port."""
        return self.broker.configuration(port)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for clone in self.clones:
            clone.kill()
            clone.link.cut()
        self.broker.kill()
        if kind is None:
            shutil.rmtree(self.folder)
        else:
            print(f"the logs are in {self.folder}")

    def clone(self, kind, name, **config):
        clone = Clone(self, kind, name, **config)
        self.clones.append(clone)
        return clone

    def genesis(self, kind, name, **config):
        """The first clone, present to others, with a text property declared."""
        first = self.clone(kind, name, genesis=True, **config).start()
        first.wait_status(online=True, silo=True)
        first.write(DECLARE_TEXT)
        return first

    def join(self, kind, name, **config):
        clone = self.clone(kind, name, **config).start()
        clone.wait_status(online=True, outdated=False)
        return clone

    def assert_converged(self, *clones, with_slots=True):
        """Waits until all hold the same, and returns it."""
        clones = clones or self.clones
        seen = {}

        def equal():
            for clone in clones:
                seen[clone] = clone.everything(with_slots)
            return all(data == seen[clones[0]] for data in seen.values())

        def difference():
            lines = ["all to hold the same"]
            for clone in clones[1:]:
                one, other = seen[clones[0]], seen[clone]
                for subject in sorted(one.keys() | other.keys()):
                    if one.get(subject) != other.get(subject):
                        lines.append(f"{subject}\n  {clones[0]}: {shown(one.get(subject))}\n  {clone}: {shown(other.get(subject))}")
            return "\n".join(lines)

        wait_until(equal, difference)
        return seen[clones[0]]
