// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic

import Commonplace

Menu {
    id: root

    padding: 6
    implicitWidth: 232
    delegate: AppMenuItem {}
    onAboutToShow: Layers.add(root)
    onClosed: Layers.remove(root)

    background: Rectangle {
        color: Theme.raised
        radius: 10
        border.width: 1
        border.color: Theme.line
    }
}
