# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Whether all that people see is said in each language: tst_translations.py SOURCES LUPDATE"""

import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

SOURCES, LUPDATE = sys.argv[1:3]
FOLDER = os.path.join(SOURCES, "translations")
# %1, %L1 and %n, which are filled in; a doubled place is one that English or German says twice.
PLACE = re.compile(r"%L?\d+|%L?n")

Message = collections.namedtuple("Message", "context source forms is_numerus state")


def messages(file):
    found = []
    for context in xml.etree.ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            found.append(Message(context.find("name").text, message.find("source").text, forms,
                                 message.get("numerus") == "yes", translation.get("type")))
    return found


def name(message):
    return f"{message.context}: {message.source!r}"


class Translations(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.files = sorted(file for file in os.listdir(FOLDER) if file.endswith(".ts"))
        for file in cls.files:
            shutil.copy(os.path.join(FOLDER, file), cls.folder)
        cls.said = subprocess.run(["bash", os.path.join(FOLDER, "update.sh"), cls.folder],
                                  env=dict(os.environ, LUPDATE=LUPDATE), text=True, check=True, timeout=60,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def kept(self, file):
        return messages(os.path.join(FOLDER, file))

    def now(self, file):
        return messages(os.path.join(self.folder, file))

    def assert_none(self, faults, advice):
        self.assertFalse(faults, advice + "\n  " + "\n  ".join(faults))

    def test_every_word_is_found(self):
        # Words of a function that lupdate takes for no class's are in none of the files, or where nobody looks for them.
        self.assert_none([line for line in self.said.splitlines()
                          if re.search("lacks Q_OBJECT|without context|Cannot invoke|Discarding|Unbalanced", line)],
                         "lupdate does not know whose words these are. Say Words::tr(), or see how others do it:")
        self.assertGreater(len(self.now("commonplace_de.ts")), 500)

    def test_no_words_are_left_as_they_are(self):
        said = re.compile(r"^\s*(?:readonly property string )?[\w.]+: \"[A-Z][a-z]+[ \"…]")
        faults = []
        for folder, _, files in os.walk(os.path.join(SOURCES, "qml")):
            for file in files:
                if file.endswith(".qml"):
                    with open(os.path.join(folder, file), encoding="utf-8") as lines:
                        faults += [f"{file}:{number}: {line.strip()}" for number, line in enumerate(lines, 1)
                                   if said.search(line) and not re.search(r"sequence: |\"Commonplace|\"Xg\"|font", line)]
        self.assert_none(faults, "These want qsTr():")

    def test_all_is_translated(self):
        for file in self.files:
            with self.subTest(file):
                self.assert_none([name(message) for message in self.now(file)
                                  if message.state == "unfinished" or not all(message.forms)],
                                 "Run translations/update.sh, and say these in the other language:")

    def test_nothing_is_left_over(self):
        for file in self.files:
            with self.subTest(file):
                wanted = {(message.context, message.source) for message in self.now(file)}
                self.assert_none([name(message) for message in self.kept(file)
                                  if (message.context, message.source) not in wanted
                                  or message.state in ("vanished", "obsolete")],
                                 "Run translations/update.sh: nobody says these any more.")

    def test_plurals_have_all_forms(self):
        # One, and many: so it is in both languages.
        for file in self.files:
            with self.subTest(file):
                self.assert_none([name(message) for message in self.kept(file)
                                  if len(message.forms) != (2 if message.is_numerus else 1)],
                                 "These do not have their two forms:")

    def test_what_is_filled_in_stays(self):
        for file in self.files:
            with self.subTest(file):
                self.assert_none([f"{name(message)} has {form!r}" for message in self.kept(file) for form in message.forms
                                  if set(PLACE.findall(form)) != set(PLACE.findall(message.source))],
                                 "These have other places to fill in than their sources:")

    def test_sentences_end_as_their_sources(self):
        # They are put together, and cut off where they are menus' and buttons'.
        def frame(text):
            return text[:1].isspace(), text.endswith("…"), text.rstrip()[-1:] in ".:?", text[-1:].isspace()

        self.assert_none([f"{name(message)} has {form!r}" for message in self.kept("commonplace_de.ts")
                          for form in message.forms if frame(form) != frame(message.source)
                          and len(message.source) > 12],
                         "These begin or end otherwise than their sources:")

    def test_german_is_written_as_it_is(self):
        faults = []
        for message in self.kept("commonplace_de.ts"):
            for form in message.forms:
                if form.count("„") != form.count("“") or '"' in form or "”" in form:
                    faults.append(f"{name(message)} has quotation marks that are not German: {form!r}")
                if re.search(r"\b(du|dich|dir|dein\w*|euch|euer)\b", form, re.IGNORECASE):
                    faults.append(f"{name(message)} does not say “Sie”: {form!r}")
        self.assert_none(faults, "What German has otherwise:")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
