// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/notesreader.h"

namespace commonplace {

/// Reads an archive that Joplin has exported (.jex): see NotesReader. Its notebooks become tags.
mld::Result<void> readJoplinFile(const QString &path, ReadReport &report, const TakeNote &take);

} // namespace commonplace
