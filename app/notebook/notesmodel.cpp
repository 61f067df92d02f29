// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notesmodel.h"

#include "notebook/notelinks.h"

#include <QLocale>

#include <algorithm>

namespace commonplace {
namespace {

/// Of a title of any length, a list shows and compares the beginning.
constexpr qsizetype shownTitleLength = 300;

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
    case CreatedRole:
        return note.created;
    case TagsRole:
        return note.tags;
    default:
        return {};
    }
}

QHash<int, QByteArray> NotesModel::roleNames() const
{
    return { { IdRole, "noteId" },     { TitleRole, "title" },     { PreviewRole, "preview" },
             { WhenRole, "when" },     { PinnedRole, "isPinned" }, { TrashedRole, "isTrashed" },
             { PeopleRole, "people" }, { ModifiedRole, "modified" },
             { TagsRole, "tags" },     { TitlePiecesRole, "titlePieces" }, { PreviewPiecesRole, "previewPieces" } };
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
            m_letters.remove(note.id);
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
        m_letters.remove(id);
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

int NotesModel::rowOf(const QString &id) const
{
    return m_rows.value(id, -1);
}

const NoteSummary *NotesModel::note(const QString &id) const
{
    const auto row = m_rows.constFind(id);
    return row == m_rows.constEnd() ? nullptr : &m_notes.at(*row);
}

QString NotesModel::letters(const NoteSummary &note) const
{
    QString &letters = m_letters[note.id];
    if (letters.isEmpty())
        letters = searching::indexable(shownTitle(note));
    return letters;
}

QString NotesModel::shownTitle(const NoteSummary &note)
{
    if (!note.title.isEmpty())
        return note.title.left(shownTitleLength);
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

NotesList::NotesList(QObject *parent)
    : QSortFilterProxyModel(parent),
      // The C locale, which programs have where none is set, knows no alphabet.
      m_collator(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale())
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
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
    invalidateFilter(); // all rows are others, and are sorted as they come in
    Q_EMIT showsTrashChanged();
}

void NotesList::setOrder(Order order)
{
    if (m_order == order)
        return;
    m_order = order;
    invalidate();
    Q_EMIT orderChanged();
}

void NotesList::setTag(const QString &tag)
{
    if (m_tag == tag)
        return;
    m_tag = tag;
    m_tagKey = notelinks::key(tag);
    invalidateFilter();
    Q_EMIT tagChanged();
}

void NotesList::setFound(const SearchWords &words, const QSet<QString> &ids, const QHash<QString, QStringList> &snippets)
{
    m_isSearching = true;
    m_words = words;
    m_found = ids;
    m_snippets = snippets;
    invalidateFilter();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), { NotesModel::TitlePiecesRole, NotesModel::PreviewPiecesRole });
}

void NotesList::clearFound()
{
    if (!std::exchange(m_isSearching, false))
        return;
    m_words = {};
    m_found.clear();
    m_snippets.clear();
    invalidateFilter();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), { NotesModel::TitlePiecesRole, NotesModel::PreviewPiecesRole });
}

QString NotesList::idAt(int row) const
{
    return row < 0 || row >= rowCount() ? QString() : noteAt(mapToSource(index(row, 0))).id;
}

int NotesList::rowOf(const QString &id) const
{
    const auto *model = qobject_cast<const NotesModel *>(sourceModel());
    const int row = model ? model->rowOf(id) : -1;
    return row < 0 ? -1 : mapFromSource(model->index(row)).row();
}

const NoteSummary &NotesList::noteAt(const QModelIndex &sourceIndex) const
{
    return static_cast<const NotesModel *>(sourceModel())->notes().at(sourceIndex.row());
}

QVariant NotesList::data(const QModelIndex &index, int role) const
{
    if (role != NotesModel::TitlePiecesRole && role != NotesModel::PreviewPiecesRole)
        return QSortFilterProxyModel::data(index, role);
    if (!m_isSearching || m_words.isEmpty() || !index.isValid())
        return QStringList();
    const NoteSummary &note = noteAt(mapToSource(index));
    if (role == NotesModel::TitlePiecesRole)
        return m_words.pieces(NotesModel::shownTitle(note), shownTitleLength);
    const QStringList snippet = m_snippets.value(note.id);
    return snippet.isEmpty() ? m_words.pieces(note.preview, note.preview.size()) : snippet;
}

bool NotesList::filterAcceptsRow(int row, const QModelIndex &) const
{
    const NoteSummary &note = noteAt(sourceModel()->index(row, 0));
    if (note.trashed.isValid() != m_showsTrash)
        return false;
    const auto isTag = [this](const QString &tag) { return notelinks::key(tag) == m_tagKey; };
    if (!m_tagKey.isEmpty() && std::none_of(note.tags.begin(), note.tags.end(), isTag))
        return false;
    return !m_isSearching || m_found.contains(note.id);
}

bool NotesList::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const NoteSummary &a = noteAt(left);
    const NoteSummary &b = noteAt(right);
    if (m_showsTrash) {
        if (a.trashed != b.trashed)
            return a.trashed > b.trashed;
        return a.id < b.id;
    }
    if (a.isPinned != b.isPinned)
        return a.isPinned;
    if (m_order == Order::Title) {
        if (const int compared = m_collator.compare(NotesModel::shownTitle(a), NotesModel::shownTitle(b)); compared != 0)
            return compared < 0;
    } else if (m_order == Order::Made && a.created != b.created) {
        return a.created > b.created;
    }
    if (a.modified != b.modified)
        return a.modified > b.modified;
    return a.id < b.id;
}

} // namespace commonplace
