// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notesmodel.h"

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// Which notes of a list are selected, as people know it from lists of files: a click chooses one, Ctrl adds one or
/// takes it away, Shift takes all from the one that was chosen last. What goes out of the list is not selected any more.
class NoteSelection : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(commonplace::NotesList *list READ list WRITE setList NOTIFY listChanged)
    /// How many are selected.
    Q_PROPERTY(int count READ count NOTIFY changed)
    /// Changes whenever the selection does.
    Q_PROPERTY(int revision READ revision NOTIFY changed)

public:
    using QObject::QObject;

    NotesList *list() const { return m_list; }
    void setList(NotesList *list);
    int count() const { return int(m_ids.size()); }
    int revision() const { return m_revision; }

    /// Selects one note alone.
    Q_INVOKABLE void choose(const QString &id);
    Q_INVOKABLE void toggle(const QString &id);
    /// Selects all from the one that was chosen last to this one.
    Q_INVOKABLE void extendTo(const QString &id);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void clear();
    Q_INVOKABLE bool contains(const QString &id) const { return m_ids.contains(id); }
    /// Those that are selected, as the list has them from top to bottom.
    Q_INVOKABLE QStringList ids() const;
    /// What something that is done with a note is done with: all that are selected if it is one of them, or else
    /// itself.
    Q_INVOKABLE QStringList idsWith(const QString &id) const;

Q_SIGNALS:
    void listChanged();
    void changed();

private:
    void set(QSet<QString> ids);
    void forgetMissing();

    QPointer<NotesList> m_list;
    QSet<QString> m_ids;
    QString m_anchor; ///< the one that was chosen last
    int m_revision = 0;
};

} // namespace commonplace
