// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
pragma Singleton

import QtQml

/// The codepoints of the symbols font (made by resources/fonts/subset.py).
QtObject {
    readonly property string family: "Commonplace Symbols"

    readonly property string add: "\ue145"
    readonly property string arrowBack: "\ue5c4"
    readonly property string autoStories: "\ue666"
    readonly property string check: "\ue5ca"
    readonly property string checkCircle: "\ue86c"
    readonly property string checklist: "\ue6b1"
    readonly property string chevronRight: "\ue409"
    readonly property string close: "\ue14c"
    readonly property string cloudDone: "\ue2bf"
    readonly property string cloudOff: "\ue2c1"
    readonly property string cloudSync: "\ueb5a"
    readonly property string code: "\ue86f"
    readonly property string computer: "\ue30a"
    readonly property string contentCopy: "\ue14d"
    readonly property string contrast: "\ueb37"
    readonly property string darkMode: "\ue51c"
    readonly property string deleteForever: "\ue92b"
    readonly property string deleteIcon: "\ue872"
    readonly property string description: "\ue873"
    readonly property string edit: "\ue150"
    readonly property string editNote: "\ue745"
    readonly property string error: "\ue000"
    readonly property string formatBold: "\ue238"
    readonly property string formatH1: "\uf85d"
    readonly property string formatItalic: "\ue23f"
    readonly property string formatListBulleted: "\ue241"
    readonly property string hub: "\ue9f4"
    readonly property string info: "\ue88e"
    readonly property string keep: "\ue6aa"
    readonly property string keepOff: "\ue017"
    readonly property string lightMode: "\ue518"
    readonly property string link: "\ue157"
    readonly property string logout: "\ue9ba"
    readonly property string menuBook: "\uea19"
    readonly property string moreHoriz: "\ue5d3"
    readonly property string personAdd: "\ue7fe"
    readonly property string redo: "\ue15a"
    readonly property string restoreFromTrash: "\ue938"
    readonly property string save: "\ue161"
    readonly property string search: "\ue8b6"
    readonly property string settings: "\ue8b8"
    readonly property string undo: "\ue166"
}
