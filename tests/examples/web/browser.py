# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""A page in Chromium without a window, driven over a pipe by the DevTools protocol. Standard library only."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """A browser of its own profile; a context that ends it. Each page is a Page."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="browser-")
        # The browser reads what it is to do from descriptor 3, and answers on 4.
        near = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for pipe in (os.pipe(), os.pipe()) for end in pipe]
        their_input, self.output, self.input, their_output = near

        def connect():
            os.dup2(their_input, 3)
            os.dup2(their_output, 4)
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(
            [chromium(), "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.folder}/profile",
             # As root, as in most containers, its sandbox does not start; the pages are our own.
             "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, pass_fds=(3, 4), preexec_fn=connect)
        os.close(their_input)
        os.close(their_output)
        self.rest = b""
        self.last_id = 0
        self.pages = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for end in (self.output, self.input):
            os.close(end)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, session=None, patience=20, **parameters):
        self.last_id += 1
        request = {"id": self.last_id, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        os.write(self.output, json.dumps(request).encode() + b"\0")
        end = time.monotonic() + patience
        while True:
            for message in self._messages(end - time.monotonic(), method):
                if message.get("id") == self.last_id:
                    if "error" in message:
                        raise AssertionError(f"{method}: {message['error']}")
                    return message["result"]
                page = self.pages.get(message.get("sessionId"))
                if message.get("method") == "Runtime.exceptionThrown":
                    details = message["params"]["exceptionDetails"]
                    page.errors.append(details.get("exception", {}).get("description", details["text"]))
                elif message.get("method") == "Runtime.consoleAPICalled":
                    page.log.append(" ".join(str(each.get("value", each.get("description")))
                                             for each in message["params"]["args"]))

    def _messages(self, patience, what):
        if patience <= 0 or not select.select([self.input], [], [], patience)[0]:
            raise AssertionError(f"the browser did not answer {what}")
        data = os.read(self.input, 1 << 20)
        if not data:
            raise AssertionError("the browser ended: " + open(self.log.name, errors="replace").read()[-2000:])
        *messages, self.rest = (self.rest + data).split(b"\0")
        return map(json.loads, messages)

    def open(self, url):
        return Page(self, url)


class Page:
    def __init__(self, browser, url):
        self.browser = browser
        self.errors = []  # what no code of the page caught
        self.log = []
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.pages[self.session] = self
        self.ask("Runtime.enable")
        self.ask("Page.enable")
        self.ask("Page.navigate", url=url)

    def ask(self, method, **parameters):
        return self.browser.ask(method, self.session, **parameters)

    def run(self, expression):
        """The value of an expression; of a promise, what it becomes."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def type(self, text):
        """Into what has the keyboard's focus."""
        for letter in text:
            if letter == "\n":
                self.press("Enter", 13, "\r")
            else:
                self.ask("Input.insertText", text=letter)

    def press(self, key, code, text=""):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({"text": text} if text and kind == "keyDown" else {}))
