// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace commonplace {

/// A file in an archive.
struct ArchivedFile
{
    QString name;     ///< its path; nothing is ever written there
    QByteArray bytes; ///< empty for one that is larger than was asked for
    qint64 size = 0;
    qint64 position = 0; ///< how many bytes of the archive have been read, all in all
};

/// Reads a tar archive from front to back, one file at a time. `take` is told each file; false ends the reading. Files
/// larger than `maxSize` bytes come without their bytes. Fails if it is no archive, or ends within a file; what was told
/// until then is sound.
mld::Result<void> readArchive(const QString &path, qint64 maxSize,
                              const std::function<bool(const ArchivedFile &)> &take);

} // namespace commonplace
