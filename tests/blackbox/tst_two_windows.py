# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Two people, two windows, one note, and an m-ld-js clone that looks on:
    tst_two_windows.py COMMONPLACE JS_CLONE"""

import json
import subprocess
import sys
import unittest
import urllib.parse

from desk import Desk, until

PROGRAM, JS_CLONE = sys.argv[1:3]


class JsClone:
    """An m-ld-js clone that speaks the headless clone's contract (tests/interop/js-clone.mjs)."""

    def __init__(self, desk, domain):
        config = desk.work + "/js-clone.json"
        with open(config, "w") as f:
            json.dump({"@id": "jsclonelookson", "@domain": domain, "genesis": False,
                       "mqtt": {"host": "127.0.0.1", "port": desk.port}}, f)
        self.process = subprocess.Popen(["node", JS_CLONE, "--config", config, "--data", desk.work + "/js"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=desk.log("js"), text=True)
        desk.processes.append(self.process)
        self.read_until(lambda message: message.get("event") == "started")

    def read_until(self, wanted):
        for line in self.process.stdout:
            message = json.loads(line)
            if wanted(message):
                return message
        raise AssertionError("the m-ld-js clone ended")

    def ask(self, op, pattern):
        self.process.stdin.write(json.dumps({"id": 1, "op": op, "pattern": pattern}) + "\n")
        self.process.stdin.flush()
        answer = self.read_until(lambda message: message.get("id") == 1)
        assert "error" not in answer, answer
        return answer["result"]

    def bodies(self):
        return [solution["?text"] for solution in self.ask("read", {
            "@select": "?text", "@where": {"@id": "?note", "http://schema.org/text": "?text"}})]


class TwoWindows(unittest.TestCase):
    def test_one_note_by_two_hands(self):
        with Desk(PROGRAM) as desk:
            ada = desk.open_window("ada", "715x780+0+0", "--service", f"mqtt://127.0.0.1:{desk.port}")
            ada.key("ctrl+shift+n")
            ada.type("Our allotment")
            ada.key("Return")
            until("the notebook is made", lambda: "Our allotment" in ada.title())
            ada.key("ctrl+n")
            ada.type("Spring plans")
            ada.key("Return")
            ada.type("Beans. ")
            ada.key("ctrl+shift+i")
            link = until("an invitation is copied", lambda: desk.clipboard().startswith("commonplace:") and desk.clipboard())

            ben = desk.open_window("ben", "715x780+722+0", "--join", link)
            until("Ben has the note", lambda: "Spring plans" in ben.title(), 30)
            until("Ben reads what Ada wrote", lambda: ben.body() == "Beans. ")

            with self.subTest("typed in either window, it appears in the other, emoji included"):
                ben.type("Peas 🌱 too. ")
                until("Ada reads Ben", lambda: ada.body() == "Beans. Peas 🌱 too. ")
                ada.type("Also 👩‍🌾 leeks. ")
                until("Ben reads Ada", lambda: ben.body() == "Beans. Peas 🌱 too. Also 👩‍🌾 leeks. ")

            with self.subTest("an m-ld-js clone holds the same text, with placeholders for emoji"):
                js = JsClone(desk, domain_of(link))
                expected = placeholders(ada.body())
                until("the m-ld-js clone holds the text", lambda: js.bodies() == [expected])

            with self.subTest("broker stopped, both type, broker started: both are equal and nothing is lost"):
                desk.stop_broker()
                ada.key("ctrl+Home")
                ada.type("ADA WAS OFFLINE ")
                ben.key("ctrl+End")
                ben.type("BEN WAS OFFLINE")
                self.assertNotIn("BEN", ada.body())
                desk.start_broker()
                text = until("both hold both", lambda: (a := ada.body()) == ben.body()
                             and "ADA WAS OFFLINE" in a and "BEN WAS OFFLINE" in a and a, 60)
                self.assertIn("Peas 🌱 too. Also 👩‍🌾 leeks. ", text)
                until("the m-ld-js clone has caught up", lambda: js.bodies() == [placeholders(text)], 30)

            with self.subTest("closed and opened again, the note is there"):
                desk.stop(ben.process)
                ben.start()
                until("Ben's note opens", lambda: "Spring plans" in ben.title(), 30)
                self.assertEqual(ben.body(), text)

            with self.subTest("a note that another app made without a text takes what is typed"):
                js.ask("write", {"@id": "made-elsewhere", "@type": "http://schema.org/NoteDigitalDocument",
                                 "http://schema.org/name": "Made elsewhere"})
                ada.click("Made elsewhere", "list item")
                until("it is open", lambda: ada.title().startswith("Made elsewhere"))
                ada.click("Text of the note", "text")
                ada.type("No letter is lost.")
                until("Ada reads it", lambda: ada.shown_text() == "No letter is lost.")
                until("the m-ld-js clone holds it", lambda: "No letter is lost." in js.bodies())
                ben.click("Made elsewhere", "list item")
                until("Ben reads it", lambda: ben.shown_text() == "No letter is lost.")


def domain_of(link):
    """The domain that an invitation names (app/notebook/invitation.h)."""
    return urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["d"][0]


def placeholders(text):
    """What a clone sees that does not know how we carry characters beyond the basic plane (semantics.md 12.11)."""
    units = text.encode("utf-16-le", "surrogatepass")
    out = []
    for i in range(0, len(units), 2):
        unit = units[i] | units[i + 1] << 8
        out.append(chr(unit + 0x800) if 0xD800 <= unit < 0xE000 else chr(unit))
    return "".join(out)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
