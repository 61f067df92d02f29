// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notedata.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The notes of a notebook, in no order; those in the trash too. Changed row by row.
class NotesModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A notebook has it")

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TitleRole,   ///< as shown: a note without title is called after its first line
        PreviewRole,
        WhenRole,    ///< "2 min", "Yesterday": when it was last changed
        PinnedRole,
        TrashedRole,
        PeopleRole,  ///< colours of those who are in the note
        ModifiedRole,
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Adds notes, or changes those that are there.
    void put(const QVector<NoteSummary> &notes);
    void remove(const QStringList &ids);
    /// Removes all others.
    void keepOnly(const QSet<QString> &ids);
    /// Who is in which note: note id to colours.
    void setPeople(const QHash<QString, QStringList> &people);
    /// The words for times have changed, because time has passed.
    void refreshTimes();

    const NoteSummary *note(const QString &id) const;
    const QVector<NoteSummary> &notes() const { return m_notes; }

    /// The title that people see.
    static QString shownTitle(const NoteSummary &note);
    /// How long ago, in a word.
    static QString ago(const QDateTime &when, const QDateTime &now);

Q_SIGNALS:
    void noteChanged(const QString &id);

private:
    QVector<NoteSummary> m_notes;
    QHash<QString, int> m_rows;
    QHash<QString, QStringList> m_people;
};

/// The notes that a list shows: pinned ones first, then the latest; those found, if one searches;
/// or those in the trash.
class NotesList : public QSortFilterProxyModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A notebook has it")
    /// Whether the trash is shown instead of the notes.
    Q_PROPERTY(bool showsTrash READ showsTrash WRITE setShowsTrash NOTIFY showsTrashChanged)
    /// Letters that titles must have, in their order; empty for all.
    Q_PROPERTY(QString titleFilter READ titleFilter WRITE setTitleFilter NOTIFY titleFilterChanged)
    /// How many rows there are.
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    explicit NotesList(QObject *parent = nullptr);

    bool showsTrash() const { return m_showsTrash; }
    void setShowsTrash(bool showsTrash);
    QString titleFilter() const { return m_titleFilter; }
    void setTitleFilter(const QString &letters);
    int count() const { return rowCount(); }
    /// Shows these only; with `isOn` false, all.
    void setFound(bool isOn, const QSet<QString> &ids);

    /// The id of the note in a row; empty if there is none.
    Q_INVOKABLE QString idAt(int row) const;
    Q_INVOKABLE int rowOf(const QString &id) const;

Q_SIGNALS:
    void showsTrashChanged();
    void titleFilterChanged();
    void countChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_titleFilter;
    QString m_titleLetters; ///< the same, as searches compare it
    bool m_showsTrash = false;
    bool m_isSearching = false;
    QSet<QString> m_found;
};

} // namespace commonplace
