// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notesearch.h"

#include <QCoreApplication>
#include <QFile>
#include <QThreadPool>

#include <algorithm>
#include <vector>

namespace commonplace {
namespace {

constexpr int textDelayMs = 60;
constexpr qsizetype mostRows = 50;
constexpr int mostOfEach = 20; ///< notes that a notebook finds by their texts
constexpr int beginsRank = 0;
constexpr int hasRank = 1;
constexpr int lettersRank = 2;
constexpr int textRank = 3;

/// How well letters fit a title; both as searches compare them. "spl" fits "Spring plans".
int rankOf(const QString &title, const QString &letters)
{
    const qsizetype place = title.indexOf(letters);
    if (place >= 0)
        return place == 0 ? beginsRank : hasRank;
    qsizetype at = 0;
    for (const QChar letter : letters) {
        if (letter == u' ')
            continue;
        at = title.indexOf(letter, at);
        if (at < 0)
            return -1;
        ++at;
    }
    return lettersRank;
}

/// Requests of all searches of this program: each hears the answers to the others' too.
qint64 lastRequest = 0;

} // namespace

NoteSearch::NoteSearch(QObject *parent) : QAbstractListModel(parent)
{
    m_textTimer.setSingleShot(true);
    m_textTimer.setInterval(textDelayMs);
    connect(&m_textTimer, &QTimer::timeout, this, &NoteSearch::lookAtTexts);
}

int NoteSearch::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NoteSearch::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const QString title = NotesModel::shownTitle(row.note);
    switch (role) {
    case NoteRole:
        return row.note.id;
    case NotebookRole:
        return QVariant::fromValue(row.notebook.data());
    case NotebookNameRole:
        return row.notebook ? row.notebook->name() : QString();
    case Qt::DisplayRole:
    case TitleRole:
        return title;
    case TitlePiecesRole:
        return m_words.pieces(title, title.size());
    case PiecesRole: {
        const QString preview = row.note.title.isEmpty() ? QString() : row.note.preview;
        return row.snippet.isEmpty() ? m_words.pieces(preview, preview.size()) : row.snippet;
    }
    case WhenRole:
        return NotesModel::ago(row.note.modified, QDateTime::currentDateTimeUtc());
    default:
        return {};
    }
}

QHash<int, QByteArray> NoteSearch::roleNames() const
{
    return { { NoteRole, "noteId" },           { NotebookRole, "notebook" }, { NotebookNameRole, "notebookName" },
             { TitleRole, "title" },           { TitlePiecesRole, "titlePieces" }, { PiecesRole, "pieces" },
             { WhenRole, "when" } };
}

void NoteSearch::setNotebooks(NotebooksModel *notebooks)
{
    if (notebooks == m_notebooks)
        return;
    m_notebooks = notebooks;
    Q_EMIT notebooksChanged();
    lookAtTitles();
}

void NoteSearch::setCurrent(Notebook *notebook)
{
    if (notebook == m_current)
        return;
    m_current = notebook;
    Q_EMIT currentChanged();
}

void NoteSearch::setOn(bool isOn)
{
    if (std::exchange(m_isOn, isOn) == isOn)
        return;
    Q_EMIT isOnChanged();
    lookAtTitles();
}

void NoteSearch::setWords(const QString &words)
{
    if (words == m_typed)
        return;
    m_typed = words;
    m_words = SearchWords(words);
    Q_EMIT wordsChanged();
    lookAtTitles();
}

QString NoteSearch::noteAt(int row) const
{
    return row < 0 || row >= count() ? QString() : m_rows.at(row).note.id;
}

Notebook *NoteSearch::notebookAt(int row) const
{
    return row < 0 || row >= count() ? nullptr : m_rows.at(row).notebook.data();
}

bool NoteSearch::isBefore(const Candidate &a, const Candidate &b) const
{
    if (a.rank != b.rank)
        return a.rank < b.rank;
    // With no words the latest come first, wherever they are.
    const bool isHere = a.notebook == m_current;
    if (!m_words.isEmpty() && isHere != (b.notebook == m_current))
        return isHere;
    if (a.note->modified != b.note->modified)
        return a.note->modified > b.note->modified;
    return a.note->id < b.note->id;
}

