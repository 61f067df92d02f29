# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Members on several hosts find each other, whatever befalls the network between them."""
import contextlib
import os
import time
import unittest

import hosts

SECRET = "5a" * 32
FORBIDDEN, CONNECTION_LOST, NONE = 8, 4, 0  # of mld::TransportErrorCode


class Finder(hosts.Program):
    def __init__(self, host, number, secret=SECRET):
        self.instance = f"{number:02x}" * 16
        super().__init__(["ip", "netns", "exec", host.name, os.environ["MLD_PROGRAM"], secret, self.instance,
                          str(5000 + number)])

    def finds(self, other, seconds=3, since=0, address=None):
        return self.wait_for(lambda line: line.get("found") == other.instance and
                             (address is None or line["address"] == address), seconds, since)

    def has_found(self, other):
        self.count()
        return any(line.get("found") == other.instance for line in self.lines)

    def is_hampered(self, code, seconds, since=0):
        return self.wait_for(lambda line: line.get("hampered") == code, seconds, since)


class Finding(unittest.TestCase):
    @contextlib.contextmanager
    def members(self, count, prepare=None, start=True):
        """Each on its own host; finders start one after the other."""
        with hosts.Network(count) as network, contextlib.ExitStack() as ending:
            def begin(number):
                finder = Finder(network.hosts[number], number + 1)
                ending.callback(finder.close)
                finder.wait_for(lambda line: "started" in line, 10)
                return finder
            for host in network.hosts:
                if prepare:
                    prepare(host)
            self.begin = begin
            yield network.hosts, [begin(number) for number in range(count)] if start else []

    def test_within_a_second(self):
        with self.members(2, start=False) as (_, finders):
            first = self.begin(0)
            time.sleep(2)  # so that the first speaks seldom by now
            begun = time.monotonic()
            second = self.begin(1)
            started = second.lines[-1]["ms"]
            found = second.finds(first)["ms"] - started
            first.finds(second, 1)
            print(f"found in {found} ms, both within {(time.monotonic() - begun) * 1000:.0f} ms of the program's start")
            self.assertLessEqual(found, 1000)

    def test_all_of_five_by_each_protocol(self):
        with self.members(5) as (_, finders):
            for one in finders:
                for other in finders:
                    if other is not one:
                        number = finders.index(other) + 1
                        one.finds(other, 5, address=f"10.77.0.{number}")
                        found = one.wait_for(lambda line: line.get("found") == other.instance
                                             and line["address"].startswith("fe80:"), 5)
                        self.assertTrue(found["address"].endswith("%eth0"), found)
                        self.assertEqual(found["port"], 5000 + number)

    def test_goodbye_and_death(self):
        with self.members(3) as (network_hosts, (one, two, three)):
            one.finds(two, 5)
            one.finds(three, 5)
            two.process.stdin.close()
            one.wait_for(lambda line: line.get("gone") == two.instance, 2)
            three.process.kill()
            three = Finder(network_hosts[2], 3)
            try:
                three.finds(one, 5)
                self.assertFalse(any(line.get("gone") == three.instance for line in one.lines))
            finally:
                three.close()
            one.wait_for(lambda line: line.get("gone") == three.instance, 2)

    def test_strangers_find_nobody(self):
        with self.members(1) as (network_hosts, (member,)):
            stranger = Finder(network_hosts[0], 9, "66" * 32)
            try:
                stranger.wait_for(lambda line: "started" in line, 10)
                time.sleep(1.5)  # nothing shows that nothing came
                self.assertFalse(stranger.has_found(member) or member.has_found(stranger))
            finally:
                stranger.close()

    def test_loss_of_a_tenth(self):
        with self.members(4, lambda host: host.lose(10)) as (_, finders):
            for one in finders:
                for other in finders:
                    if other is not one:
                        one.finds(other, 2)

    def test_low_rate(self):
        with self.members(3, lambda host: host.limit("32kbit")) as (_, finders):
            for one in finders:
                for other in finders:
                    if other is not one:
                        one.finds(other, 3)

    def test_partition_and_healing(self):
        with self.members(2, lambda host: host.number == 2 and host.move("apart")) as (network_hosts, (one, two)):
            time.sleep(2)
            self.assertFalse(one.has_found(two) or two.has_found(one))
            network_hosts[1].move("whole")
            one.tell("ask")
            one.finds(two)
            two.finds(one)

    def test_healing_is_noticed_without_asking(self):
        with self.members(2, lambda host: host.number == 2 and host.move("apart")) as (network_hosts, (one, two)):
            time.sleep(1)
            network_hosts[1].move("whole")
            one.finds(two, 21)
            two.finds(one, 21)

    def test_another_address(self):
        with self.members(2) as (network_hosts, (one, two)):
            one.finds(two, 5, address="10.77.0.2")
            time.sleep(2)
            since = one.count()
            network_hosts[1].change_address("10.77.0.77")
            one.finds(two, 2, since, address="10.77.0.77")

    def test_network_goes_and_comes(self):
        with self.members(2) as (network_hosts, (one, two)):
            two.finds(one, 5)
            one.finds(two, 5)
            time.sleep(2)
            since = two.count()
            network_hosts[1].ip("link", "set", "eth0", "down")
            lost = two.is_hampered(CONNECTION_LOST, 2, since)
            self.assertIn("not connected to a network", lost["message"])
            heard = one.count()
            network_hosts[1].ip("link", "set", "eth0", "up")
            two.is_hampered(NONE, 2, since)
            # The other was there all the time: it is told again, since it is asked again.
            one.finds(two, 3, heard)

    def test_firewall_that_silently_lets_none_in(self):
        with self.members(2, lambda host: host.number == 2 and host.filter("input", "udp dport 28012 drop")) \
                as (network_hosts, (one, two)):
            told = two.is_hampered(FORBIDDEN, 5)
            self.assertIn("UDP port 28012", told["message"])
            one.finds(two, 5)  # who dials then; so they meet nevertheless
            since = two.count()
            network_hosts[1].unfilter()
            two.is_hampered(NONE, 21, since)
            two.finds(one, 21)
            one.count()
            self.assertFalse(any(line.get("hampered") for line in one.lines))

    def test_firewall_that_lets_none_out(self):
        with self.members(1, lambda host: host.filter("output", 'oifname "eth0" udp dport 28012 drop')) as (_, (one,)):
            told = one.is_hampered(FORBIDDEN, 2)
            self.assertIn("firewall", told["message"])

    def test_idle_traffic(self):
        count = 10
        with self.members(count) as (network_hosts, finders):
            for one in finders:
                for other in finders:
                    if other is not one:
                        one.finds(other, 10)
            time.sleep(26)  # until they speak as seldom as they will
            before, begun = [host.traffic() for host in network_hosts], time.monotonic()
            time.sleep(40)  # a round of each
            seconds = time.monotonic() - begun
            rates = [(host.traffic() - was) / seconds for host, was in zip(network_hosts, before)]
            print(f"{count} idle members: at most {max(rates):.0f} bytes/s in and out of each")
            # The rest of the 200 that a clone may take are for its links.
            self.assertLessEqual(max(rates), 120)


if __name__ == "__main__":
    hosts.skip_unless_possible()
    unittest.main()
