// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/notesreader.h"

namespace commonplace {

/// Reads a file that Evernote has exported (.enex): see NotesReader.
mld::Result<void> readEvernoteFile(const QString &path, ReadReport &report, const TakeNote &take);

} // namespace commonplace
