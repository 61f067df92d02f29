# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""mld-clone keeps a notebook with others nearby, with no server: many on one computer, and on hosts whose network falls
apart again and again. MLD_PARTITION_SECONDS makes the latter longer, and MLD_IDLE_SECONDS what is measured of doing nothing."""
import base64
import contextlib
import json
import os
import pathlib
import random
import tempfile
import time
import unittest

import hosts

COUNT = 10
PARTITION_SECONDS = int(os.environ.get("MLD_PARTITION_SECONDS", "20"))
IDLE_SECONDS = int(os.environ.get("MLD_IDLE_SECONDS", "10"))

# A link that was cut is tried again after less than three seconds.
LEVEL_SECONDS = 5


class Clone(hosts.Program):
    def __init__(self, host, folder, name, secret, genesis=False, options=None):
        self.name, self.written, self._asked = name, 0, 0
        self._told, self._looked_at = set(), 0
        data = pathlib.Path(folder) / name
        data.mkdir(exist_ok=True)
        config = data / "config.json"
        # What a peer in reach has not answered within a second, another is asked for: so the times below are the links'.
        config.write_text(json.dumps({"@id": name, "@domain": "nearby.example.org", "genesis": genesis,
                                      "networkTimeout": 1000, "lan": {"secret": secret, **(options or {})}}))
        super().__init__(["ip", "netns", "exec", host.name, os.environ["MLD_PROGRAM"], "--config", str(config),
                          "--data", str(data)])

    def ask(self, op, pattern=None):
        self._asked += 1
        self.tell(json.dumps({"id": self._asked, "op": op, **({"pattern": pattern} if pattern else {})}))
        return self._asked

    def answer(self, id, seconds=20, since=0):
        line = self.wait_for(lambda line: line.get("id") == id, seconds, since)
        if "error" in line:
            raise AssertionError(f"{self.name}: {line}")
        return line["result"]

    def write(self):
        self.written += 1
        return self.ask("write", {"@insert": {"@id": f"{self.name}-{self.written}", "by": self.name}})

    def subjects(self):
        since = self.count()
        found = self.answer(self.ask("read", {"@select": "?s", "@where": {"@id": "?s", "by": "?by"}}), since=since)
        return frozenset(row["?s"]["@id"] for row in found)

    def told(self):
        """How many subjects its updates have told of; all that there are, unless it was sent a snapshot."""
        count = self.count()
        for line in self.lines[self._looked_at:count]:
            if line.get("event") == "update":
                self._told.update(subject["@id"] for subject in line["body"]["@insert"])
        self._looked_at = count
        return len(self._told)

    def is_started(self, seconds):
        return self.wait_for(lambda line: line.get("event") == "started", seconds)


def level(clones):
    """Each has what all have written."""
    total = sum(clone.written for clone in clones)
    return all(clone.told() == total or len(clone.subjects()) == total for clone in clones)


class Clones(unittest.TestCase):
    @contextlib.contextmanager
    def colony(self, places, options=lambda number: None):
        """A clone on each of these hosts, the first the founder; all have joined. `options`: of each one's service."""
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ending:
            secret = base64.b64encode(os.urandom(32)).decode()
            clones = []
            for number, host in enumerate(places):
                clones.append(Clone(host, folder, f"c{number}", secret, genesis=number == 0,
                                    options=options(number)))
                ending.callback(clones[-1].close)
                if number == 0:
                    clones[0].is_started(20)
            for clone in clones:
                clone.is_started(20)
            yield clones

    def until_level(self, clones, seconds):
        """How long it took."""
        begun = time.monotonic()
        while not level(clones):
            if time.monotonic() - begun > seconds:
                have = {clone.name: clone.told() for clone in clones}
                self.fail(f"not level after {seconds} s; of {sum(clone.written for clone in clones)}, each has {have}")
            time.sleep(0.05)
        took = time.monotonic() - begun
        self.assertEqual(len({clone.subjects() for clone in clones}), 1)
        return took

    def test_ten_on_one_computer(self):
        with hosts.Network(1) as network:
            host = network.hosts[0]
            host.ip("link", "set", "eth0", "down")  # no network is needed
            begun = time.monotonic()
            with self.colony([host] * COUNT) as clones:
                print(f"{COUNT} clones on one computer have joined after {time.monotonic() - begun:.1f} s")
                for _ in range(20):
                    for clone in clones:
                        clone.write()
                print(f"level {self.until_level(clones, 20):.1f} s after 20 writes of each")

    def test_ten_hosts_whose_network_falls_apart(self):
        seed = int(os.environ.get("SEED", time.time()))
        chance = random.Random(seed)
        print(f"SEED={seed}")
        with hosts.Network(COUNT) as network, self.colony(network.hosts) as clones:
            apart = []
            for _ in range(PARTITION_SECONDS):
                next_second = time.monotonic() + 1
                apart = chance.sample(network.hosts, chance.randint(1, COUNT - 1))
                for host in apart:
                    host.move("apart")
                while time.monotonic() < next_second - 0.1:
                    for clone in clones:
                        clone.write()
                    time.sleep(0.1)
                for host in apart:
                    host.move("whole")
            print(f"level {self.until_level(clones, LEVEL_SECONDS):.1f} s after the last of {PARTITION_SECONDS} partitions, "
                  f"with {sum(clone.written for clone in clones)} writes")

    def test_one_that_was_away_long(self):
        with hosts.Network(3) as network, self.colony(network.hosts) as clones:
            network.hosts[2].move("apart")
            time.sleep(7)  # its links are cut meanwhile, on both sides
            for clone in clones:
                clone.write()
            network.hosts[2].move("whole")
            print(f"level {self.until_level(clones, 12):.1f} s after 7 s of partition")

    def test_a_tenth_of_all_packets_lost(self):
        with hosts.Network(4) as network:
            for host in network.hosts:
                host.lose(10)
            with self.colony(network.hosts) as clones:
                for _ in range(20):
                    for clone in clones:
                        clone.write()
                print(f"level {self.until_level(clones, 20):.1f} s after 20 writes of each, a tenth of all packets lost")

    def test_a_slow_network(self):
        with hosts.Network(3) as network:
            for host in network.hosts:
                host.limit("256kbit")
            with self.colony(network.hosts) as clones:
                for _ in range(20):
                    for clone in clones:
                        clone.write()
                print(f"level {self.until_level(clones, 20):.1f} s after 20 writes of each, at 256 kbit/s")

    def test_a_network_that_takes_its_time(self):
        if reason := hosts.why_no_delay():
            self.skipTest(f"no delay can be made here: {reason}")
        with hosts.Network(3) as network:
            for host in network.hosts:
                host.delay(0.05, 0.02)  # from one to another takes twice that
            begun = time.monotonic()
            with self.colony(network.hosts) as clones:
                print(f"3 clones have joined after {time.monotonic() - begun:.1f} s, 100 ms from each other")
                for _ in range(20):
                    for clone in clones:
                        clone.write()
                print(f"level {self.until_level(clones, 10):.1f} s after 20 writes of each")

    def test_one_whose_firewall_lets_no_announcement_in(self):
        with hosts.Network(3) as network:
            # It is heard, and dialled.
            network.hosts[1].filter("input", "udp dport 28012 drop")
            with self.colony(network.hosts) as clones:
                for clone in clones:
                    clone.write()
                self.until_level(clones, 10)

    def test_typed_addresses_where_the_network_passes_no_announcement(self):
        with hosts.Network(3) as network:
            for host in network.hosts:
                host.filter("input", "udp dport 28012 drop")
            first = network.hosts[0]

            def options(number):
                return {"port": 7777} if number == 0 else {"peers": [f"{first.address}:7777"]}
            with self.colony(network.hosts, options) as clones:
                # The first alone is linked with each. What the others lack of each other, they see by the next that it
                # writes itself, and ask it for.
                clones[1].write()
                self.until_level(clones[:2], 10)
                clones[0].write()
                self.until_level(clones, 10)

    def test_one_protocol_is_filtered(self):
        for protocol in "ipv4", "ipv6":
            with self.subTest(protocol), hosts.Network(3) as network:
                for host in network.hosts:
                    host.filter("input", f'iifname "eth0" meta nfproto {protocol} meta l4proto tcp drop')
                with self.colony(network.hosts) as clones:
                    clones[1].write()
                    self.until_level(clones, 10)

    def test_another_address(self):
        with hosts.Network(3) as network, self.colony(network.hosts) as clones:
            network.hosts[1].change_address("10.77.0.99")
            for clone in clones:
                clone.write()
            print(f"level {self.until_level(clones, 10):.1f} s after another address")

    def test_idle_traffic(self):
        with hosts.Network(COUNT) as network, self.colony(network.hosts) as clones:
            clones[0].write()
            self.until_level(clones, 5)
            time.sleep(20)  # until nobody has to do with anybody
            for host in network.hosts:
                host.count_tcp()
            begun = time.monotonic()
            time.sleep(IDLE_SECONDS)
            rates = [host.tcp_traffic() / (time.monotonic() - begun) for host in network.hosts]
            print(f"{COUNT} idle clones: at most {max(rates):.0f} bytes/s in and out of each, without announcements")
            # About 125 on a quiet machine, on which nobody is late; signs of life on each of the nine links are 1,200.
            self.assertLessEqual(max(rates), 600)


if __name__ == "__main__":
    hosts.skip_unless_possible()
    unittest.main()