void NoteSearch::lookAtTitles()
{
    m_request = 0; // what was asked before is of no interest any more
    m_textTimer.stop();
    QVector<Row> rows;
    if (m_isOn && m_notebooks) {
        const QString letters = searching::indexable(m_typed);
        // Rows hold copies of what they show: only of those that will be shown.
        std::vector<Candidate> candidates;
        for (int i = 0; i < m_notebooks->count(); ++i) {
            Notebook *notebook = m_notebooks->at(i);
            for (const NoteSummary &note : notebook->allNotes()->notes()) {
                const int rank = note.trashed.isValid() ? -1
                    : letters.isEmpty()                 ? 0
                                                        : rankOf(notebook->allNotes()->letters(note), letters);
                if (rank >= 0)
                    candidates.push_back({ notebook, &note, rank });
            }
        }
        const auto end = candidates.begin() + std::min<std::ptrdiff_t>(std::ptrdiff_t(candidates.size()), mostRows);
        std::partial_sort(candidates.begin(), end, candidates.end(),
                          [this](const Candidate &a, const Candidate &b) { return isBefore(a, b); });
        for (auto it = candidates.begin(); it != end; ++it)
            rows.append({ it->notebook, *it->note, {}, it->rank });
        if (!m_words.isEmpty())
            m_textTimer.start();
    }
    show(std::move(rows));
}

void NoteSearch::lookAtTexts()
{
    if (!m_isOn || !m_notebooks)
        return;
    m_request = ++lastRequest;
    for (int i = 0; i < m_notebooks->count(); ++i) {
        Notebook *notebook = m_notebooks->at(i);
        listenTo(notebook);
        if (notebook->searchBest(m_request, m_words, mostOfEach))
            continue;
        const QString path = NoteIndex::pathFor(m_notebooks->storePath(*notebook));
        if (!QFile::exists(path))
            continue;
        const QPointer<NoteSearch> self(this);
        const QPointer<Notebook> guard(notebook);
        QThreadPool::globalInstance()->start([self, guard, path, words = m_words, request = m_request] {
            const auto index = NoteIndex::open(path);
            if (!index)
                return;
            const QVector<FoundNote> found = (*index)->best(words, mostOfEach);
            // Neither is touched here: they live on the window's thread.
            QMetaObject::invokeMethod(qApp, [self, guard, found, request] {
                if (self && guard && self->m_request == request)
                    self->add(guard, found);
            }, Qt::QueuedConnection);
        });
    }
}

void NoteSearch::listenTo(Notebook *notebook)
{
    disconnect(notebook, &Notebook::foundBest, this, nullptr);
    connect(notebook, &Notebook::foundBest, this, [this, notebook](qint64 request, const QVector<FoundNote> &notes) {
        if (request == m_request)
            add(notebook, notes);
    });
}

void NoteSearch::add(Notebook *notebook, const QVector<FoundNote> &notes)
{
    QVector<Row> rows = m_rows;
    for (const FoundNote &found : notes) {
        const auto known = std::find_if(rows.begin(), rows.end(), [&](const Row &row) {
            return row.notebook == notebook && row.note.id == found.summary.id;
        });
        if (known == rows.end())
            rows.append({ notebook, found.summary, found.snippet, textRank });
        else
            known->snippet = found.snippet;
    }
    std::stable_sort(rows.begin(), rows.end(), [this](const Row &a, const Row &b) {
        return isBefore({ a.notebook, &a.note, a.rank }, { b.notebook, &b.note, b.rank });
    });
    if (rows.size() > mostRows)
        rows.resize(mostRows);
    show(std::move(rows));
}

void NoteSearch::show(QVector<Row> rows)
{
    const auto isSame = [](const Row &a, const Row &b) { return a.notebook == b.notebook && a.note.id == b.note.id; };
    qsizetype same = 0;
    while (same < std::min(rows.size(), m_rows.size()) && isSame(rows.at(same), m_rows.at(same)))
        ++same;
    const qsizetype before = m_rows.size();
    if (before > same) {
        beginRemoveRows({}, int(same), int(before) - 1);
        m_rows.resize(same);
        endRemoveRows();
    }
    for (qsizetype i = 0; i < same; ++i)
        m_rows[i] = rows.at(i);
    if (same > 0)
        Q_EMIT dataChanged(index(0), index(int(same) - 1)); // other words are marked in them
    if (rows.size() > same) {
        beginInsertRows({}, int(same), int(rows.size()) - 1);
        m_rows += rows.mid(same);
        endInsertRows();
    }
    if (before != m_rows.size())
        Q_EMIT countChanged();
}

} // namespace commonplace
