# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Hosts on one network: network namespaces, each with one interface on a bridge in a namespace of its own."""
import errno
import fcntl
import heapq
import json
import os
import queue
import random
import re
import select
import struct
import subprocess
import sys
import threading
import time


def run(*command, given=None):
    done = subprocess.run(command, input=given, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def why_not():
    """Why hosts cannot be made here; None if they can."""
    name = f"mld-{os.getpid()}-try"
    try:
        run("ip", "netns", "add", name)
    except FileNotFoundError:
        return "there is no program ip (Debian: iproute2)"
    except RuntimeError as error:
        return str(error)
    try:
        run("ip", "-n", name, "link", "add", "bridge0", "type", "bridge")
        run("ip", "-n", name, "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        run("ip", "netns", "exec", name, "nft", "add", "table", "inet", "t")
    except FileNotFoundError:
        return "there is no program nft (Debian: nftables)"
    except RuntimeError as error:
        return str(error)
    finally:
        run("ip", "netns", "del", name)
    return None


def skip_unless_possible():
    """Ends the program as one that was skipped, with the reason, where hosts cannot be made."""
    reason = why_not()
    if reason:
        print(f"SKIPPED: no hosts can be made as network namespaces here: {reason}")
        sys.exit(77)


def remove_left_behind():
    """Namespaces of test runs that were killed."""
    for line in run("ip", "netns", "list").splitlines():
        named = re.match(r"mld-(\d+)-", line)
        if named and not os.path.exists(f"/proc/{named[1]}"):
            subprocess.run(["ip", "netns", "del", line.split()[0]], capture_output=True)


def tap(name):
    """A network interface whose other end is the file that is returned: each read is a frame that was sent by it, each
    write is one that it receives."""
    TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    except OSError:
        os.close(file)
        raise
    return file


def why_no_delay():
    """Why no network can be made here that takes its time; None if one can."""
    try:
        os.close(tap(f"mld{os.getpid()}t"))
    except OSError as error:
        return f"/dev/net/tun: {error.strerror}"
    return None


class Delay:
    """A cable that takes its time: between two interfaces, of which one is a host's and one is for the hub. The frames
    of each direction keep their order."""
    _made = 0

    def __init__(self, seconds, jitter):
        Delay._made += 1
        self.names = [f"mld{os.getpid()}{end}{Delay._made}" for end in "ab"]
        self._files = [tap(name) for name in self.names]
        self._stop, self._seconds, self._jitter = os.pipe(), seconds, jitter
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def _carry(self):
        chance, number, under_way, last = random.Random(1), 0, [], {file: 0.0 for file in self._files}
        while True:
            pause = max(0, under_way[0][0] - time.monotonic()) if under_way else None
            readable, _, _ = select.select([*self._files, self._stop[0]], [], [], pause)
            if self._stop[0] in readable:
                return
            for file in readable:
                to, frame = self._files[file == self._files[0]], self._move(os.read, file, 65536)
                due = time.monotonic() + self._seconds + chance.uniform(-self._jitter, self._jitter)
                last[to], number = max(last[to], due), number + 1
                if frame:
                    heapq.heappush(under_way, (last[to], number, to, frame))
            while under_way and under_way[0][0] <= time.monotonic():
                _, _, to, frame = heapq.heappop(under_way)
                self._move(os.write, to, frame)

    @staticmethod
    def _move(how, file, what):
        try:
            return how(file, what)
        except OSError as error:
            # Nothing is there any more; an interface is down or gone; the other side is full, as cables are.
            if error.errno not in (errno.EAGAIN, errno.EIO, errno.EBADFD, errno.ENOBUFS):
                raise
            return None

    def close(self):
        os.write(self._stop[1], b"x")
        self._thread.join()
        for file in [*self._files, *self._stop]:
            os.close(file)


class Host:
    def __init__(self, network, number):
        self.network, self.number = network, number
        self.name, self.port = f"{network.prefix}-h{number}", f"p{number}"
        self.cable = None
        self.address = f"10.77.0.{number}"
        run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        self.ip("link", "add", "eth0", "type", "veth", "peer", "name", self.port, "netns", network.hub)
        self.plug()

    def plug(self):
        # At once usable, without asking for seconds whether another has the same address.
        self.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0")
        self.ip("addr", "add", f"{self.address}/24", "dev", "eth0")
        self.ip("link", "set", "eth0", "up")
        self.move("whole")
        run("ip", "-n", self.network.hub, "link", "set", self.port, "up")

    def ip(self, *arguments):
        return run("ip", "-n", self.name, *arguments)

    def run(self, *command, given=None):
        return run("ip", "netns", "exec", self.name, *command, given=given)

    def start(self, *command, **options):
        return Program(["ip", "netns", "exec", self.name, *command], **options)

    def move(self, bridge):
        """To one side of a network that has come apart: 'whole' or 'apart'. The host itself notices nothing."""
        run("ip", "-n", self.network.hub, "link", "set", self.port, "master", bridge)

    def change_address(self, address):
        """As when another network gives this host another address."""
        self.ip("addr", "del", f"{self.address}/24", "dev", "eth0")
        self.ip("addr", "add", f"{address}/24", "dev", "eth0")
        self.address = address

    def filter(self, hook, rule):
        """A firewall with one rule, at 'input' or 'output'."""
        self.run("nft", "-f", "-", given="table inet test {\n chain c {\n"
                 f"  type filter hook {hook} priority 0; policy accept;\n  {rule}\n }}\n}}\n")

    def unfilter(self):
        self.run("nft", "flush", "ruleset")

    def lose(self, percent):
        self.filter("input", f'iifname "eth0" numgen random mod 100 < {percent} drop')

    def limit(self, rate):
        self.run("tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "2kb", "latency", "400ms")

    def count_tcp(self):
        """From now on; see `tcp_traffic`."""
        self.run("nft", "-f", "-", given="table inet count {\n counter seen { }\n" + "".join(
            f" chain {hook} {{\n  type filter hook {hook} priority 0; policy accept;\n"
            "  meta l4proto tcp counter name seen\n }\n" for hook in ("input", "output")) + "}\n")

    def tcp_traffic(self):
        """Bytes of TCP in and out since it began to count, with the headers of IP."""
        listed = json.loads(self.run("nft", "-j", "list", "counters"))["nftables"]
        return next(each["counter"]["bytes"] for each in listed if "counter" in each)

    def delay(self, seconds, jitter):
        """From now on, what it sends and receives takes so long, and so much more or less."""
        self.ip("link", "del", "eth0")
        self.cable = Delay(seconds, jitter)
        ours, hubs = self.cable.names
        run("ip", "link", "set", ours, "netns", self.name, "name", "eth0")
        run("ip", "link", "set", hubs, "netns", self.network.hub, "name", self.port)
        self.plug()

    def traffic(self):
        """Bytes in and out since its start, with the headers of its network."""
        stats = json.loads(self.ip("-s", "-j", "link", "show", "eth0"))[0]["stats64"]
        return stats["rx"]["bytes"] + stats["tx"]["bytes"]


class Network:
    """With a number of hosts. Use it in a `with`, so that nothing of it is left."""
    _made = 0

    def __init__(self, count):
        Network._made += 1
        self.prefix = f"mld-{os.getpid()}-{Network._made}"
        self.hub, self.hosts, self._count = f"{self.prefix}-hub", [], count

    def __enter__(self):
        remove_left_behind()
        try:
            run("ip", "netns", "add", self.hub)
            for bridge in "whole", "apart":
                run("ip", "-n", self.hub, "link", "add", bridge, "type", "bridge", "forward_delay", "0")
                run("ip", "-n", self.hub, "link", "set", bridge, "up")
            for number in range(1, self._count + 1):
                self.hosts.append(Host(self, number))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for name in [host.name for host in self.hosts] + [self.hub]:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
        for host in self.hosts:
            if host.cable:
                host.cable.close()


class Program:
    """One that prints an object a line. What it printed is kept."""

    def __init__(self, command, env=None):
        self.lines, self._new, self._has_ended = [], queue.Queue(), False
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._new.put(json.loads(line))
        self._new.put(None)

    def _drain(self, seconds):
        """True if there was something new."""
        try:
            new = self._new.get(timeout=seconds) if seconds > 0 else self._new.get_nowait()
        except queue.Empty:
            return False
        if new is None:
            self._has_ended = True
        else:
            self.lines.append(new)
        return True

    def wait_for(self, matches, seconds, since=0):
        """The first line that `matches`, after the first `since` lines; fails after so long."""
        deadline, seen = time.monotonic() + seconds, since
        while True:
            while self._drain(0):
                pass
            for line in self.lines[seen:]:
                if matches(line):
                    return line
            seen = max(seen, len(self.lines))
            left = deadline - time.monotonic()
            if left <= 0 or self._has_ended:
                how = "before it ended" if self._has_ended else f"within {seconds} s"
                raise AssertionError(f"nothing such {how}; it printed: {self.lines[since:]}")
            self._drain(left)

    def count(self):
        while self._drain(0):
            pass
        return len(self.lines)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.kill()
        self._end()

    def close(self):
        """Ends its input, at which it ends."""
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._end()

    def _end(self):
        self.process.wait()
        self._reader.join()
        self.process.stdout.close()
        if not self.process.stdin.closed:
            self.process.stdin.close()
