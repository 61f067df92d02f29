// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notefiles.h"

#include "notebook/notedata.h"

namespace commonplace {
namespace {

/// In UTF-16 units. Any messaging service takes a change of this size in one message.
constexpr qsizetype maxInOne = 8'000;

} // namespace

Edits editsOf(const PlainNote &note)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    NoteSummary summary;
    summary.id = notedata::newId();
    summary.title = note.title.simplified();
    summary.created = note.created.isValid() ? note.created : note.modified.isValid() ? note.modified : now;
    summary.modified = note.modified.isValid() ? note.modified : summary.created;
    summary.trashed = note.trashed;
    summary.isPinned = note.isPinned;
    summary.tags = note.tags;
    const bool isShort = note.text.size() <= maxInOne;
    Edits edits { { notedata::createNote(summary, isShort ? note.text : QString()) } };
    if (!isShort)
        edits.append({ {}, summary.id, {}, TextChange(Splice { 0, 0, note.text }) });
    return edits;
}

PlainNote plainNote(const QJsonObject &subject)
{
    const NoteSummary summary = notedata::summary(subject);
    return { summary.title,    notedata::body(subject), notedata::keywords(subject), summary.created,
             summary.modified, summary.trashed,         summary.isPinned };
}

} // namespace commonplace
