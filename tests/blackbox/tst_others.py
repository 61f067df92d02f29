# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""What comes from others, and what is said of them: tst_others.py COMMONPLACE"""

import socket
import sys
import unittest

from desk import AtADesk, until

AtADesk.program = sys.argv[1]


class Listener:
    """Takes connections that nobody should make."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    def was_asked(self):
        try:
            connection, _ = self.socket.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True


class Shared(AtADesk):
    options = ("--service", "mqtt://127.0.0.1:{port}")

    def share(self):
        """The link of the open notebook."""
        self.desk.set_clipboard("(nothing was copied)")
        self.ada.key("ctrl+shift+i")
        return until("an invitation is copied",
                     lambda: (link := self.desk.clipboard()).startswith("commonplace:") and link)

    def follow(self, window, note):
        """Agrees to the invitation that a window was started with, where it asks, and waits for the note."""
        def is_asked():
            return any(thing.name == "Join" for thing in window.things())
        until("the note is there, or a question", lambda: is_asked() or window.title().startswith(note), 30)
        if is_asked():
            window.key("Return")
        until(f"{window.name} has the note", lambda: window.title().startswith(note), 30)


class Others(Shared):
    def test_what_others_are_called_is_plain_text_and_it_is_said_who_is_there(self):
        ada = self.ada
        listener = Listener()
        self.addCleanup(listener.socket.close)
        mark_up = f"<img src=http://127.0.0.1:{listener.port}/x.png>"
        ada.new_notebook("Club")
        ada.new_note("Minutes", "Present: ")
        with self.subTest("nobody has been there yet"):
            until("it is said", lambda: ada.shown("Nobody else is connected", "Saved on this machine"))
        link = self.share()
        ben = self.desk.open_window("ben", "900x780+300+0", "--name", mark_up, "--open", link)
        self.follow(ben, "Minutes — Club")
        with self.subTest("a name is shown as it is"):
            until("Ada reads who has it", lambda: ada.shown("received by <img src=http://127.0.0.1"))
        with self.subTest("so is that of a notebook, and of a note"):
            ben.click("Notebook menu")
            ben.click("Rename")
            until("a name is asked for", lambda: (k := ben.keyboard()) and k.text == "Club")
            ben.key("ctrl+a")
            ben.paste(mark_up)
            ben.key("Return")
            until("Ada reads it", lambda: mark_up in ada.title() and ada.thing(mark_up, "heading"))
            ben.click("Title", "text")
            ben.key("ctrl+a")
            ben.paste(mark_up)
            ben.key("Return")
            until("Ada reads the title", lambda: ada.thing("Title").text == mark_up)
            ben.click("Text of the note", "text")
            ben.paste(mark_up)
            until("Ada reads the text", lambda: mark_up in (ada.shown_text() or ""))
            ada.key("ctrl+k")
            until("the titles are shown", lambda: ada.thing("Go to a note"))
            ada.key("Escape")
        with self.subTest("the other has left"):
            self.desk.stop(ben.process)
            ada.click("Text of the note", "text")
            ada.key("ctrl+End")
            ada.type("and I.")
            until("it is said", lambda: ada.shown("Nobody else is connected"))
            self.assertFalse(ada.shown("Sending"))
        self.assertFalse(listener.was_asked(), "something was fetched because of a name")

    def test_words_that_nobody_else_had_outlive_a_deletion(self):
        ada, desk = self.ada, self.desk
        ada.new_notebook("Shed")
        ada.new_note("Tools", "One spade.")
        eva = desk.open_window("eva", "900x780+300+0", "--open", self.share())
        self.follow(eva, "Tools — Shed")
        until("Eva reads it", lambda: eva.shown_text() == "One spade.")
        desk.stop_broker()
        until("both are offline", lambda: all(w.shown("Changes will be sent when it is back") for w in (ada, eva)), 30)
        ada.click("Text of the note", "text")
        ada.key("ctrl+End")
        ada.type(" And a rake.")
        eva.click("Note menu")
        eva.click("Move to the trash")
        eva.click("Trash (1)")
        eva.click("Empty the trash")
        eva.click("Delete", "push button")
        until("it is gone for Eva", lambda: eva.shown("An empty notebook"))
        eva.click("Back to the notes")
        desk.start_broker()
        until("Ada is told", lambda: ada.shown("with words of yours in it that nobody else had yet"), 60)
        until("the note is shown no longer", lambda: ada.shown_text() is None)
        ada.click("Show the trash")
        ada.click("Recovered: Tools", "list item")
        until("all of her words are there", lambda: ada.shown_text() == "One spade. And a rake.")
        ada.click("Take it out")
        until("Eva gets it", lambda: eva.thing("Recovered: Tools", "list item"), 30)

    def test_addresses_are_read_as_they_are_meant(self):
        ada = self.ada
        port = self.desk.port
        for typed, host in ((f"mqtt://127.0.0.1:{port}", "127.0.0.1"), (f" 127.0.0.1:{port} ", "127.0.0.1"),
                            (f"[::1]:{port}", "::1")):
            with self.subTest(typed):
                self.fill_in(typed)
                until("host and port are told apart", lambda: ada.thing("Broker").text.strip("[]") == host
                      and ada.thing("Port").text == str(port))
                if host != "::1": # where nobody listens
                    ada.click("Test connection")
                    until("it can be reached", lambda: ada.shown("See who is there: done"))
                self.close_dialogs()

    def test_what_is_wrong_in_a_form_is_said_there(self):
        ada = self.ada
        self.fill_in("broker.example.org")
        ada.click("Port", "text")
        ada.type("99999\t")
        until("the port's fault is said", lambda: ada.shown("65535"))
        ada.click("Keep")
        ada.click("Port", "text")
        ada.key("ctrl+a", "Delete")
        until("it is gone with its cause", lambda: not ada.shown("65535"))
        ada.click("Certificate of the broker", "text")
        ada.type("/no/such/file.pem\t")
        until("the file's fault is said", lambda: ada.shown("/no/such/file.pem", "cannot be read"))
        self.close_dialogs()
        self.assertFalse(ada.shown("broker.example.org"), "it was kept with its fault")

    def setUp(self):
        # What a test has left open when it failed is not in the way of the next.
        for _ in range(3):
            if self.ada.thing("Cancel") or self.ada.thing("Done"):
                self.ada.key("Escape")

    def fill_in(self, host):
        ada = self.ada
        ada.key("ctrl+comma")
        ada.click("Add a messaging service")
        ada.click("MQTT")
        ada.click("Next")
        until("the broker is asked for", lambda: (k := ada.keyboard()) and k.name == "Broker")
        ada.paste(host)
        ada.key("Tab")

    def close_dialogs(self):
        ada = self.ada
        ada.click("Cancel")
        until("the dialog is closed", lambda: not ada.thing("Broker"))
        ada.click("Done")
        until("the dialogs are closed", lambda: not ada.thing("Done"))


class Limits(Shared):
    """Services that take no large messages."""

    def test_large_pastes_arrive_in_pieces(self):
        ada, desk = self.ada, self.desk
        ada.new_notebook("Archive")
        ada.new_note("Minutes", "Begun. ")
        ben = desk.open_window("ben", "900x780+300+0", "--open", self.share())
        self.follow(ben, "Minutes — Archive")
        until("Ben reads it", lambda: ben.shown_text() == "Begun. ")
        for limit in ("message_size_limit 128000", "max_packet_size 128000"):
            with self.subTest(limit):
                desk.stop_broker()
                until("Ada is offline", lambda: ada.shown("Changes will be sent when it is back"))
                desk.broker_lines = limit
                desk.start_broker()
                until("both are back", lambda: ada.shown("received by Ben") and ben.shown("received by Ada"), 60)
                pasted = "".join(f"{limit}, line {i} of the minutes\n" for i in range(8000))
                self.assertGreater(len(pasted), 300_000)
                ada.click("Text of the note", "text")
                ada.key("ctrl+a")
                ada.paste(pasted)
                until("Ada has it", lambda: ada.shown_text() == pasted, 60)
                until("Ben has it", lambda: ben.shown_text() == pasted, 60)
                ada.key("ctrl+End")
                ada.type("And more.")
                until("Ben has what came after", lambda: ben.shown_text() == pasted + "And more.")
                until("Ada is told", lambda: ada.shown("received by Ben"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
