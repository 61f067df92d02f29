# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""The page of examples/web in a browser, beside our clone: what is written in one shows in the other.

MLD_CLONE is the path of mld-clone, by default that of the dev preset.
"""

import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/interop"))
from browser import Browser, chromium  # noqa: E402
from clones import Colony, MLD_CLONE, OURS, Server, wait_until  # noqa: E402

CONTEXT = {"schema": "http://schema.org/", "cp": "http://commonplace.example/ns#"}
CONSTRAINTS = [{"@type": "single-valued", "property": "schema:name"}]


def date_time(text):
    return {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": text}


def note(name, title, text):
    """As the desktop program makes it."""
    return {"@id": name, "@type": "schema:NoteDigitalDocument", "schema:name": title, "schema:text": text,
            "schema:dateCreated": date_time("2024-05-06T07:08:09.000Z"),
            "schema:dateModified": date_time("2024-05-06T07:08:09.000Z")}


def splice(name, *arguments):
    return {"@update": {"@id": name, "schema:text": {"@splice": list(arguments)}}}


class PageServer(Server):
    """The example's own, with a key."""

    KEY = "a key & more"

    def command(self):
        return ["env", f"PORT={self.port}", f"KEY={self.KEY}", "node", str(ROOT / "examples/web/server.mjs")]

    @classmethod
    def configuration(cls, port):
        return {"io": {"uri": f"http://127.0.0.1:{port}/", "opts": {"auth": {"key": cls.KEY}}}}


