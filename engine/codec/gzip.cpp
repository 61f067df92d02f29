// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace mld::gzip {

namespace {

constexpr int gzipWindow = MAX_WBITS + 16; // how zlib is asked for RFC 1952 in place of RFC 1950
constexpr int memoryLevel = 8;             // zlib's default
constexpr qsizetype firstOutput = 4096;

z_const Bytef *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<z_const Bytef *>(const_cast<char *>(view.data()));
}

Error damaged()
{
    return { ErrorCode::Malformed, QStringLiteral("Compressed data is damaged or too large.") };
}

} // namespace

QByteArray compress(QByteArrayView bytes, Effort effort)
{
    Q_ASSERT(bytes.size() <= std::numeric_limits<int>::max());
    z_stream stream = {};
    const int level = effort == Effort::Quick ? Z_BEST_SPEED : Z_DEFAULT_COMPRESSION;
    if (deflateInit2(&stream, level, Z_DEFLATED, gzipWindow, memoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        qFatal("Out of memory"); // the only way in which this can fail
    }
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = bytesOf(bytes);
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    deflate(&stream, Z_FINISH); // the bound makes it end in one step
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

Result<QByteArray> decompress(QByteArrayView bytes, qint64 limit)
{
    if (bytes.size() > std::numeric_limits<int>::max())
        return damaged();
    z_stream stream = {};
    if (inflateInit2(&stream, gzipWindow) != Z_OK)
        return damaged();
    stream.next_in = bytesOf(bytes);
    stream.avail_in = uInt(bytes.size());
    // The output grows as it fills: the size that the data claims is not to be believed.
    QByteArray result;
    int status = Z_OK;
    while (status == Z_OK && qint64(stream.total_out) <= limit) {
        const qsizetype done = qsizetype(stream.total_out);
        // One byte beyond the limit shows that there is more.
        result.resize(std::min<qint64>(std::max(firstOutput, 2 * done), limit + 1));
        if (result.size() == done)
            break;
        stream.next_out = reinterpret_cast<Bytef *>(result.data()) + done;
        stream.avail_out = uInt(result.size() - done);
        status = inflate(&stream, Z_NO_FLUSH);
        if (status == Z_OK && stream.avail_out != 0)
            status = Z_DATA_ERROR; // all was read, and there is no end
    }
    const bool isWhole = status == Z_STREAM_END && stream.avail_in == 0
            && qint64(stream.total_out) <= limit;
    result.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    if (!isWhole)
        return damaged();
    return result;
}

} // namespace mld::gzip
