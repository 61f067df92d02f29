// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts

import Commonplace

/// How far a connection that is tried has come, step by step. From the beginning it takes the place that it will need,
/// so that nothing below moves; only the words on a failure may want more.
Item {
    id: root

    required property ConnectionStepsModel steps

    /// The step that is being tried, or was tried last.
    property Item current: null

    /// It is another now, or needs another place.
    signal currentMoved

    onCurrentChanged: currentMoved()

    // Of a step with a line of detail.
    readonly property real usualRow: title.height + detail.height + 1

    implicitHeight: Math.ceil(Math.max(steps.count * (usualRow + column.spacing), column.implicitHeight))
    implicitWidth: 200

    TextMetrics {
        id: title

        text: "Xg"
        font.pixelSize: Theme.normal
        font.weight: Font.Medium
    }
    TextMetrics {
        id: detail

        text: "Xg"
        font.pixelSize: Theme.small
    }
    ColumnLayout {
        id: column

        width: parent.width
        spacing: 6

        Repeater {
            model: root.steps

            RowLayout {
                id: row

                required property string title
                required property int stepState
                required property string detail
                required property string spoken

                readonly property bool isOpen: stepState === ConnectionStepsModel.Pending
                readonly property bool isTried: stepState === ConnectionStepsModel.Running
                                                || stepState === ConnectionStepsModel.Failed
                readonly property color tone: {
                    switch (stepState) {
                    case ConnectionStepsModel.Done:
                        return Theme.good;
                    case ConnectionStepsModel.Skipped:
                        return Theme.warn;
                    case ConnectionStepsModel.Failed:
                        return Theme.bad;
                    case ConnectionStepsModel.Running:
                        return Theme.accent;
                    default:
                        return Theme.faint;
                    }
                }

                // qmllint disable unqualified
                function follow() {
                    if (isTried)
                        root.current = row;
                }

                onIsTriedChanged: follow()
                Component.onCompleted: follow()
                onHeightChanged: {
                    if (root.current === row)
                        root.currentMoved();
                }
                // qmllint enable unqualified

                objectName: "connectionStep"
                Layout.fillWidth: true
                spacing: 10
                Accessible.role: Accessible.StaticText
                Accessible.name: spoken

                Item {
                    Layout.alignment: Qt.AlignTop
                    implicitWidth: 18
                    implicitHeight: 18

                    Icon {
                        anchors.centerIn: parent
                        visible: !row.isOpen
                        size: 18
                        color: row.tone
                        text: {
                            switch (row.stepState) {
                            case ConnectionStepsModel.Done:
                                return Icons.checkCircle;
                            case ConnectionStepsModel.Skipped:
                                return Icons.info;
                            case ConnectionStepsModel.Failed:
                                return Icons.error;
                            default:
                                return Icons.cloudSync;
                            }
                        }
                    }
                    Rectangle {
                        anchors.centerIn: parent
                        visible: row.isOpen
                        width: 14
                        height: 14
                        radius: 7
                        color: "transparent"
                        border.width: 1.5
                        border.color: row.tone
                    }
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 1

                    Text {
                        Layout.fillWidth: true
                        text: row.title
                        textFormat: Text.PlainText
                        color: row.isOpen ? Theme.faint : Theme.text
                        wrapMode: Text.Wrap
                        font.pixelSize: Theme.normal
                        font.weight: Font.Medium
                        Accessible.ignored: true
                    }
                    Text {
                        objectName: "connectionStepDetail"
                        Layout.fillWidth: true
                        visible: text.length > 0
                        text: row.detail
                        textFormat: Text.PlainText
                        color: row.stepState === ConnectionStepsModel.Failed ? Theme.bad : Theme.secondary
                        wrapMode: Text.Wrap
                        font.pixelSize: Theme.small
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
