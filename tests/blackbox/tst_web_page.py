# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""A note in a window and on the page of examples/web, by way of the Socket.IO server there: tst_web_page.py COMMONPLACE"""

import json
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.parse

from desk import AtADesk, free_port, listens, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/examples/web"))
from browser import Browser  # noqa: E402

AtADesk.program = sys.argv[1]


class WebPage(AtADesk):
    port = free_port()
    options = ("--service", f"http://127.0.0.1:{port}")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self):
        self.start_server()

    def start_server(self):
        log = self.desk.log("server")
        self.server = subprocess.Popen(["node", str(ROOT / "examples/web/server.mjs")], stdout=log, stderr=log,
                                       env=dict(os.environ, PORT=str(self.port)))
        self.desk.processes.append(self.server)
        until("the server listens", lambda: listens(self.port))

    def test_what_is_typed_in_one_shows_in_the_other(self):
        ada = self.ada
        ada.new_notebook("Recipes")
        ada.new_note("Soup", "Carrots and onions.")
        domain = urllib.parse.parse_qs(self.share().partition("?")[2])["d"][0]
        self.page = self.browser.open(f"http://127.0.0.1:{self.port}/?domain={domain}")

        with self.subTest("the page has what the window has"):
            self.wait_page("document.querySelector('h1').textContent", "Recipes")
            self.wait_page("[...document.querySelectorAll('#notes button')].map(one => one.textContent).join()", "Soup")
            self.page.run("document.querySelector('#notes button').click()")
            self.wait_both("Carrots and onions.")
        with self.subTest("what is typed in the window"):
            ada.click("Text of the note", "text")
            ada.key("ctrl+End")
            ada.type(" Simmer.")
            self.wait_both("Carrots and onions. Simmer.")
            until("Ada sees that somebody is there", lambda: ada.shown("Another member"))
        with self.subTest("what is typed on the page"):
            self.put_caret(7)
            self.page.type(", leek – 🌱")
            self.wait_both("Carrots, leek – 🌱 and onions. Simmer.")
        with self.subTest("both at once"):
            ada.focus()
            self.page.type("!")
            ada.type(" Salt.")
            self.wait_both("Carrots, leek – 🌱! and onions. Simmer. Salt.")
        with self.subTest("titles"):
            self.page.run("(title => { title.focus(); title.select() })(document.getElementById('title'))")
            self.page.type("Broth")
            self.page.press("Enter", 13, "\r")
            until("Ada has the title", lambda: ada.title().startswith("Broth"))
        with self.subTest("while the server is away, and when it is back"):
            self.desk.stop(self.server)
            until("Ada is offline", lambda: ada.shown("Changes will be sent when it is back"))
            self.wait_page("document.getElementById('status').textContent.startsWith('Offline')", True)
            ada.click("Text of the note", "text")
            ada.key("ctrl+End")
            ada.type(" Serve.")
            self.put_caret(0)
            self.page.type("2 ")
            self.start_server()
            self.wait_both("2 Carrots, leek – 🌱! and onions. Simmer. Salt. Serve.")
        self.assertEqual(self.page.errors, [])

    def share(self):
        """The link of the open notebook."""
        self.desk.set_clipboard("(nothing was copied)")
        self.ada.key("ctrl+shift+i")
        return until("an invitation is copied",
                     lambda: (link := self.desk.clipboard()).startswith("commonplace:") and link)

    def put_caret(self, place):
        self.page.run(f"(area => {{ area.focus(); area.setSelectionRange({place}, {place}) }})(document.getElementById('text'))")

    def on_page(self, expression):
        return self.page.run(f"(() => {{ try {{ return {expression} }} catch (error) {{ return null }} }})()")

    def wait_page(self, expression, wanted):
        self.wait(f"the page to have {wanted!r}", lambda: self.on_page(expression) == wanted)

    def wait_both(self, text):
        self.wait(f"the page to have {text!r}", lambda: self.on_page("document.getElementById('text').value") == text)
        self.wait(f"the window to have {text!r}", lambda: self.ada.shown_text() == text)

    def wait(self, what, condition):
        try:
            until(what, condition)
        except AssertionError as error:
            raise AssertionError(f"{error}; the page: {self.on_page('document.body.innerText')}, "
                                 f"{self.on_page('document.getElementById(`text`).value')!r}, "
                                 f"{self.page.errors}, {self.page.log[-20:]}") from None


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
