// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The first thing a person sees.
Rectangle {
    id: root

    signal newNotebook
    signal joinNotebook

    color: Theme.page

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(parent.width - 64, 440)
        icons: Icons.autoStories
        title: qsTr("A place to write together")
        detail: qsTr("Your notebooks live on this machine and work without a network. Share one when you like, "
                     + "over a messaging service of your choice, and write in it at the same time.")

        AppButton {
            objectName: "welcomeNew"
            text: qsTr("New notebook")
            icons: Icons.add
            isPrimary: true
            onClicked: root.newNotebook()
        }
        AppButton {
            objectName: "welcomeJoin"
            text: qsTr("Join with a link")
            icons: Icons.link
            onClicked: root.joinNotebook()
        }
    }
}
