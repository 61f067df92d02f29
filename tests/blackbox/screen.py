# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""What a window shows, as a screen reader is told it (AT-SPI, over a bus of the desk's own)."""

import os
import subprocess
import time

import dbus
import dbus.bus

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
# Bits of the states that AT-SPI knows.
FOCUSED, SENSITIVE, SHOWING = 1 << 12, 1 << 24, 1 << 25
BUS = """<busconfig><type>session</type><listen>unix:path={path}/session</listen><auth>EXTERNAL</auth>
<servicedir>{path}/services</servicedir>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
<allow user="*"/></policy></busconfig>"""
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")


class Thing:
    """Something that is shown: its role and name, its text if it is a field, and where it is (x, y, width, height)."""

    def __init__(self, role, name, text, states, box):
        self.role = role
        self.name = name
        self.text = text
        self.is_focused = bool(states & FOCUSED)
        self.is_enabled = bool(states & SENSITIVE)
        self.box = box

    def __repr__(self):
        return f"{self.role} “{self.name}”" + (f" with “{self.text[:200]}”" if self.text else "")


class Screen:
    def __init__(self, desk):
        folder = os.path.join(desk.work, "screen")
        os.makedirs(folder + "/services", 0o700)
        conf = os.path.join(folder, "bus.conf")
        with open(conf, "w") as f:
            f.write(BUS.format(path=folder))
        address = f"unix:path={folder}/session"
        env = dict(desk.env, XDG_RUNTIME_DIR=folder, DBUS_SESSION_BUS_ADDRESS=address)
        daemon = subprocess.Popen(["dbus-daemon", "--nofork", "--print-address=1", "--config-file=" + conf], env=env,
                                  stdout=subprocess.PIPE, stderr=desk.log("bus"))
        desk.processes.append(daemon)
        daemon.stdout.readline()  # it listens
        daemon.stdout.close()
        launcher = next(path for path in LAUNCHERS if os.path.exists(path))
        desk.processes.append(subprocess.Popen([launcher, "--launch-immediately", "--a11y=1"], env=env,
                                               stdout=desk.log("bus"), stderr=subprocess.STDOUT))
        self.services = folder + "/services"  # what the bus can start
        session = dbus.bus.BusConnection(address)
        deadline = time.monotonic() + 10
        while "org.a11y.Bus" not in session.list_names():
            assert time.monotonic() < deadline, "no accessibility bus:\n" + desk.read_log("bus")
            time.sleep(0.02)
        self.bus = dbus.bus.BusConnection(
            str(session.call_blocking("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", "", ())))
        session.close()
        # What a program that is to be read is started with.
        self.env = {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}

    def close(self):
        self.bus.close()

    def _call(self, peer, path, method, *arguments, interface=ACCESSIBLE, signature=""):
        return self.bus.call_blocking(peer, path, interface, method, signature, arguments, timeout=10)

    def _peer_of(self, process_id):
        for name in self.bus.list_names():
            if name.startswith(":"):
                owner = self.bus.call_blocking("org.freedesktop.DBus", "/", "org.freedesktop.DBus",
                                               "GetConnectionUnixProcessID", "s", (name,))
                if owner == process_id:
                    return name
        return None

    def things(self, process_id):
        """All that the program shows now, in the order in which it is read."""
        peer = self._peer_of(process_id)
        found = []
        if peer:
            self._walk(peer, ROOT, found)
        return found

    def _walk(self, peer, path, found):
        try:
            low, _ = self._call(peer, path, "GetState")
            is_shown = bool(low & SHOWING)
            if path != ROOT and is_shown:
                role = str(self._call(peer, path, "GetRoleName"))
                name = str(self._call(peer, path, "Get", ACCESSIBLE, "Name",
                                      interface="org.freedesktop.DBus.Properties", signature="ss"))
                text = ""
                if role == "text":
                    text = str(self._call(peer, path, "GetText", 0, -1, interface="org.a11y.atspi.Text", signature="ii"))
                    text = text.replace("\u2029", "\n")  # as Qt's documents end a line
                box = self._call(peer, path, "GetExtents", dbus.UInt32(0), interface="org.a11y.atspi.Component",
                                 signature="u")
                found.append(Thing(role, name, text, int(low), tuple(int(side) for side in box)))
            if path == ROOT or is_shown:
                for _, child in self._call(peer, path, "GetChildren"):
                    self._walk(peer, str(child), found)
        except dbus.DBusException as error:
            # What was there a moment ago is gone, as a popup that closes; or so is the program.
            if error.get_dbus_name() not in ("org.freedesktop.DBus.Error.UnknownObject",
                                             "org.freedesktop.DBus.Error.ServiceUnknown",
                                             "org.freedesktop.DBus.Error.NoReply"):
                raise
