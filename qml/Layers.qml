// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
pragma Singleton

import QtQuick
import QtQuick.Templates as T

/// The dialogs and menus that are open, the topmost last: what lies beneath is out of reach.
QtObject {
    id: root

    property var open: []
    readonly property T.Popup top: open.length > 0 ? open[open.length - 1] : null

    function add(popup: T.Popup) {
        open = open.filter(other => other !== popup).concat([popup]);
    }
    function remove(popup: T.Popup) {
        open = open.filter(other => other !== popup);
    }
    function isInReach(item: Item): bool {
        if (top === null)
            return true;
        for (let above = item; above; above = above.parent) {
            if (above === top.contentItem)
                return true;
        }
        return false;
    }
}
