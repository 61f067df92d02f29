// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "store/logfile.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

namespace mld {

namespace {

/// More than small changes ever write; what is larger has few calls for its size anyway.
constexpr std::size_t mostWaiting = 32 * 1024;

/// That of the first call: the size of its files is part of that of ours.
sqlite3_vfs *defaultFileSystem()
{
    static sqlite3_vfs *const system = sqlite3_vfs_find(nullptr);
    return system;
}

/// A write-ahead log. SQLite gives the memory, in which the default file system's own file follows.
struct LogFile : sqlite3_file
{
    std::vector<char> waiting;
    sqlite3_int64 begin = 0; ///< where in the file what is waiting belongs

    sqlite3_file *inner() { return reinterpret_cast<sqlite3_file *>(this + 1); }
    sqlite3_int64 end() const { return begin + sqlite3_int64(waiting.size()); }

    /// What could not be written goes on waiting: whoever comes next gets the error as well.
    int flush()
    {
        if (waiting.empty())
            return SQLITE_OK;
        const int code = inner()->pMethods->xWrite(inner(), waiting.data(), int(waiting.size()), begin);
        if (code == SQLITE_OK)
            waiting.clear();
        return code;
    }
};
static_assert(alignof(LogFile) == alignof(void *) && sizeof(LogFile) % alignof(void *) == 0);

LogFile *logOf(sqlite3_file *file)
{
    return static_cast<LogFile *>(file);
}

/// Passes a call on when nothing is waiting any more.
template <auto Method, typename... Arguments>
int afterFlush(sqlite3_file *file, Arguments... arguments)
{
    LogFile *log = logOf(file);
    const int code = log->flush();
    return code == SQLITE_OK ? (log->inner()->pMethods->*Method)(log->inner(), arguments...) : code;
}

/// Passes a call on that has nothing to do with the content.
template <auto Method, typename... Arguments>
int passOn(sqlite3_file *file, Arguments... arguments)
{
    sqlite3_file *inner = logOf(file)->inner();
    return (inner->pMethods->*Method)(inner, arguments...);
}

int write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    LogFile *log = logOf(file);
    const bool isNext = log->waiting.empty() || at == log->end();
    if (!isNext || log->waiting.size() + std::size_t(size) > mostWaiting) {
        if (const int code = log->flush(); code != SQLITE_OK)
            return code;
    }
    if (std::size_t(size) > mostWaiting)
        return log->inner()->pMethods->xWrite(log->inner(), data, size, at);
    if (log->waiting.empty()) {
        log->waiting.reserve(mostWaiting); // once, and at most this
        log->begin = at;
    }
    const char *bytes = static_cast<const char *>(data);
    log->waiting.insert(log->waiting.end(), bytes, bytes + size);
    return SQLITE_OK;
}

/// What would have been written behind the new end need not be: there may be no room for it.
int truncate(sqlite3_file *file, sqlite3_int64 size)
{
    LogFile *log = logOf(file);
    const sqlite3_int64 kept = std::clamp<sqlite3_int64>(size - log->begin, 0, sqlite3_int64(log->waiting.size()));
    log->waiting.resize(std::size_t(kept));
    return afterFlush<&sqlite3_io_methods::xTruncate, sqlite3_int64>(file, size);
}

/// The file is closed in any case; that what was waiting could not be written is told all the same.
int close(sqlite3_file *file)
{
    LogFile *log = logOf(file);
    const int flushed = log->flush();
    const int closed = log->inner()->pMethods->xClose(log->inner());
    log->~LogFile();
    return flushed == SQLITE_OK ? closed : flushed;
}

const sqlite3_io_methods methods = {
    1, // nothing of what later versions added is for logs
    &close,
    &afterFlush<&sqlite3_io_methods::xRead, void *, int, sqlite3_int64>,
    &write,
    &truncate,
    &afterFlush<&sqlite3_io_methods::xSync, int>,
    &afterFlush<&sqlite3_io_methods::xFileSize, sqlite3_int64 *>,
    &passOn<&sqlite3_io_methods::xLock, int>,
    &passOn<&sqlite3_io_methods::xUnlock, int>,
    &passOn<&sqlite3_io_methods::xCheckReservedLock, int *>,
    &afterFlush<&sqlite3_io_methods::xFileControl, int, void *>,
    &passOn<&sqlite3_io_methods::xSectorSize>,
    &passOn<&sqlite3_io_methods::xDeviceCharacteristics>,
    nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
};

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    sqlite3_vfs *inner = defaultFileSystem();
    if (!(flags & SQLITE_OPEN_WAL))
        return inner->xOpen(inner, name, file, flags, outFlags);
    auto *log = new (file) LogFile();
    const int code = inner->xOpen(inner, name, log->inner(), flags, outFlags);
    // A file is closed if it has methods, whether or not it could be opened.
    if (log->inner()->pMethods) {
        log->pMethods = &methods;
    } else {
        log->~LogFile();
        file->pMethods = nullptr;
    }
    return code;
}

sqlite3_vfs makeFileSystem()
{
    sqlite3_vfs system = *defaultFileSystem();
    system.pNext = nullptr;
    system.zName = "mld-log";
    system.szOsFile += int(sizeof(LogFile));
    system.xOpen = &openFile;
    return system;
}

} // namespace

void forgetUnwrittenLog(sqlite3_file *file)
{
    if (file && file->pMethods == &methods)
        logOf(file)->waiting.clear();
}

const char *logGroupingFileSystem()
{
    static const bool isThere = sqlite3_initialize() == SQLITE_OK && defaultFileSystem();
    if (!isThere)
        return nullptr;
    static sqlite3_vfs system = makeFileSystem();
    static const bool isRegistered = sqlite3_vfs_register(&system, 0) == SQLITE_OK;
    return isRegistered ? system.zName : nullptr;
}

} // namespace mld
