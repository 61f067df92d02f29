// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notecopy.h"

#include "notebook/notedata.h"

namespace commonplace {

Edits copyOf(const QJsonObject &subject, const QString &id, const QString &title)
{
    const NoteSummary note = notedata::summary(subject);
    Edits edits;
    edits.append({ notedata::createNote(id, title.isEmpty() ? note.title : title, {}, note.created) });
    // As a change of its text, so that what is too long for a messaging service goes in pieces.
    if (const QString body = notedata::body(subject); !body.isEmpty())
        edits.append({ {}, id, {}, TextChange(Splice { 0, 0, body }) });
    edits.append({ notedata::setModified(id, note.modified) });
    if (const QStringList keywords = notedata::keywords(subject); !keywords.isEmpty())
        edits.append({ notedata::addKeywords(id, keywords) });
    if (note.isPinned)
        edits.append({ notedata::setPinned(id, true) });
    if (note.trashed.isValid())
        edits.append({ notedata::setTrashed(id, note.trashed) });
    return edits;
}

} // namespace commonplace
