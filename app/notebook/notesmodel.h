// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notedata.h"
#include "notebook/searchwords.h"

#include <QAbstractListModel>
#include <QCollator>
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
        CreatedRole,
        TagsRole,
        TitlePiecesRole,   ///< while one searches: the title, plain and hit by turns (SearchWords)
        PreviewPiecesRole, ///< the same, of the part of the text that has the words
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
    /// The row of a note; -1 if there is none.
    int rowOf(const QString &id) const;
    /// The shown title as searches compare it; kept for as long as the note is as it is.
    QString letters(const NoteSummary &note) const;
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
    mutable QHash<QString, QString> m_letters; ///< of those that were asked for
};

/// The notes that a list shows: pinned ones first, then in an order of one's choice; those found, if one searches;
/// those with a tag; or those in the trash, the latest first.
class NotesList : public QSortFilterProxyModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A notebook has it")
    /// Whether the trash is shown instead of the notes.
    Q_PROPERTY(bool showsTrash READ showsTrash WRITE setShowsTrash NOTIFY showsTrashChanged)
    Q_PROPERTY(Order order READ order WRITE setOrder NOTIFY orderChanged)
    /// The tag that notes must have; empty for all.
    Q_PROPERTY(QString tag READ tag WRITE setTag NOTIFY tagChanged)
    /// How many rows there are.
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum class Order { Changed, Made, Title };
    Q_ENUM(Order)

    explicit NotesList(QObject *parent = nullptr);

    bool showsTrash() const { return m_showsTrash; }
    void setShowsTrash(bool showsTrash);
    Order order() const { return m_order; }
    void setOrder(Order order);
    QString tag() const { return m_tag; }
    void setTag(const QString &tag);
    int count() const { return rowCount(); }
    /// Shows these only, with these parts of their texts; what was searched for is marked in them.
    void setFound(const SearchWords &words, const QSet<QString> &ids, const QHash<QString, QStringList> &snippets);
    /// Shows all again.
    void clearFound();

    /// The id of the note in a row; empty if there is none.
    Q_INVOKABLE QString idAt(int row) const;
    Q_INVOKABLE int rowOf(const QString &id) const;

    QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void showsTrashChanged();
    void orderChanged();
    void tagChanged();
    void countChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    const NoteSummary &noteAt(const QModelIndex &sourceIndex) const;

    QCollator m_collator;
    Order m_order = Order::Changed;
    QString m_tag;
    QString m_tagKey;
    SearchWords m_words;
    QSet<QString> m_found;
    QHash<QString, QStringList> m_snippets;
    bool m_showsTrash = false;
    bool m_isSearching = false;
};

} // namespace commonplace
