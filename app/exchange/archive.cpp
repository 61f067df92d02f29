// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/archive.h"

#include <QCoreApplication>
#include <QFile>

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace commonplace {
namespace {

constexpr size_t blockSize = 64 * 1024;

mld::Error damaged()
{
    return { mld::ErrorCode::Malformed,
             QCoreApplication::translate("Exchange", "The archive is damaged, or is none. Export it once more where it "
                                                     "comes from, and try again.") };
}

} // namespace

mld::Result<void> readArchive(const QString &path, qint64 maxSize,
                              const std::function<bool(const ArchivedFile &)> &take)
{
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), &archive_read_free);
    archive_read_support_format_tar(reader.get());
    archive_read_support_filter_none(reader.get());
    if (archive_read_open_filename(reader.get(), QFile::encodeName(path).constData(), blockSize) != ARCHIVE_OK)
        return damaged();
    for (;;) {
        archive_entry *entry = nullptr;
        const int status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF)
            return {};
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return damaged();
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        ArchivedFile file;
        const char *name = archive_entry_pathname(entry);
        file.name = QString::fromUtf8(name ? name : "");
        file.size = archive_entry_size(entry);
        if (file.size > 0 && file.size <= maxSize) {
            file.bytes.resize(file.size);
            if (archive_read_data(reader.get(), file.bytes.data(), size_t(file.size)) != file.size)
                return damaged();
        }
        file.position = archive_filter_bytes(reader.get(), -1);
        if (!take(file))
            return {};
    }
}

} // namespace commonplace
