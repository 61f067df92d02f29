// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// Asks before something that cannot be taken back.
AppDialog {
    id: root

    property string action

    signal confirmed

    // Nothing is lost by Enter.
    defaultButton: cancel
    onOpened: cancel.forceActiveFocus()

    buttons: [
        Item { Layout.fillWidth: true },
        AppButton {
            id: cancel

            text: qsTr("Cancel")
            onClicked: root.close()
        },
        AppButton {
            text: root.action
            isDangerous: true
            onClicked: {
                root.close();
                root.confirmed();
            }
        }
    ]
}
