// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

import Commonplace

/// Those fields of a service's form that are for everybody, or those that are under "More".
Flow {
    id: root

    property ServiceFields fields: null
    property bool isAdvanced: false

    /// Gives the keyboard to a field, or to the first; whether there is one.
    function takeKeyboard(key: string): bool {
        for (let i = 0; i < repeater.count; ++i) {
            const field = repeater.itemAt(i) as ServiceField;
            if (field && field.visible && (key.length === 0 || field.key === key)) {
                field.takeKeyboard();
                return true;
            }
        }
        return false;
    }

    spacing: 12

    // qmllint disable unqualified
    Repeater {
        id: repeater

        model: root.fields

        ServiceField {
            active: isAdvanced === root.isAdvanced
            width: span === 6 ? root.width : (root.width - root.spacing) * span / 6
            onEdited: value => root.fields.setValue(key, value)
            onFinished: root.fields.finish(key)
        }
    }
    // qmllint enable unqualified
}
