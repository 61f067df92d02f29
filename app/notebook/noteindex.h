// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/indexfile.h"
#include "notebook/notedata.h"
#include "notebook/searchwords.h"

#include <QHash>
#include <QSet>
#include <QMetaType>

#include <memory>

namespace commonplace {

/// A note that a search has found.
struct FoundNote
{
    NoteSummary summary;
    QStringList snippet; ///< in pieces as SearchWords has them; empty if its hits are not in the beginning of its text
};

/// What a notebook's lists and searches need, in a file of its own beside the notebook's store: the summaries of the
/// notes, their texts, and an index of all words by SQLite's FTS5. It holds nothing that the store does not, so it is
/// made anew whenever it does not fit: it knows the clock of the store as it was when all was taken in (time()).
///
/// The words are in the index as searches compare them (searching::indexable), so SQLite only has to take them apart
/// at spaces. FTS5 keeps no text; what it must be told to forget a note again is made from the text that is kept.
///
/// One thread at a time. A notebook that is open has it open in its worker; for one that is not, it can be opened
/// elsewhere, to search in it.
class NoteIndex
{
public:
    struct Contents
    {
        NoteSummary summary;
        QString body;
    };
    /// Which notes have all words, and parts of the texts of the first of them as a list has them.
    struct Found
    {
        QSet<QString> ids;
        QHash<QString, QStringList> snippets;
    };

    /// The file that belongs to a store.
    static QString pathFor(const QString &storePath);
    /// Opens the index, and makes an empty one if there is none, or none that is sound.
    static mld::Result<std::unique_ptr<NoteIndex>> open(const QString &path);

    /// The clock of the store whose notes are all here as they were then; empty if that cannot be said.
    QByteArray time() const;
    void setTime(const QByteArray &time);

    QVector<NoteSummary> summaries() const;
    /// Takes notes in, or what has become of them, all or none. `now` is when notes that are in the trash were first
    /// seen there, if they were not before.
    mld::Result<void> put(const QVector<Contents> &notes, const QDateTime &now);
    /// Forgets notes. What is left of them in the file goes with tidy().
    mld::Result<void> remove(const QStringList &ids);
    /// Does a little of what makes what was removed leave the file; true if there is more to do.
    bool tidy();

    /// All notes that have the words, those in the trash too.
    Found find(const SearchWords &words) const;
    /// The first notes that have the words and are not in the trash: those that have them in the title, then the
    /// latest.
    QVector<FoundNote> best(const SearchWords &words, int most) const;
    /// The notes that link to a title.
    QStringList linkingTo(const QString &title) const;
    /// The notes that went into the trash before `since`, and have been seen there before that.
    QStringList trashedSince(const QDateTime &since) const;

private:
    explicit NoteIndex(std::unique_ptr<IndexFile> file) : m_file(std::move(file)) { }
    mld::Result<void> prepare();
    QByteArray about(const char *key) const;
    void setAbout(const char *key, const QByteArray &value);
    void putOne(const Contents &note, const QDateTime &now);
    void forgetWords(qint64 number, const QString &title, const QString &tags, const QString &body);
    QStringList snippetOf(qint64 number, const SearchWords &words, qint64 &budget) const;

    std::unique_ptr<IndexFile> m_file;
    bool m_mustTidy = false;
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::FoundNote)