class Web(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not chromium():
            raise AssertionError("chromium is not installed")
        cls.browser = cls.enterClassContext(Browser())

    def setUp(self):
        self.colony = self.enterContext(Colony(PageServer()))
        self.ours = self.colony.genesis(OURS, "ours", **{"@context": CONTEXT}, constraints=CONSTRAINTS)
        self.ours.write({"@id": "notebook", "@type": "schema:Collection", "schema:name": "Recipes"})
        self.ours.write(note("n-soup", "Soup", "Carrots and onions."))
        self.ours.write(note("n-bread", "Bread", "Flour."))
        self.page = self.open()

    def open(self, domain=None, key="a%20key%20&%20more"):
        return self.browser.open(f"http://127.0.0.1:{self.colony.broker.port}/?domain={domain or self.colony.domain}#{key}")

    def wait_page(self, expression, wanted):
        def seen():
            return self.page.run(f"(() => {{ try {{ return {expression} }} catch (error) {{ return null }} }})()")
        wait_until(lambda: seen() == wanted,
                   lambda: f"{expression} to be {wanted!r}, while it is {seen()!r}; status: "
                           f"{self.page.run('document.body.innerText')}; {self.page.errors} {self.page.log[-20:]}; "
                           f"ours: {self.ours.tail()}")

    def wait_titles(self, *titles):
        self.wait_page("[...document.querySelectorAll('#notes button')].map(one => one.textContent).sort()", sorted(titles))

    def wait_text(self, text):
        self.wait_page("document.getElementById('text').value", text)

    def wait_ours(self, name, key, wanted):
        wait_until(lambda: (self.ours.read({"@describe": name}) or [{}])[0].get(key) == wanted,
                   lambda: f"{key} to be {wanted!r}: {self.ours.read({'@describe': name})}; {self.page.errors}")

    def choose(self, title):
        self.page.run(f"[...document.querySelectorAll('#notes button')].find(one => one.textContent === {json.dumps(title)}).click()")
        self.wait_page("document.getElementById('title').value", title)

    def put_caret(self, place):
        self.page.run(f"(area => {{ area.focus(); area.setSelectionRange({place}, {place}) }})(document.getElementById('text'))")

    def test_what_is_typed_in_one_shows_in_the_other(self):
        self.wait_titles("Bread", "Soup")
        self.wait_page("document.querySelector('h1').textContent", "Recipes")
        self.choose("Soup")
        self.wait_text("Carrots and onions.")
        self.put_caret(7)
        self.page.type(", leek\n“🌱”")
        self.wait_ours("n-soup", "schema:text", "Carrots, leek\n“🌱” and onions.")
        self.ours.write(splice("n-soup", 0, 7, "🥣 Parsnips"))
        self.wait_text("🥣 Parsnips, leek\n“🌱” and onions.")
        # The caret stayed where it was in the text.
        self.page.type("!")
        self.page.press("Backspace", 8)
        self.page.type("?")
        self.wait_ours("n-soup", "schema:text", "🥣 Parsnips, leek\n“🌱”? and onions.")

        # Titles, notes that come and go, and when a note was changed.
        self.page.run("document.getElementById('title').focus()")
        self.page.run("document.getElementById('title').select()")
        self.page.type("Broth")
        self.page.press("Enter", 13, "\r")
        self.wait_ours("n-soup", "schema:name", "Broth")
        self.ours.write({"@update": {"@id": "n-soup", "schema:name": "Stock"}})
        self.wait_titles("Bread", "Stock")
        self.ours.write(note("n-cake", "Cake", "Eggs."))
        self.ours.write({"@update": {"@id": "n-bread", "cp:trashed": date_time("2024-05-06T07:08:10.000Z")}})
        self.wait_titles("Cake", "Stock")
        wait_until(lambda: self.ours.read({"@describe": "n-soup"})[0]["schema:dateModified"]["@value"] > "2024-06",
                   "the note's time")
        self.assertEqual(self.page.errors, [])

    def test_a_sealed_notebook(self):
        keys = json.loads(subprocess.run([MLD_CLONE, "--new-seal"], check=True, capture_output=True, text=True).stdout)
        os.environ["WEB_SEAL"] = keys["owner"]
        self.ours.close()
        self.colony.domain = keys["domain"]
        self.ours = self.colony.genesis(OURS, "sealed", **{"@context": CONTEXT}, constraints=CONSTRAINTS, seal={"env": "WEB_SEAL"})
        self.ours.write(note("n-soup", "Soup", "Leek."))
        self.page = self.open()
        self.wait_page("document.getElementById('status').textContent.includes('is sealed')", True)
        self.page = self.open(key=f"a%20key%20&%20more&seal={keys['editor']}")
        self.wait_titles("Soup")
        self.choose("Soup")
        self.wait_text("Leek.")
        self.put_caret(4)
        self.page.type("s")
        self.wait_ours("n-soup", "schema:text", "Leeks.")
        self.assertEqual(self.page.errors, [])

    def test_both_type_at_once_and_apart(self):
        self.choose_soup()
        ours = theirs = ""
        for letter in "abcdefgh":
            ours, theirs = letter + ours, theirs + letter.upper()
            box = self.ours.send(op="write", pattern=splice("n-soup", 0, 0, letter))
            self.page.type(letter.upper())
            self.ours.result(box)
            letters = ours + "Carrots" + theirs + " and onions."
            self.wait_text(letters)
            self.wait_ours("n-soup", "schema:text", letters)

        # The server goes and comes back; meanwhile each goes on alone.
        self.colony.broker.kill()
        self.ours.wait_status(online=False)
        self.wait_page("document.getElementById('status').textContent.startsWith('Offline')", True)
        self.page.type(" from the page")
        self.ours.write(splice("n-soup", 0, 0, "From ours: "))
        self.colony.broker.start()
        letters = "From ours: " + letters.replace(" and", " from the page and")
        self.wait_text(letters)
        self.wait_ours("n-soup", "schema:text", letters)

        # Whoever opens the page later gets all of it; and another text in place of this one.
        first, self.page = self.page, self.open()
        self.choose_soup(letters)
        self.ours.write({"@delete": {"@id": "n-soup", "schema:text": "?"}, "@insert": {"@id": "n-soup", "schema:text": "Anew"}})
        self.wait_text("Anew")
        self.put_caret(4)
        self.page.type(".")
        self.page = first
        self.wait_text("Anew.")
        self.wait_ours("n-soup", "schema:text", "Anew.")
        self.assertEqual(self.page.errors, [])

    def test_many_changes_at_once(self):
        self.choose_soup()
        count = 30
        boxes = []
        for i in range(count):
            boxes.append(self.ours.send(op="write", pattern=splice("n-soup", 0, 0, chr(ord("a") + i % 26))))
            self.page.ask("Input.insertText", text=chr(ord("A") + i % 26))
        for box in boxes:
            self.ours.result(box)
        letters = "".join(chr(ord("a") + i % 26) for i in range(count))
        letters = letters[::-1] + "Carrots" + letters.upper() + " and onions."
        self.wait_text(letters)
        self.wait_ours("n-soup", "schema:text", letters)
        self.page.type("!")
        self.ours.write(splice("n-soup", 0, 0, "?"))
        letters = "?" + letters.replace(" and", "! and")
        self.wait_text(letters)
        self.wait_ours("n-soup", "schema:text", letters)
        self.assertEqual(self.page.errors, [])

    def test_a_page_lets_others_in(self):
        self.choose_soup()
        self.page.type(" of many kinds")
        text = "Carrots of many kinds and onions."
        self.wait_ours("n-soup", "schema:text", text)
        self.ours.kill()
        first, self.page = self.page, self.open()
        self.choose_soup(text)
        self.page.type(" and")
        self.page.type(" colours")
        second, self.page = self.page, first
        self.wait_text(text.replace("Carrots", "Carrots and colours"))
        self.assertEqual(first.errors + second.errors, [])

    def choose_soup(self, text="Carrots and onions."):
        self.wait_titles("Bread", "Soup")
        self.choose("Soup")
        self.wait_text(text)
        self.put_caret(7)

    def test_the_page_says_what_is_wrong(self):
        self.page = self.open(key="wrong")
        self.wait_page("document.getElementById('status').textContent.includes('after #')", True)
        self.page = self.browser.open(f"http://127.0.0.1:{self.colony.broker.port}/")
        self.wait_page("document.getElementById('status').textContent.includes('?domain=')", True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
