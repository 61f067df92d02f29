# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""One person writes: where the keys go, what is shown, and what is still there later: tst_typing.py COMMONPLACE"""

import signal
import sys
import unittest

from desk import AtADesk, until

AtADesk.program = sys.argv[1]


class Writing(AtADesk):
    def written(self, text):
        """Types where the keyboard is, which must be in the text, and sees it there."""
        ada = self.ada
        keyboard = ada.keyboard()
        self.assertIsNotNone(keyboard, "nothing that is shown has the keyboard")
        self.assertEqual(keyboard.name, "Text of the note")
        ada.type(text)
        until(f"“{text}” is in the text", lambda: text in ada.shown_text())

    def test_the_keyboard_is_where_it_can_be_seen(self):
        ada = self.ada
        ada.new_notebook("Garden")
        ada.new_note("Beans", "sow in May")

        with self.subTest("a note is moved to the trash"):
            ada.click("Note menu")
            ada.click("Move to the trash")
            until("the note is gone", lambda: "Beans" not in ada.title())
            until("something shown has the keyboard", ada.keyboard)
            ada.new_note("Peas", "sow in March")

        with self.subTest("a notebook is made"):
            ada.new_notebook("Kitchen")
            until("something shown has the keyboard", ada.keyboard)
            ada.new_note("Soup", "leeks")

        with self.subTest("another notebook is chosen"):
            ada.click("Garden.", "list item")
            until("its note is shown", lambda: ada.title().startswith("Peas — Garden"))
            until("something shown has the keyboard", ada.keyboard)
            ada.click("Peas. sow", "list item")
            until("the text has the keyboard", lambda: (k := ada.keyboard()) and k.name == "Text of the note")
            self.written(" or in April")

        with self.subTest("a note is chosen by Ctrl+K"):
            ada.click("Kitchen.", "list item")
            until("its note is shown", lambda: ada.title().startswith("Soup — Kitchen"))
            ada.key("ctrl+k")
            until("letters of a title are asked for", lambda: (k := ada.keyboard()) and k.name == "Go to a note")
            ada.type("soup")
            ada.key("Return")
            until("the text has the keyboard", lambda: (k := ada.keyboard()) and k.name == "Text of the note")
            self.written(" and barley")

        with self.subTest("a dialog is closed"):
            ada.key("ctrl+comma")
            until("the settings are shown", lambda: ada.shown("Messaging services"))
            ada.key("Escape")
            until("the text has the keyboard", lambda: (k := ada.keyboard()) and k.name == "Text of the note")
            self.written("!")

    def test_each_notebook_shows_its_own_note(self):
        ada = self.ada
        for name in ("North", "South"):
            ada.new_notebook(name)
            ada.new_note(f"First of {name}", f"one {name}")
            ada.new_note(f"Second of {name}", f"two {name}")
        for times in range(2):
            for name in ("North", "South"):
                ada.click(f"{name}.", "list item")
                until("note and text are shown", lambda: ada.title().startswith(f"Second of {name} — {name} ")
                      and ada.shown_text() == f"two {name}")
        ada.click("First of South", "list item")
        until("the other note is shown", lambda: ada.shown_text() == "one South")
        ada.click("North.", "list item")
        until("this notebook has its own", lambda: ada.shown_text() == "two North")
        ada.click("South.", "list item")
        until("and this the one that was open last", lambda: ada.shown_text() == "one South")
        self.restart(lambda: ada.key("ctrl+q"))
        until("also after a restart", lambda: ada.shown_text() == "one South")
        ada.click("North.", "list item")
        until("in each notebook", lambda: ada.shown_text() == "two North")

    def restart(self, end):
        end()
        self.assertEqual(self.ada.wait_for_end(), 0)
        self.ada.start()

    def test_a_title_outlives_the_program(self):
        ada = self.ada
        ada.new_notebook("Titles")
        for way, end in (("by a key", lambda: ada.key("ctrl+q")), ("by the window's frame", lambda: ada.key("alt+F4")),
                         ("by a signal", lambda: ada.process.send_signal(signal.SIGTERM))):
            with self.subTest(way):
                ada.key("ctrl+n")
                until("the title has the keyboard", lambda: (k := ada.keyboard()) and k.name == "Title")
                ada.type(f"Ended {way}", delay=1)
                self.restart(end)
                until("the title is there", lambda: ada.title().startswith(f"Ended {way} — Titles"))

    def test_marks_are_left_when_asked_for_again(self):
        ada = self.ada
        ada.new_notebook("Marks")
        ada.new_note("Bold")
        ada.key("ctrl+b")
        ada.type("strong")
        ada.key("ctrl+b")
        ada.type(" and plain")
        until("the marks stand around the word", lambda: ada.shown_text() == "**strong** and plain")

    def test_characters_survive_copy_cut_and_paste(self):
        ada = self.ada
        ada.new_notebook("Prices")
        ada.new_note("Prix")
        text = "prix\u00a0: 10\u202f000\u00a0€\tquand\u2009même"
        ada.paste(text)
        until("it is pasted", lambda: ada.shown_text() == text)
        self.assertEqual(ada.body(), text)
        ada.key("ctrl+a", "ctrl+x")
        until("it is cut", lambda: ada.shown_text() == "")
        self.assertEqual(self.desk.clipboard(), text)
        ada.key("ctrl+v")
        until("it is back", lambda: ada.shown_text() == text)

    def test_words_are_found_however_their_letters_are_made(self):
        ada = self.ada
        ada.new_notebook("Search")
        ada.new_note("Applying")
        ada.paste("the re\u0301sume\u0301 and a letter")
        until("it is pasted", lambda: ada.shown_text().startswith("the r"))
        ada.new_note("Cooking", "nothing of the kind")
        self.assertEqual(self.first_found("RÉSUMÉ letter"), "Applying")
        self.assertEqual(self.first_found("Kind"), "Cooking")
        ada.key("F6", "ctrl+a", "Delete")

    def first_found(self, words):
        """Opens the first note that is found; the title of the note that was open is not taken for it."""
        ada = self.ada
        before = ada.title()
        ada.key("F6")
        until("words are asked for", lambda: (k := ada.keyboard()) and k.name == "Search notes")
        ada.key("ctrl+a")
        ada.paste(words)
        x, y, width, _ = ada.thing("Notes", "list").box
        # A row that is filtered away stays with screen readers for a while, so what counts is what can be clicked.
        def opened():
            ada.click_at(x + width // 2, y + 30)
            return ada.title() != before
        until("a note is found", opened)
        return ada.title().partition(" — ")[0]

    def test_undo_lives_as_long_as_the_notebook_is_open(self):
        ada = self.ada
        ada.new_notebook("Undo")
        ada.new_note("Kept", "good")
        ada.key("ctrl+a")
        ada.paste("bad")
        until("it is replaced", lambda: ada.shown_text() == "bad")
        ada.new_note("Other", "else")
        ada.click("Kept.", "list item")
        until("it is shown again", lambda: ada.shown_text() == "bad")
        ada.key("ctrl+z")
        until("what was there is back", lambda: ada.shown_text() == "good")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
