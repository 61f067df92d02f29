// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/awareness.h"
#include "text/textchange.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QSet>
#include <QTimer>

#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The other members of a notebook who are here now, by name where they have told it.
class PeopleModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A notebook has it")
    /// How many people are here besides oneself.
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// The names of all, or of the first dozen and how many more, for a tooltip.
    Q_PROPERTY(QString names READ names NOTIFY namesChanged)

public:
    enum Role {
        CloneRole = Qt::UserRole + 1,
        NameRole,
        ColourRole,
        InitialRole,
        NoteRole,   ///< the note the person is in; empty if none
        CaretRole,  ///< UTF-16 units; -1 if not in a text
        AnchorRole,
    };
    Q_ENUM(Role)

    struct Person
    {
        AwarenessState state;
        bool isKnown = false;     ///< has told its name
        qint64 heardAt = 0;       ///< milliseconds, monotonic
        qint64 receivedTicks = -1;///< of our own

        /// Empty if it has told none, or only the one that stands for "me" where it was made.
        QString name() const;
    };

    /// A member that has been silent for so long is taken to have gone.
    static constexpr int silenceMs = 40'000;

    explicit PeopleModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return int(m_people.size()); }
    QString names() const;
    const QVector<Person> &people() const { return m_people; }
    /// Where a member's caret is in a note, in UTF-16 units; -1 if it is in none, or another.
    Q_INVOKABLE int caretIn(const QString &note, const QString &clone) const;

    /// The members that are present, as the messaging service tells.
    void setPresent(const QSet<QString> &clones);
    /// `received`: how much of what was written here it has, in own ticks; -1 if that is not known.
    void hear(const AwarenessState &state, qint64 received = -1);
    /// Brings carets in a note past a change of its text.
    void moveCarets(const QString &note, const TextChange &change);
    /// Forgets those who have not been heard of, at `now` (milliseconds, monotonic).
    void forgetSilent(qint64 now);
    /// Note id to the colours of those who are in it, or of the first few.
    QHash<QString, QStringList> coloursByNote() const;

    /// A colour for those who have told none, always the same for one clone.
    static QString colourFor(const QString &clone);

Q_SIGNALS:
    void countChanged();
    void namesChanged();
    void whereaboutsChanged();
    void receiptsChanged();

private:
    int rowOf(const QString &clone) const;
    void append(Person person);
    void removeRow(int row);

    QVector<Person> m_people;
    QElapsedTimer m_clock;
    QTimer m_sweep;
};

} // namespace commonplace
