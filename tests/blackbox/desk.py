# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""A desk to test on: a virtual display with a window manager, a broker, and windows of the real program that are
driven as a person drives them, by keys and the clipboard. Everything that was started is stopped by its process id."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def until(what, condition, seconds=20.0):
    """Waits for a condition that has no signal to wait for, such as what another program shows."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listens(port):
    with socket.socket() as s:
        s.settimeout(0.5)
        return s.connect_ex(("127.0.0.1", port)) == 0


class Desk:
    def __init__(self, program):
        self.program = program
        self.work = tempfile.mkdtemp(prefix="commonplace-desk-")
        self.logs = contextlib.ExitStack()
        self.processes = []
        self.windows = []
        self.broker = None
        self.port = free_port()
        self.env = dict(os.environ)
        for name in ("data", "config", "cache", "run"):
            os.mkdir(os.path.join(self.work, name), 0o700)
        self.env.update(
            XDG_DATA_HOME=self.work + "/data", XDG_CONFIG_HOME=self.work + "/config",
            XDG_CACHE_HOME=self.work + "/cache", XDG_RUNTIME_DIR=self.work + "/run",
            QT_QPA_PLATFORM="xcb", QT_QUICK_BACKEND="software", LANG="C.UTF-8")
        # The test must not depend on a session bus; secrets have tests of their own.
        self.env.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def __enter__(self):
        read, write = os.pipe()
        xvfb = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x820x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=self.log("xvfb"))
        os.close(write)
        self.processes.append(xvfb)
        with os.fdopen(read) as pipe:
            self.env["DISPLAY"] = ":" + pipe.readline().strip()
        self.processes.append(subprocess.Popen(["openbox"], env=self.env, stderr=self.log("openbox")))
        self.start_broker()
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.screenshot(os.path.join(os.getcwd(), "blackbox-failure.png"))
            for window in self.windows:
                print(f"--- {window.name}:\n" + self.read_log(window.name)[-2000:])
        for process in reversed(self.processes):
            self.stop(process)
        self.logs.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def log(self, name):
        """A file for what a program says, closed with the desk."""
        return self.logs.enter_context(open(os.path.join(self.work, name + ".log"), "ab"))

    def read_log(self, name):
        with open(os.path.join(self.work, name + ".log"), errors="replace") as f:
            return f.read()

    def stop(self, process, how=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process in self.processes:
            self.processes.remove(process)

    def start_broker(self):
        conf = os.path.join(self.work, "mosquitto.conf")
        with open(conf, "w") as f:
            f.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.broker = subprocess.Popen([program, "-c", conf], stdout=self.log("broker"), stderr=subprocess.STDOUT)
        self.processes.append(self.broker)
        until("the broker listens", lambda: listens(self.port))

    def stop_broker(self):
        self.stop(self.broker)

    def run(self, *command, **options):
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=60, **options)

    def screenshot(self, path):
        self.run("import", "-window", "root", path)

    def clipboard(self):
        return self.run("xclip", "-selection", "clipboard", "-o").stdout

    def set_clipboard(self, text):
        # xclip stays alive to serve the selection, so its output must not be waited for.
        process = subprocess.Popen(["xclip", "-selection", "clipboard", "-i"], env=self.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process.communicate(text.encode())

    def open_window(self, name, geometry, *options):
        window = Window(self, name, geometry, options)
        self.windows.append(window)
        return window


class Window:
    def __init__(self, desk, name, geometry, options):
        self.desk = desk
        self.name = name
        self.geometry = geometry
        self.start(*options)

    def start(self, *options):
        log = self.desk.log(self.name)
        self.process = subprocess.Popen(
            [self.desk.program, "--profile", self.name, "--name", self.name.capitalize(), "--geometry", self.geometry,
             *options], env=self.desk.env, stdout=log, stderr=log)
        self.desk.processes.append(self.process)
        self.id = until(f"{self.name}'s window opens", self.find, 30)

    def find(self):
        assert self.process.poll() is None, f"{self.name} ended:\n" + self.desk.read_log(self.name)
        found = self.desk.run("xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)).stdout.split()
        return found[-1] if found else None

    def focus(self):
        self.desk.run("xdotool", "windowfocus", "--sync", self.id)
        self.desk.run("xdotool", "windowraise", self.id)

    def key(self, *keys):
        self.focus()
        self.desk.run("xdotool", "key", "--delay", "40", *keys)

    def type(self, text, delay=15):
        self.focus()
        # Letters outside the keyboard's layout need their time: X maps a key for each.
        delay = delay if text.isascii() else 120
        self.desk.run("xdotool", "type", "--delay", str(delay), text)

    def title(self):
        return self.desk.run("xdotool", "getwindowname", self.id).stdout.strip()

    def body(self):
        """The whole text of the open note, by way of the clipboard; the caret is at its end afterwards."""
        self.desk.set_clipboard("(nothing was copied)")
        self.key("ctrl+a", "ctrl+c")
        text = self.desk.clipboard()
        self.key("ctrl+End")
        return text
