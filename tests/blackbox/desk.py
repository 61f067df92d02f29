# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""A desk to test on: a virtual display with a window manager, a broker, and windows of the real program that are
driven as a person drives them, by keys, the mouse and the clipboard, and read as a screen reader reads them.
Everything that was started is stopped by its process id. A window that logs a warning fails the test."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from screen import Screen


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
    def __init__(self, program, broker_lines="", has_broker=True):
        self.program = program
        self.has_broker = has_broker
        self.broker_lines = broker_lines
        self.announced = []
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
            QT_QPA_PLATFORM="xcb", QT_QUICK_BACKEND="software", LC_ALL="C.UTF-8", LANGUAGE="en",
            QT_MESSAGE_PATTERN="[%{type}] %{category}: %{message}%{if-warning} (%{backtrace depth=16})%{endif}")
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
        self.processes.append(subprocess.Popen(["openbox"], env=self.env, stdout=self.log("openbox"),
                                               stderr=subprocess.STDOUT))
        self.screen = Screen(self)
        self.env.update(self.screen.env)
        if self.has_broker:
            self.start_broker()
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.show_trouble()
        self.screen.close()
        for process in reversed(self.processes):
            self.stop(process)
        complaints = self.complaints()
        self.logs.close()
        shutil.rmtree(self.work, ignore_errors=True)
        assert kind is not None or not complaints, "\n".join(complaints)

    def show_trouble(self, name="blackbox"):
        """For whoever reads why a test failed: a picture, and what each window shows and has logged."""
        self.screenshot(os.path.join(os.getcwd(), name + "-failure.png"))
        for window in self.windows:
            print(f"--- {window.name}, “{window.title()}”:")
            if window.process.poll() is None:
                print("\n".join(map(repr, window.things())))
            print(self.read_log(window.name)[-2000:])

    def announce(self, pattern):
        """From now on a warning like this is expected."""
        self.announced.append(re.compile(pattern))

    def complaints(self):
        """Warnings that no test announced, and windows that crashed."""
        found = []
        for name in dict.fromkeys(window.name for window in self.windows):
            for line in self.read_log(name).splitlines():
                if re.match(r"\[(warning|critical|fatal)\]", line) and not any(p.search(line) for p in self.announced):
                    found.append(f"{name} logged: {line}")
        for window in self.windows:
            found += [f"{window.name} ended by signal {-code}" for code in window.exit_codes() if code < 0]
        return found

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
            f.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n{self.broker_lines}\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.broker = subprocess.Popen([program, "-c", conf], stdout=self.log("broker"), stderr=subprocess.STDOUT)
        self.processes.append(self.broker)
        until("the broker listens", lambda: listens(self.port))

    def start_keychain(self):
        """An empty keychain, unlocked, on the session bus that the windows have."""
        folder = os.path.join(self.work, "keychain")
        os.mkdir(folder, 0o700)
        env = dict(self.env, HOME=folder, XDG_DATA_HOME=folder, XDG_RUNTIME_DIR=folder)
        process = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], env=env,
                                   stdin=subprocess.PIPE, stdout=self.log("keychain"), stderr=subprocess.STDOUT)
        self.processes.append(process)
        process.stdin.write(b"open")
        process.stdin.close()
        until("there is a keychain", lambda: "true" in self.run(
            "dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
            "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").stdout)

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

    def open_window(self, name, geometry, *options, env=None):
        """`env` is what is otherwise for this window, such as another place for its data."""
        window = Window(self, name, geometry, options, env)
        self.windows.append(window)
        return window


