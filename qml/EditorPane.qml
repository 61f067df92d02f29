// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

import Commonplace

/// The open note: its title and its text.
Rectangle {
    id: root

    readonly property Notebook notebook: note.notebook
    property alias noteId: note.noteId
    property alias editor: note
    readonly property bool isNarrow: width < 520
    readonly property bool canWrite: note.isLive && !note.isTrashed

    signal gone
    signal quickSwitch
    signal leave
    signal makeOwn
    signal noteFollowed(id: string)

    /// The clone of the member whose caret is shown once the note is open; empty for none.
    property string soughtClone

    /// Goes to where another member is.
    function goToPerson(clone: string, noteId: string) {
        soughtClone = clone;
        if (noteId === note.noteId && note.isOpen)
            showSought();
        else
            noteFollowed(noteId);
    }
    function showSought() {
        const at = soughtClone.length > 0 ? root.notebook.people.caretIn(note.noteId, soughtClone) : -1;
        soughtClone = "";
        if (at < 0)
            return;
        const top = body.y + body.positionToRectangle(at).y - flick.height / 3;
        flick.contentY = Math.max(0, Math.min(top, flick.contentHeight - flick.height));
    }

    /// Goes to the note that a link in the text leads to; false if there is none at that place.
    function followNoteLink(position: int): bool {
        const title = note.noteLinkAt(position);
        const id = title.length > 0 ? root.notebook.noteCalled(title) : "";
        if (id.length > 0)
            root.noteFollowed(id);
        return id.length > 0;
    }
    function focusBody() {
        body.forceActiveFocus();
    }
    function hasFocus(): bool {
        return body.activeFocus || title.activeFocus || findBar.hasFocus();
    }
    /// Opens the line to find in the note; with `withReplace` the one to replace too.
    function find(withReplace: bool) {
        findBar.open(withReplace);
    }
    /// On to the next hit, or back: opens the line if it is closed.
    function findOn(isBack: bool) {
        if (!noteFinder.isActive)
            findBar.open(false);
        else if (isBack)
            noteFinder.previous();
        else
            noteFinder.next();
    }
    function focusTitle() {
        title.forceActiveFocus();
        title.selectAll();
    }
    function applyLook() {
        note.setLook(Theme.text, Theme.faint, Theme.accent, Theme.done, Theme.code, Theme.secondary, Theme.body,
                     Theme.mono);
    }

    color: Theme.page
    Component.onCompleted: applyLook()

    Connections {
        target: Theme
        function onIsDarkChanged() {
            root.applyLook();
        }
    }

    NoteEditor {
        id: note

        area: body
        onGone: root.gone()
        onIsOpenChanged: {
            if (!isOpen)
                return;
            flick.contentY = 0;
            showingSought.start();
        }
    }
    Timer {
        id: showingSought

        interval: 0 // when the text is laid out
        onTriggered: root.showSought()
    }
    Timer {
        id: finding

        interval: 0 // once the menu has given the keyboard back
        onTriggered: root.find(true)
    }
    NoteFinder {
        id: noteFinder

        editor: note
        onSelected: flick.reveal()
    }

    RowLayout {
        id: bar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.leftMargin: 14
        anchors.rightMargin: 14
        anchors.topMargin: 10
        height: 38
        spacing: 2

        FormatBar {
            Layout.fillWidth: true
            editor: note
            canWrite: root.canWrite
            onUsed: root.focusBody()
        }
        Row {
            id: faces

            readonly property int most: root.width < 280 ? 2 : root.isNarrow ? 3 : 6

            Layout.alignment: Qt.AlignVCenter
            Layout.rightMargin: 8
            spacing: -7

            // qmllint disable unqualified
            Repeater {
                model: root.notebook ? root.notebook.people : null

                Loader {
                    id: face

                    required property int index
                    required property string cloneId
                    required property string name
                    required property string initial
                    required property string noteId
                    required property string colour

                    // Undo and the menu need their room.
                    active: index < faces.most
                    visible: active
                    sourceComponent: AbstractButton {
                        id: person

                        objectName: "face"
                        enabled: face.noteId.length > 0
                        focusPolicy: Qt.TabFocus
                        hoverEnabled: true
                        opacity: face.noteId === note.noteId ? 1 : 0.55
                        text: face.noteId === note.noteId ? qsTr("%1 is in this note").arg(face.name)
                                                          : qsTr("%1 is in this notebook").arg(face.name)
                        Accessible.name: text
                        Accessible.onPressAction: clicked()
                        Keys.onReturnPressed: clicked()
                        Keys.onEnterPressed: clicked()
                        onClicked: root.goToPerson(face.cloneId, face.noteId)

                        contentItem: Avatar {
                            implicitWidth: 30
                            implicitHeight: 30
                            name: face.name
                            initial: face.initial
                            color: face.colour
                            hasRing: true
                            ring: person.visualFocus ? Theme.focusRing : Theme.page
                            Accessible.ignored: true
                        }

                        HoverHandler {
                            cursorShape: person.enabled ? Qt.PointingHandCursor : Qt.ArrowCursor
                        }
                        Tip {
                            text: person.enabled ? qsTr("%1. Click to go there.").arg(person.text) : person.text
                            isWanted: person.hovered
                        }
                    }
                }
            }
            // qmllint enable unqualified
            Avatar {
                objectName: "moreFaces"
                visible: root.notebook !== null && root.notebook.people.count > faces.most
                width: 30
                height: 30
                name: root.notebook ? root.notebook.people.names : ""
                initial: root.notebook ? "+" + (root.notebook.people.count - faces.most) : ""
                color: Theme.secondary
                hasRing: true

                HoverHandler {
                    id: moreHover
                }
                Tip {
                    text: root.notebook ? qsTr("In this notebook: %1").arg(root.notebook.people.names) : ""
                    isWanted: moreHover.hovered
                    width: Math.min(implicitWidth, 320)
                }
            }
        }
        IconButton {
            objectName: "undoButton"
            enabled: note.canUndo && root.canWrite
            icons: Icons.undo
            text: qsTr("Undo")
            tip: qsTr("Undo what you wrote (Ctrl+Z)")
            onClicked: note.undo()
        }
        IconButton {
            enabled: note.canRedo && root.canWrite
            icons: Icons.redo
            text: qsTr("Redo")
            tip: qsTr("Redo (Ctrl+Shift+Z)")
            onClicked: note.redo()
        }
        IconButton {
            id: noteMore

            objectName: "noteMenuButton"
            enabled: note.isOpen
            icons: Icons.moreHoriz
            text: qsTr("Note menu")
            onClicked: noteMenu.popup(noteMore, noteMore.width - noteMenu.width, noteMore.height + 4)

            AppMenu {
                id: noteMenu

                AppMenuItem {
                    text: note.isPinned ? qsTr("Unpin") : qsTr("Pin to the top")
                    icons: note.isPinned ? Icons.keepOff : Icons.keep
                    onTriggered: root.notebook.setPinned(note.noteId, !note.isPinned)
                }
                AppMenuItem {
                    objectName: "findInNote"
                    text: qsTr("Find and replace")
                    icons: Icons.search
                    onTriggered: finding.start()
                }
                AppMenuItem {
                    text: qsTr("Copy the text")
                    icons: Icons.contentCopy
                    onTriggered: note.copyAll()
                }
                AppMenuItem {
                    text: qsTr("Move to the trash")
                    icons: Icons.deleteIcon
                    visible: !note.isTrashed
                    isDangerous: true
                    onTriggered: {
                        root.notebook.trash(note.noteId);
                        root.leave();
                    }
                }
                AppMenuItem {
                    text: qsTr("Take out of the trash")
                    icons: Icons.restoreFromTrash
                    visible: note.isTrashed
                    onTriggered: root.notebook.restore(note.noteId)
                }
            }
        }
    }

    NoticeBar {
        id: notice

        objectName: "editorNotice"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: bar.bottom
        anchors.leftMargin: 24
        anchors.rightMargin: 24
        anchors.topMargin: visible ? 6 : 0
        visible: note.isOpen && root.notebook !== null && root.notebook.problem.length > 0
        isProblem: true
        message: visible ? root.notebook.sentence : ""

        AppButton {
            text: qsTr("Copy the text")
            onClicked: note.copyAll()
        }
        AppButton {
            text: qsTr("Try again")
            isPrimary: true
            onClicked: App.reopen(root.notebook)
        }
    }

    NoticeBar {
        id: strayNotice

        objectName: "strayNotice"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: notice.bottom
        anchors.leftMargin: 24
        anchors.rightMargin: 24
        anchors.topMargin: visible ? 6 : 0
        visible: root.notebook !== null && root.notebook.isStray
        message: qsTr("This notebook was copied or restored from elsewhere. If its original will not be used any "
                      + "more, make this one your own and go on. If others have it, let it use their messaging "
                      + "service in the menu of the notebook.")

        AppButton {
            text: qsTr("Make it my own…")
            isPrimary: true
            onClicked: root.makeOwn()
        }
    }

    FindBar {
        id: findBar

        objectName: "findBar"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: strayNotice.bottom
        anchors.leftMargin: 24
        anchors.rightMargin: 24
        anchors.topMargin: visible ? 6 : 0
        finder: noteFinder
        canWrite: root.canWrite
        visible: noteFinder.isActive && note.isOpen
        onClosed: root.focusBody()
    }

    Flickable {
        id: flick

        readonly property real side: Math.max(24, (width - 720) / 2)

        function reveal() {
            const caret = body.cursorRectangle;
            const top = body.y + caret.y;
            const bottom = top + caret.height;
            if (top < contentY + 24)
                contentY = Math.max(0, top - 24);
            else if (bottom > contentY + height - 24)
                contentY = Math.min(Math.max(0, contentHeight - height), bottom - height + 24);
        }

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: findBar.bottom
        anchors.bottom: parent.bottom
        anchors.topMargin: 6
        visible: note.isOpen
        clip: true
        contentWidth: width
        contentHeight: Math.max(height, body.y + body.implicitHeight + 40)
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: AppScrollBar {}

        TextField {
            id: title

            objectName: "titleField"
            x: flick.side
            y: 18
            width: flick.width - 2 * flick.side
            padding: 0
            text: note.title
            readOnly: !root.canWrite
            placeholderText: qsTr("Title")
            placeholderTextColor: Theme.faint
            color: Theme.text
            selectByMouse: true
            selectionColor: Theme.selection
            selectedTextColor: Theme.text
            font.family: "Inter Display"
            font.pixelSize: 30
            font.weight: Font.Bold
            background: null
            maximumLength: 500
            Accessible.name: qsTr("Title")
            onTextEdited: note.title = text
            onEditingFinished: note.commitTitle()
            Keys.onReturnPressed: root.focusBody()
            Keys.onEnterPressed: root.focusBody()
            Keys.onDownPressed: root.focusBody()
        }

        TextView {
            id: body

            objectName: "bodyArea"
            x: flick.side + 4 // beneath the letters of the title
            y: title.y + title.height + 10
            width: flick.width - 2 * flick.side - 8
            height: Math.max(implicitHeight, flick.height - y)
            viewTop: Math.max(0, flick.contentY - y)
            viewHeight: flick.height
            topPadding: 1
            bottomPadding: 40
            readOnly: !root.canWrite
            selectionColor: Theme.selection
            caretColor: Theme.accent
            hitColor: Theme.hit
            selectedHitColor: Theme.selectedHit
            Accessible.role: Accessible.EditableText
            Accessible.name: qsTr("Text of the note")

            // What the reader looks at stays where it is while others write above it.
            onContentMoved: distance => flick.contentY = Math.max(0, flick.contentY + distance)
            onCaretUsed: {
                if (activeFocus)
                    flick.reveal();
            }
            Keys.onPressed: event => {
                const isPlainControl = event.modifiers === Qt.ControlModifier;
                if (event.matches(StandardKey.Copy)) {
                    note.copy();
                } else if (event.matches(StandardKey.Cut)) {
                    if (root.canWrite)
                        note.cut();
                    else
                        note.copy();
                } else if (event.matches(StandardKey.Paste)) {
                    if (root.canWrite)
                        note.paste();
                } else if (isPlainControl && event.key === Qt.Key_Z) {
                    note.undo();
                } else if ((isPlainControl && event.key === Qt.Key_Y) || (event.key === Qt.Key_Z
                           && event.modifiers === (Qt.ControlModifier | Qt.ShiftModifier))) {
                    note.redo();
                } else if (isPlainControl && event.key === Qt.Key_B) {
                    note.toggleMark("**");
                } else if (isPlainControl && event.key === Qt.Key_I) {
                    note.toggleMark("_");
                } else if (isPlainControl && event.key === Qt.Key_E) {
                    note.toggleMark("`");
                } else if (isPlainControl && (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)) {
                    root.followNoteLink(body.cursorPosition);
                } else if (isPlainControl && event.key === Qt.Key_K) {
                    root.quickSwitch(); // the platform would delete to the end of the line
                } else if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                           && event.modifiers === Qt.NoModifier) {
                    event.accepted = note.continueList();
                    return;
                } else if ((event.key === Qt.Key_Tab && event.modifiers === Qt.NoModifier)
                           || event.key === Qt.Key_Backtab) {
                    event.accepted = note.nestList(event.key === Qt.Key_Backtab);
                    return;
                } else if (event.key === Qt.Key_Escape && noteFinder.isActive) {
                    findBar.leave();
                } else if (event.key === Qt.Key_Up && event.modifiers === Qt.NoModifier
                           && cursorRectangle.y < topPadding + cursorRectangle.height) {
                    title.forceActiveFocus();
                } else {
                    return;
                }
                event.accepted = true;
            }

            Text {
                x: 0
                y: body.positionToRectangle(0).y
                visible: note.isEmpty && note.isOpen && !body.inputMethodComposing
                text: qsTr("Write…")
                textFormat: Text.PlainText
                color: Theme.faint
                font: body.font
                Accessible.ignored: true
            }

            TapHandler {
                acceptedButtons: Qt.LeftButton
                onTapped: (point, button) => {
                    const at = body.positionAt(point.position.x, point.position.y);
                    if (root.canWrite && body.selectionStart === body.selectionEnd && note.toggleBoxAt(at))
                        return;
                    if (point.modifiers & Qt.ControlModifier) {
                        const link = note.linkAt(at);
                        if (link.length > 0)
                            App.openLink(link);
                        else
                            root.followNoteLink(at);
                    }
                }
            }

            PeerCarets {
                anchors.fill: parent
                editor: note
                area: body
            }
        }
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 20
        visible: note.isOpen && note.isTrashed
        width: Math.min(parent.width - 24, 332)
        height: trashRow.implicitHeight + 14
        radius: 10
        color: Theme.raised
        border.width: 1
        border.color: Theme.line

        RowLayout {
            id: trashRow

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: 14
            anchors.verticalCenter: parent.verticalCenter
            spacing: 12

            Text {
                Layout.fillWidth: true
                text: qsTr("This note is in the trash")
                textFormat: Text.PlainText
                Accessible.role: Accessible.StaticText
                Accessible.name: text
                wrapMode: Text.Wrap
                color: Theme.secondary
                font.pixelSize: Theme.normal
            }
            AppButton {
                implicitHeight: 32
                text: qsTr("Take it out")
                onClicked: root.notebook.restore(note.noteId)
            }
        }
    }
}
