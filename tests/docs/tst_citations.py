# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Sources and documents cite the pages of engine/doc by section, such as `wire.md 3.5`, `semantics.md 8.2, step 1`,
`wire.md 9, T40` or `design.md 2, rule 8`. Finds citations of what is not there.

    tst_citations.py ROOT
"""

import os
import pathlib
import re
import sys
import unittest

PAGES = ("wire", "semantics", "gateway", "design")
KINDS = {".h", ".cpp", ".c", ".py", ".js", ".mjs", ".cjs", ".qml", ".md", ".txt", ".cmake", ".sh", ".json", ".in"}
LEFT_OUT = {"build", "node_modules", ".git"}

CITATION = re.compile(r"\b(?P<page>%s)\.md`?,?(?=\s)" % "|".join(PAGES))
# What may follow the name of a page, one place after the other.
PLACE = re.compile(r"(?P<join>\s*(?:,|and|to|–|;)?\s*)(?P<word>(?:sections?|rules?|steps?)\s+)?"
                   r"(?P<place>T?\d+(?:\.\d+)*)(?![\w'%])")
LEADER = re.compile(r"\n[ \t]*(?://[/!]?<?|\*|#)?[ \t]*")  # of a comment's next line


def places(page):
    """What a page has: sections, and the items of numbered lists in them, as 2.8 or 8.5.1; in a table, T5."""
    found = {}
    section = None
    for line in page.splitlines():
        if heading := re.match(r"#+ (\d+(?:\.\d+)*)\.? ", line):
            section = heading[1]
            found[section] = set()
        elif section and (item := re.match(r"(\d+)\. ", line)):
            found[section].add(item[1])
        found.update((trap, set()) for trap in re.findall(r"^\W*(T\d+)\b", line))
    for section, items in list(found.items()):
        found.update((f"{section}.{item}", set()) for item in items)
    return found


def citations(text):
    """Each citation in a text: line, page, place, and the number of the rule if it is one in that place."""
    line = text.count
    for start in CITATION.finditer(text):
        tail = LEADER.sub(" ", text[start.end():start.end() + 200])
        at, section, counted = 0, None, False
        while match := PLACE.match(tail, at):
            if match["word"]:
                counted = match["word"].strip().rstrip("s")
            elif "," in match["join"] or ";" in match["join"]:
                counted = False
            if counted == "rule":
                yield line("\n", 0, start.start()) + 1, start["page"], section, match["place"]
            elif counted != "step":
                section = match["place"]
                yield line("\n", 0, start.start()) + 1, start["page"], section, None
            at = match.end()


def faults(text, pages):
    for line, page, section, rule in citations(text):
        place = f"{section}.{rule}" if rule else section
        if place not in pages[page]:
            yield line, f"{page}.md {section}" + (f", rule {rule}" if rule else "")


def sources(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        paths = (pathlib.Path(folder, name) for name in sorted(names))
        yield from (path for path in paths if path.suffix in KINDS and path.name != pathlib.Path(__file__).name)


class Citations(unittest.TestCase):
    root = pathlib.Path(".")

    @classmethod
    def setUpClass(cls):
        cls.pages = {name: places((cls.root / f"engine/doc/{name}.md").read_text()) for name in PAGES}

    def test_finds_what_is_not_there(self):
        def found(text):
            return [fault for _, fault in faults(text, self.pages)]

        self.assertEqual(found("// (design.md 99)"), ["design.md 99"])
        self.assertEqual(found("wire.md 3.2, 3.99 and T999"), ["wire.md 3.99", "wire.md T999"])
        self.assertEqual(found("// see design.md 2,\n// rule 99."), ["design.md 2, rule 99"])
        self.assertEqual(found("design.md 2, rules 1 and 98"), ["design.md 2, rule 98"])
        self.assertEqual(found("design.md 2.99"), ["design.md 2.99"])
        self.assertEqual(found("design.md 2.8; semantics.md 8.2, step 1; wire.md 4 to 6, 9; wire.md 13: at tick 99"), [])
        self.assertEqual(found("`engine/doc/wire.md` has 99 lines"), [])

    def test_every_place_cited_is_there(self):
        bad, count = [], 0
        for path in sources(self.root):
            inside = path.relative_to(self.root)
            text = path.read_text(errors="replace")
            count += sum(1 for _ in citations(text))
            bad += [f"{inside}:{line}: {fault}" for line, fault in faults(text, self.pages)]
        self.assertGreater(count, 300, "citations are not recognised any more")
        self.assertEqual(bad, [], "cited, but not there:\n" + "\n".join(bad))


if __name__ == "__main__":
    Citations.root = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".").resolve()
    unittest.main()
