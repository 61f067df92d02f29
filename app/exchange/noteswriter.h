// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/plainnote.h"
#include "result.h"

#include <QHash>


namespace commonplace {

/// Writes notes into a folder, a Markdown file each, which readNotes() reads as the same notes. To be used on a thread
/// that may wait for the disk.
class NotesWriter
{
public:
    /// The folder is made if it is not there. No file that stands in it is ever overwritten.
    explicit NotesWriter(const QString &folder) : m_folder(folder) { }

    mld::Result<void> write(const PlainNote &note);
    int written() const { return m_written; }

    /// A title as the name of a file on any system, without its ending; never empty, nor longer than 120 bytes in UTF-8.
    static QString fileName(const QString &title);

private:
    QString m_folder;
    QHash<QString, int> m_lastNumbers; ///< of the names that were written, in lower case: some disks know no other
    int m_written = 0;
};

} // namespace commonplace
