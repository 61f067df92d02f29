// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
pragma Singleton

import QtQuick

import Commonplace

/// Colours, sizes and times that everything on the screen shares.
QtObject {
    readonly property bool isDark: App.settings.isDark
    /// In languages that are read from right to left, everything is the other way round. Layouts and anchors do that by
    /// themselves; this is for what is placed by numbers.
    readonly property bool isMirrored: Application.layoutDirection === Qt.RightToLeft

    // Paper by day, ink by night: three planes, from the edge of the window to the page.
    readonly property color rail: isDark ? "#131316" : "#ece8e1"
    readonly property color list: isDark ? "#19191d" : "#f6f3ee"
    readonly property color page: isDark ? "#1e1e23" : "#fdfcfa"
    readonly property color raised: isDark ? "#26262c" : "#ffffff"
    readonly property color line: isDark ? "#2f2f36" : "#e2dcd2"
    readonly property color field: isDark ? "#141418" : "#ffffff"
    readonly property color fieldLine: isDark ? "#3a3a43" : "#d5cec2"

    readonly property color text: isDark ? "#eceae6" : "#23201c"
    readonly property color secondary: isDark ? "#b8b3ab" : "#57514a"
    readonly property color faint: isDark ? "#9e9991" : "#6a645b"

    readonly property color accent: isDark ? "#a5a9ff" : "#4a4cc9"
    readonly property color accentHover: isDark ? "#b7baff" : "#3d3fb3"
    readonly property color accentText: isDark ? "#17173a" : "#ffffff"
    readonly property color selected: isDark ? "#2c2c4d" : "#e4e2f7"
    readonly property color hover: isDark ? "#14ffffff" : "#0d2a2118"
    readonly property color pressed: isDark ? "#24ffffff" : "#1a2a2118"
    readonly property color focusRing: accent
    readonly property color shade: isDark ? "#80000000" : "#402a2118"

    readonly property color good: isDark ? "#7fc98b" : "#286e33"
    readonly property color warn: isDark ? "#e7b75f" : "#875700"
    readonly property color bad: isDark ? "#ff8f86" : "#b8322a"
    readonly property color badPlane: isDark ? "#3a2220" : "#fbeae7"

    readonly property color code: isDark ? "#2a2a31" : "#f1ede6"
    readonly property color done: isDark ? "#9e9991" : "#6a645b"
    readonly property color hit: isDark ? "#3a3115" : "#fff1cc"
    readonly property color selectedHit: isDark ? "#5c4910" : "#ffdd8f"
    readonly property color selection: isDark ? "#45478a" : "#cfd0f5"

    readonly property color tip: isDark ? "#eceae6" : "#2b2722"
    readonly property color tipText: isDark ? "#23201c" : "#fdfcfa"

    readonly property int radius: 8
    readonly property int small: 12
    readonly property int normal: 14
    readonly property int body: 16
    readonly property string mono: "DejaVu Sans Mono"
    readonly property int quick: 110

    function toneColor(tone: int): color {
        switch (tone) {
        case Notebook.Quiet:
            return good;
        case Notebook.Problem:
            return bad;
        case Notebook.Offline:
            return warn;
        default:
            return secondary;
        }
    }

    function toneIcon(tone: int, hasService: bool): string {
        switch (tone) {
        case Notebook.Quiet:
            return hasService ? Icons.cloudDone : Icons.computer;
        case Notebook.Problem:
            return Icons.error;
        case Notebook.Offline:
            return Icons.cloudOff;
        default:
            return hasService ? Icons.cloudSync : Icons.save;
        }
    }
}
