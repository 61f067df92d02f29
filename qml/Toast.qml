// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Templates as T

import Commonplace

/// A sentence at the foot of the window, for a while; problems stay until they are closed. Above dialogs, since
/// what is done in them is what is spoken of, and without taking the keyboard from them.
Popup {
    id: root

    property bool isProblem: false
    property string message

    /// What can be done about it; empty if nothing can.
    property string action
    property var answer: null

    /// With a way back, for as long as it is there.
    function offer(text: string, words: string, then: var) {
        show(text, false);
        action = words;
        answer = then;
    }
    function show(text: string, problem: bool) {
        action = "";
        answer = null;
        message = text;
        isProblem = problem;
        open();
        if (problem)
            timer.stop();
        else
            timer.restart();
    }

    parent: T.Overlay.overlay
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? parent.height - height - 24 : 0
    z: 100
    width: Math.min(implicitWidth, parent ? parent.width - 48 : implicitWidth)
    padding: 10
    leftPadding: 14
    modal: false
    focus: false
    closePolicy: Popup.NoAutoClose
    exit: null

    background: Rectangle {
        radius: 10
        color: root.isProblem ? Theme.badPlane : Theme.raised
        border.width: 1
        border.color: root.isProblem ? Theme.bad : Theme.line
    }

    Timer {
        id: timer

        interval: root.action.length > 0 ? 10000 : 5000
        onTriggered: root.close()
    }

    contentItem: RowLayout {
        spacing: 10
        Accessible.role: Accessible.AlertMessage
        Accessible.name: root.message

        Icon {
            text: root.isProblem ? Icons.error : Icons.info
            color: root.isProblem ? Theme.bad : Theme.accent
        }
        Text {
            objectName: "toastText"
            Layout.fillWidth: true
            Layout.maximumWidth: 520
            text: root.message
            textFormat: Text.PlainText
            color: Theme.text
            wrapMode: Text.Wrap
            font.pixelSize: Theme.normal
        }
        AppButton {
            objectName: "toastAction"
            visible: root.action.length > 0
            text: root.action
            onClicked: {
                const then = root.answer;
                root.close();
                then();
            }
        }
        IconButton {
            objectName: "toastClose"
            implicitWidth: 28
            implicitHeight: 28
            icons: Icons.close
            text: qsTr("Close")
            onClicked: root.close()
        }
    }
}
