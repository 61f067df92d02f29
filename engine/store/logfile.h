// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

struct sqlite3_file;

namespace mld {

/// The name of an SQLite file system that is the default one, save that it writes the write-ahead log in one piece
/// for each commit. SQLite writes the header and the content of each page apart, forty calls of the system for a
/// small change, of which each looks at the file's time, size and pages anew. What is written waits until the log
/// is synced, read or closed, or is too much; since a commit ends with a sync, it is as durable as before.
/// Registered at the first call; null if that fails. From any thread.
const char *logGroupingFileSystem();

/// What is waiting is never written, as it belongs to a transaction that has been undone: it may be what does not
/// fit on a full disk, and less would. `file`: any file of SQLite, or null.
void forgetUnwrittenLog(sqlite3_file *file);

} // namespace mld
