// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

/// Buttons beside each other; below each other where there is no room for that.
GridLayout {
    id: root

    /// How wide they may be together.
    required property real room
    readonly property real wanted: {
        let sum = 0;
        for (let i = 0; i < children.length; ++i) {
            const item = children[i];
            if (item.visible)
                sum += item.implicitWidth + (sum > 0 ? columnSpacing : 0);
        }
        return sum;
    }

    columns: wanted > room ? 1 : Math.max(1, children.length)
    columnSpacing: 10
    rowSpacing: 8
    Component.onCompleted: {
        for (let i = 0; i < children.length; ++i)
            children[i].Layout.fillWidth = Qt.binding(() => root.columns === 1); // of one width, as a menu
    }
}
