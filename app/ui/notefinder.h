// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/noteeditor.h"

#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// Find and replace in the open note. The hit that is meant is the one that is selected in the text; hits move with the
/// text while it is written.
class NoteFinder : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(commonplace::NoteEditor *editor READ editor WRITE setEditor NOTIFY editorChanged)
    /// Hits are looked for and marked.
    Q_PROPERTY(bool isActive READ isActive NOTIFY isActiveChanged)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY queryChanged)
    Q_PROPERTY(bool matchesCase READ matchesCase WRITE setMatchesCase NOTIFY queryChanged)
    Q_PROPERTY(bool wholeWords READ wholeWords WRITE setWholeWords NOTIFY queryChanged)
    /// How many there are, and which is selected: from 1 on, 0 for none.
    Q_PROPERTY(int count READ count NOTIFY foundChanged)
    Q_PROPERTY(int current READ current NOTIFY foundChanged)
    /// The same for people, or what was replaced.
    Q_PROPERTY(QString words READ words NOTIFY foundChanged)
    Q_PROPERTY(bool isNotFound READ isNotFound NOTIFY foundChanged)

public:
    /// How many are replaced at once: undo and the others' programs take each of them one by one.
    static constexpr int mostReplaced = 1000;

    explicit NoteFinder(QObject *parent = nullptr) : QObject(parent) { }

    NoteEditor *editor() const { return m_editor; }
    void setEditor(NoteEditor *editor);
    bool isActive() const { return m_isActive; }
    QString text() const { return m_query.text; }
    void setText(const QString &text);
    bool matchesCase() const { return m_query.matchesCase; }
    void setMatchesCase(bool matches);
    bool wholeWords() const { return m_query.wholeWords; }
    void setWholeWords(bool whole);
    int count() const;
    int current() const;
    QString words() const;
    bool isNotFound() const;

    /// Begins to look, for what is selected if that is a part of one line.
    Q_INVOKABLE void open();
    Q_INVOKABLE void close();
    /// Selects the next or previous hit; from the last on, the first.
    Q_INVOKABLE void next();
    Q_INVOKABLE void previous();
    /// Replaces the hit that is selected, and goes on to the next; if none is, only that.
    Q_INVOKABLE void replace(const QString &replacement);
    /// Replaces all, or the first mostReplaced: one step for undo.
    Q_INVOKABLE void replaceAll(const QString &replacement);

Q_SIGNALS:
    void editorChanged();
    void isActiveChanged();
    void queryChanged();
    void foundChanged();
    /// A hit was selected: it should be seen.
    void selected();

private:
    enum class Wanted { Nothing, Here, Next, Previous };

    TextView *area() const { return m_editor ? m_editor->area() : nullptr; }
    void setArea();
    void find();
    void lookAnew();
    void want(Wanted wanted);
    void goOn();
    void forgetReplaced();
    bool isReadyToReplaceAll() const;

    QPointer<NoteEditor> m_editor;
    QPointer<TextView> m_area;
    TextQuery m_query;
    Wanted m_wanted = Wanted::Nothing; ///< is selected once it is known where it is
    QString m_replacement; ///< for all, once they are known
    bool m_replacesAll = false;
    int m_replaced = -1;
    bool m_isActive = false;
};

} // namespace commonplace
