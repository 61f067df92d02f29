// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The first thing a person sees.
Rectangle {
    id: root

    signal newNotebook
    signal joinNotebook
    signal openSettings

    function takeKeyboard() {
        newButton.forceActiveFocus(Qt.TabFocusReason);
    }

    color: Theme.page

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(parent.width - 64, 440)
        icons: Icons.autoStories
        title: qsTr("A place to write together")
        detail: qsTr("Your notebooks live on this machine and work without a network. Share one when you like, "
                     + "with those nearby or over a messaging service of your choice, and write in it at the same time.")

        AppButton {
            id: newButton

            objectName: "welcomeNew"
            text: qsTr("New notebook")
            icons: Icons.add
            isPrimary: true
            onClicked: root.newNotebook()

            Tip {
                text: qsTr("New notebook (Ctrl+Shift+N)")
                isWanted: newButton.hovered && !newButton.down
            }
        }
        AppButton {
            id: joinButton

            objectName: "welcomeJoin"
            text: qsTr("Join with a link")
            icons: Icons.link
            onClicked: root.joinNotebook()

            Tip {
                text: qsTr("Join with a link (Ctrl+Shift+J)")
                isWanted: joinButton.hovered && !joinButton.down
            }
        }
    }
    IconButton {
        objectName: "welcomeSettings"
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 14
        icons: Icons.settings
        text: qsTr("Settings")
        tip: qsTr("Settings (Ctrl+,)")
        onClicked: root.openSettings()
    }
}
