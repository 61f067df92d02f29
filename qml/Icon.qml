// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// One symbol of Icons, in a colour.
Text {
    id: root

    property int size: 20

    width: size
    height: size
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignHCenter
    verticalAlignment: Text.AlignVCenter
    color: Theme.secondary
    font.family: Icons.family
    font.pixelSize: size
    // What points along the line does so in each direction of reading.
    rotation: Theme.isMirrored && (text === Icons.arrowBack || text === Icons.chevronRight) ? 180 : 0
    renderType: Text.QtRendering
    Accessible.ignored: true
}
