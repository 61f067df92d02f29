// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notesmodel.h"

#include <QLocale>

namespace commonplace {
namespace {

/// "spl" finds "Spring plans". Both as searches compare them.
bool hasLetters(const QString &text, const QString &letters)
{
    qsizetype at = 0;
    for (const QChar letter : letters) {
        if (letter.isSpace())
            continue;
        at = text.indexOf(letter, at);
        if (at < 0)
            return false;
        ++at;
    }
    return true;
}

} // namespace

int NotesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_notes.size());
}

QVariant NotesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const NoteSummary &note = m_notes.at(index.row());
    switch (role) {
    case IdRole:
        return note.id;
    case Qt::DisplayRole:
    case TitleRole:
        return shownTitle(note);
    case PreviewRole:
        return note.title.isEmpty() ? QString() : note.preview;
    case WhenRole:
        return ago(note.modified, QDateTime::currentDateTimeUtc());
    case PinnedRole:
        return note.isPinned;
    case TrashedRole:
        return note.trashed.isValid();
    case PeopleRole:
        return m_people.value(note.id);
    case ModifiedRole:
        return note.modified;
    default:
        return {};
    }
}

QHash<int, QByteArray> NotesModel::roleNames() const
{
    return { { IdRole, "noteId" },     { TitleRole, "title" },     { PreviewRole, "preview" },
             { WhenRole, "when" },     { PinnedRole, "isPinned" }, { TrashedRole, "isTrashed" },
             { PeopleRole, "people" }, { ModifiedRole, "modified" } };
}

void NotesModel::put(const QVector<NoteSummary> &notes)
{
    QVector<NoteSummary> added;
    for (const NoteSummary &note : notes) {
        const auto row = m_rows.constFind(note.id);
        if (row == m_rows.constEnd()) {
            m_rows.insert(note.id, int(m_notes.size() + added.size()));
            added.append(note);
        } else if (*row >= m_notes.size()) {
            added[*row - m_notes.size()] = note;
        } else if (m_notes.at(*row) != note) {
            m_notes[*row] = note;
            Q_EMIT dataChanged(index(*row), index(*row));
            Q_EMIT noteChanged(note.id);
        }
    }
    if (added.isEmpty())
        return;
    beginInsertRows({}, int(m_notes.size()), int(m_notes.size() + added.size() - 1));
    m_notes += added;
    endInsertRows();
    for (const NoteSummary &note : std::as_const(added))
        Q_EMIT noteChanged(note.id);
}

void NotesModel::remove(const QStringList &ids)
{
    for (const QString &id : ids) {
        const auto found = m_rows.constFind(id);
        if (found == m_rows.constEnd())
            continue;
        const int row = *found;
        beginRemoveRows({}, row, row);
        m_notes.remove(row);
        m_rows.remove(id);
        for (int &other : m_rows) {
            if (other > row)
                --other;
        }
        endRemoveRows();
        Q_EMIT noteChanged(id);
    }
}

void NotesModel::keepOnly(const QSet<QString> &ids)
{
    QStringList others;
    for (const NoteSummary &note : std::as_const(m_notes)) {
        if (!ids.contains(note.id))
            others.append(note.id);
    }
    remove(others);
}

void NotesModel::setPeople(const QHash<QString, QStringList> &people)
{
    const QHash<QString, QStringList> before = std::exchange(m_people, people);
    for (int row = 0; row < m_notes.size(); ++row) {
        const QString &id = m_notes.at(row).id;
        if (before.value(id) != people.value(id))
            Q_EMIT dataChanged(index(row), index(row), { PeopleRole });
    }
}

void NotesModel::refreshTimes()
{
    if (!m_notes.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_notes.size()) - 1), { WhenRole });
}

const NoteSummary *NotesModel::note(const QString &id) const
{
    const auto row = m_rows.constFind(id);
    return row == m_rows.constEnd() ? nullptr : &m_notes.at(*row);
}

QString NotesModel::shownTitle(const NoteSummary &note)
{
    if (!note.title.isEmpty())
        return note.title;
    return note.preview.isEmpty() ? tr("New note") : note.preview;
}

QString NotesModel::ago(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid())
        return {};
    const QLocale locale;
    const qint64 seconds = when.secsTo(now);
    const qint64 days = when.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (seconds < 60)
        return tr("now");
    if (seconds < 3600)
        return tr("%1 min").arg(seconds / 60);
    if (days == 0)
        return locale.toString(when.toLocalTime().time(), QLocale::ShortFormat);
    if (days == 1)
        return tr("Yesterday");
    if (days < 7)
        return locale.standaloneDayName(when.toLocalTime().date().dayOfWeek(), QLocale::ShortFormat);
    if (when.date().year() == now.date().year())
        return locale.toString(when.toLocalTime().date(), tr("d MMM"));
    return locale.toString(when.toLocalTime().date(), tr("d MMM yyyy"));
}

NotesList::NotesList(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
    connect(this, &QAbstractItemModel::rowsInserted, this, &NotesList::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &NotesList::countChanged);
    connect(this, &QAbstractItemModel::modelReset, this, &NotesList::countChanged);
}

void NotesList::setShowsTrash(bool showsTrash)
{
    if (m_showsTrash == showsTrash)
        return;
    m_showsTrash = showsTrash;
    invalidateFilter();
    Q_EMIT showsTrashChanged();
}

void NotesList::setTitleFilter(const QString &letters)
{
    if (letters == m_titleFilter)
        return;
    m_titleFilter = letters;
    m_titleLetters = notedata::searchable(letters);
    invalidateFilter();
    Q_EMIT titleFilterChanged();
}

void NotesList::setFound(bool isOn, const QSet<QString> &ids)
{
    m_isSearching = isOn;
    m_found = ids;
    invalidateFilter();
}

QString NotesList::idAt(int row) const
{
    return row < 0 || row >= rowCount() ? QString() : index(row, 0).data(NotesModel::IdRole).toString();
}

int NotesList::rowOf(const QString &id) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (index(row, 0).data(NotesModel::IdRole).toString() == id)
            return row;
    }
    return -1;
}

bool NotesList::filterAcceptsRow(int row, const QModelIndex &) const
{
    const QModelIndex note = sourceModel()->index(row, 0);
    if (note.data(NotesModel::TrashedRole).toBool() != m_showsTrash)
        return false;
    if (!m_titleLetters.isEmpty()
        && !hasLetters(notedata::searchable(note.data(NotesModel::TitleRole).toString()), m_titleLetters))
        return false;
    return !m_isSearching || m_found.contains(note.data(NotesModel::IdRole).toString());
}

bool NotesList::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool isLeftPinned = left.data(NotesModel::PinnedRole).toBool();
    if (isLeftPinned != right.data(NotesModel::PinnedRole).toBool())
        return isLeftPinned;
    const QDateTime leftTime = left.data(NotesModel::ModifiedRole).toDateTime();
    const QDateTime rightTime = right.data(NotesModel::ModifiedRole).toDateTime();
    if (leftTime != rightTime)
        return leftTime > rightTime;
    return left.data(NotesModel::IdRole).toString() < right.data(NotesModel::IdRole).toString();
}

} // namespace commonplace
