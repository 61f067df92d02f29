// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/plainnote.h"
#include "result.h"

#include <functional>

namespace commonplace {

/// What has come of reading other programs' notes.
struct ReadReport
{
    /// How many things are told of at most.
    static constexpr qsizetype most = 500;

    int notes = 0;
    int attachments = 0;  ///< pictures and other files, which notes cannot have
    int misfits = 0;      ///< what could not be read, or not as a whole
    QStringList told;     ///< of these the first, each with its name and a reason; for people

    void tell(const QString &name, const QString &reason);
};

/// Is told each note, and how far the reading is, from 0 to 1. False ends it.
using TakeNote = std::function<bool(PlainNote &&note, double progress)>;

/// Reads notes that other programs have written: a folder of Markdown or text files (an Obsidian vault is one; folders
/// within it become tags), one such file, Joplin's archive (.jex), or Evernote's export (.enex). One note at a time is
/// in memory, save what an archive tells at its end. To be called on a thread that may wait for the disk.
///
/// What cannot be read is told in `report`, and the rest goes on. Fails only where nothing can be read at all.
mld::Result<void> readNotes(const QString &path, ReadReport &report, const TakeNote &take);

} // namespace commonplace
