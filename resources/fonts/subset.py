#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Makes symbols.ttf and qml/Icons.qml: subset.py material-symbols-rounded.woff2

Takes the symbols that the QML files use as Icons.NAME. Needs python3-fonttools and python3-brotli.
"""
import pathlib
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = pathlib.Path(__file__).resolve().parent
QML = HERE.parent.parent / "qml"
SPECIAL = {"deleteIcon": "delete"}  # "delete" alone is a keyword
FAMILY = "Commonplace Symbols"


def glyph_name(name):
    return SPECIAL.get(name, re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower())


def used_names():
    names = set()
    for file in QML.glob("*.qml"):
        names |= set(re.findall(r"\bIcons\.(\w+)", file.read_text()))
    return sorted(names - {"family"})


def main():
    names = used_names()
    font = instancer.instantiateVariableFont(
        TTFont(sys.argv[1]), {"FILL": 0, "GRAD": 0, "opsz": 24, "wght": 400})
    codepoints = {}
    for codepoint, glyph in sorted(font.getBestCmap().items()):
        codepoints.setdefault(glyph, codepoint)

    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[codepoints[glyph_name(name)] for name in names])
    subsetter.subset(font)
    for record in list(font["name"].names):
        text = {1: FAMILY, 4: FAMILY + " Regular", 6: "CommonplaceSymbols-Regular"}.get(record.nameID)
        if text:
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font.flavor = None
    font.save(HERE / "symbols.ttf")

    lines = [
        "// SPDX-FileCopyrightText: The Commonplace authors",
        "// SPDX-License-Identifier: Apache-2.0",
        "pragma Singleton", "", "import QtQml", "",
        "/// The codepoints of the symbols font (made by resources/fonts/subset.py).",
        "QtObject {",
        f'    readonly property string family: "{FAMILY}"', "",
    ]
    lines += [f'    readonly property string {name}: "\\u{codepoints[glyph_name(name)]:04x}"' for name in names]
    (QML / "Icons.qml").write_text("\n".join(lines + ["}", ""]))


if __name__ == "__main__":
    main()
