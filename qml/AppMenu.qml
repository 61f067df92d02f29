// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

Menu {
    id: root

    readonly property int narrowest: 232

    padding: 6
    implicitWidth: narrowest
    delegate: AppMenuItem {}
    onAboutToShow: {
        Layers.add(root);
        let widest = narrowest - 2 * padding;
        for (let i = 0; i < count; ++i)
            widest = Math.max(widest, itemAt(i).implicitWidth);
        implicitWidth = widest + 2 * padding;
    }
    onClosed: Layers.remove(root)

    background: Rectangle {
        color: Theme.raised
        radius: 10
        border.width: 1
        border.color: Theme.line
    }
}
