// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// A sentence at the foot of the window, for a while; problems stay until they are closed.
Rectangle {
    id: root

    property bool isProblem: false
    property string message

    function show(text: string, problem: bool) {
        root.message = text;
        root.isProblem = problem;
        root.visible = true;
        if (problem)
            timer.stop();
        else
            timer.restart();
    }

    visible: false
    width: Math.min(row.implicitWidth + 28, parent.width - 48)
    height: row.implicitHeight + 20
    radius: 10
    color: isProblem ? Theme.badPlane : Theme.raised
    border.width: 1
    border.color: isProblem ? Theme.bad : Theme.line
    Accessible.role: Accessible.AlertMessage
    Accessible.name: message

    Timer {
        id: timer

        interval: 5000
        onTriggered: root.visible = false
    }

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.margins: 10
        anchors.leftMargin: 14
        spacing: 10

        Icon {
            text: root.isProblem ? Icons.error : Icons.info
            color: root.isProblem ? Theme.bad : Theme.accent
        }
        Text {
            Layout.fillWidth: true
            Layout.maximumWidth: 520
            text: root.message
            textFormat: Text.PlainText
            color: Theme.text
            wrapMode: Text.Wrap
            font.pixelSize: Theme.normal
        }
        IconButton {
            implicitWidth: 28
            implicitHeight: 28
            icons: Icons.close
            text: qsTr("Close")
            onClicked: root.visible = false
        }
    }
}
