// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// The title of a part of a dialog.
Text {
    textFormat: Text.PlainText
    color: Theme.text
    font.pixelSize: Theme.normal
    font.weight: Font.DemiBold
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