class Window:
    def __init__(self, desk, name, geometry, options, env=None):
        self.desk = desk
        self.env = dict(desk.env, **(env or {}))
        self.name = name
        self.geometry = geometry
        self.ended = []
        self.process = None
        self.start(*options)

    def launch(self, *options):
        """Starts the program, and does not wait for its window."""
        log = self.desk.log(self.name)
        if self.process:
            self.ended.append(self.process)
        self.process = subprocess.Popen(
            [self.desk.program, "--profile", self.name, "--geometry", self.geometry,
             *(() if "--name" in options else ("--name", self.name.capitalize())),
             *options], env=self.env, stdout=log, stderr=log)
        self.desk.processes.append(self.process)

    def start(self, *options):
        self.launch(*options)
        self.id = until(f"{self.name}'s window opens", self.find, 30)
        until(f"{self.name}'s window is drawn", self.things)

    def exit_codes(self):
        """Of all processes that this window has had and that have ended."""
        return [p.returncode for p in [*self.ended, self.process] if p.poll() is not None]

    def find(self):
        assert self.process.poll() is None, f"{self.name} ended:\n" + self.desk.read_log(self.name)
        found = self.desk.run("xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)).stdout.split()
        return found[-1] if found else None

    def profile(self, *path):
        """The path of a file in the window's profile."""
        return os.path.join(self.env["XDG_DATA_HOME"], "commonplace", self.name, *path)

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

    def paste(self, text):
        self.desk.set_clipboard(text)
        self.key("ctrl+v")

    def title(self):
        return self.desk.run("xdotool", "getwindowname", self.id).stdout.strip()

    def body(self):
        """The whole text of the open note, by way of the clipboard; the caret is at its end afterwards."""
        self.desk.set_clipboard("(nothing was copied)")
        self.key("ctrl+a", "ctrl+c")
        text = self.desk.clipboard()
        self.key("ctrl+End")
        return text

    def things(self):
        """What it shows, from top to bottom (see screen.py)."""
        return self.desk.screen.things(self.process.pid)

    def thing(self, name, role=None):
        """What it shows under a name that begins so; None if it shows nothing like that."""
        return next((t for t in self.things() if t.name.startswith(name) and role in (None, t.role)), None)

    def shown(self, *words):
        """Whether something that it shows has these words in its name or text."""
        return any(all(word in t.name + t.text for word in words) for t in self.things())

    def shown_text(self):
        """The text of the open note, as shown."""
        body = self.thing("Text of the note")
        return body.text if body else None

    def keyboard(self):
        """Where the keys go, if that can be seen."""
        return next((t for t in reversed(self.things()) if t.is_focused and t.role != "frame"), None)

    def click(self, name, role=None):
        """Clicks in the middle of what it shows under a name that begins so."""
        thing = until(f"{self.name} shows “{name}”", lambda: (t := self.thing(name, role)) and t.is_enabled and t)
        x, y, width, height = thing.box
        self.click_at(x + width // 2, y + height // 2)

    def click_at(self, x, y):
        self.focus()
        self.desk.run("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def new_notebook(self, name):
        self.key("ctrl+shift+n")
        until("the new notebook's name is asked for", lambda: (k := self.keyboard()) and k.role == "text")
        self.type(name)
        self.key("Return")
        until("the notebook is made", lambda: name in self.title())

    def new_note(self, title, text=""):
        self.key("ctrl+n")
        until("the new note's title has the keyboard", lambda: (k := self.keyboard()) and k.name == "Title")
        self.type(title)
        until("the title is there", lambda: title in self.title())
        self.key("Return")
        if text:
            self.type(text)
            until("the text is there", lambda: self.shown_text() == text)

    def wait_for_end(self):
        return self.process.wait(15)


class AtADesk(unittest.TestCase):
    """Tests that share a desk and a window, Ada's, since starting takes longer than most of them."""
    program = None
    broker_lines = ""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.desk = cls.enterClassContext(Desk(cls.program, cls.broker_lines))
        cls.ada = cls.desk.open_window("ada", "1080x780+0+0", *(o.format(port=cls.desk.port) for o in cls.options))

    def run(self, result=None):
        before = len(result.errors) + len(result.failures)
        super().run(result)
        if len(result.errors) + len(result.failures) > before:
            self.desk.show_trouble(self.id().rpartition(".")[2])
