// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journalpack.h"

#include "codec/gzip.h"
#include "journal/columns_p.h"

#include <QHash>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace mld::journalpack {

namespace {

/// What is said of an entry beside its numbers and bytes.
enum Flag : quint64 {
    IsAgreement = 1,
    HasAttr = 2,
    HasOwnTid = 4, ///< other than the hash of its time
};

constexpr qint64 maxUnpacked = qint64(1) << 30;

Error damaged()
{
    return { ErrorCode::StoreDamaged, u"Old entries of the journal are damaged."_s };
}

bool isWithin(qsizetype at, qsizetype length, qsizetype size)
{
    return at >= 0 && length >= 0 && at <= size && length <= size - at;
}

/// Of two numbers that are mostly close, how far the second is off, without sign.
quint64 zigzag(qint64 difference)
{
    return (quint64(difference) << 1) ^ quint64(difference >> 63);
}

qint64 unzigzag(quint64 number)
{
    return qint64(number >> 1) ^ -qint64(number & 1);
}

/// What the undo data has of the operation word for word, as it does if that edits a text.
struct Overlap
{
    qsizetype length = 0;
    qsizetype inOperation = 0;
    qsizetype inUndo = 0;
};

Overlap overlapOf(QByteArrayView operation, QByteArrayView undo)
{
    constexpr qsizetype least = 16;
    constexpr qsizetype maxLookedAt = 4096; // beyond, the operation is compressed itself
    constexpr qsizetype maxAhead = 32;
    if (operation.size() > maxLookedAt)
        return {};
    for (qsizetype at = 0; at <= std::min(undo.size() - least, maxAhead); ++at) {
        const qsizetype found = operation.indexOf(undo.sliced(at, least));
        if (found < 0)
            continue;
        const QByteArrayView here = undo.sliced(at);
        const QByteArrayView there = operation.sliced(found);
        const auto end = std::mismatch(here.begin(), here.end(), there.begin(), there.end()).first;
        return { end - here.begin(), found, at };
    }
    return {};
}

/// Where in a filter of so many bits a TID shows. By FNV-1a: what is stored must not depend on the machine.
std::array<quint64, 4> placesOf(const Tid &tid, quint64 bits)
{
    quint64 hash = 0xcbf29ce484222325;
    for (const char c : tid)
        hash = (hash ^ uchar(c)) * 0x100000001b3;
    const quint64 step = (hash >> 32) | 1;
    hash &= 0xffffffff;
    return { hash % bits, (hash + step) % bits, (hash + 2 * step) % bits, (hash + 3 * step) % bits };
}

} // namespace

QByteArray pack(std::span<const JournalEntry> entries)
{
    ColumnWriter out;
    QHash<Tid, size_t> places;
    qint64 tick = 0;
    qint64 own = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
        const JournalEntry &entry = entries[i];
        const bool hasOwnTid = entry.tid != entry.time.hash();
        out.number(entry.isAgreement * IsAgreement + entry.attr.has_value() * HasAttr + hasOwnTid * HasOwnTid);
        out.number(quint64(entry.tick - std::exchange(tick, entry.tick)));
        const qint64 ticks = entry.time.ticks();
        out.number(zigzag(ticks - std::exchange(own, ticks)));
        out.number(zigzag(ticks - entry.prevTick));
        // How far back the author's operation before is; mostly it is the entry before, or the one before that.
        const auto before = places.constFind(entry.prevTid);
        out.number(before == places.constEnd() ? 0 : i - *before);
        if (before == places.constEnd())
            out.bytes(Column::Tid, entry.prevTid);
        if (hasOwnTid)
            out.bytes(Column::Tid, entry.tid);
        out.bytes(Column::Time, entry.time.encode());
        out.bytes(Column::Operation, entry.enc);
        const Overlap overlap = overlapOf(entry.enc, entry.undo);
        out.number(quint64(overlap.length));
        if (overlap.length > 0)
            out.number(quint64(overlap.inOperation)).number(quint64(overlap.inUndo));
        out.bytes(Column::Undo, QByteArray(entry.undo).remove(overlap.inUndo, overlap.length));
        if (entry.attr) {
            out.bytes(Column::Attribution, entry.attr->principalId.toUtf8());
            out.bytes(Column::Attribution, entry.attr->signature);
        }
        places.insert(entry.tid, i);
    }
    return gzip::compress(out.take(entries.size()));
}

Result<std::vector<JournalEntry>> unpack(QByteArrayView packed)
{
    const auto plain = gzip::decompress(packed, maxUnpacked);
    if (!plain)
        return damaged();
    ColumnReader in(*plain);
    std::vector<JournalEntry> entries;
    qint64 tick = 0;
    qint64 own = 0;
    for (quint64 left = in.rows(); left > 0 && !in.hasFailed(); --left) {
        JournalEntry entry;
        const quint64 flags = in.number();
        entry.isAgreement = flags & IsAgreement;
        entry.tick = tick += qint64(in.number());
        own += unzigzag(in.number());
        entry.prevTick = own - unzigzag(in.number());
        const quint64 back = in.number();
        if (back > entries.size())
            return damaged();
        entry.prevTid = back == 0 ? in.bytes(Column::Tid) : entries[entries.size() - back].tid;
        if (flags & HasOwnTid)
            entry.tid = in.bytes(Column::Tid);
        auto time = TreeClock::decode(in.bytes(Column::Time));
        if (!time)
            return damaged();
        entry.time = *std::move(time);
        if (!(flags & HasOwnTid))
            entry.tid = entry.time.hash();
        entry.enc = in.bytes(Column::Operation);
        const auto overlap = qsizetype(in.number());
        const qsizetype inOperation = overlap > 0 ? qsizetype(in.number()) : 0;
        const qsizetype inUndo = overlap > 0 ? qsizetype(in.number()) : 0;
        entry.undo = in.bytes(Column::Undo);
        if (!isWithin(inOperation, overlap, entry.enc.size()) || !isWithin(inUndo, 0, entry.undo.size()))
            return damaged();
        entry.undo.insert(inUndo, QByteArrayView(entry.enc).sliced(inOperation, overlap));
        if (flags & HasAttr) {
            const QString principal = QString::fromUtf8(in.bytes(Column::Attribution));
            entry.attr = Attribution { principal, in.bytes(Column::Attribution) };
        }
        entries.push_back(std::move(entry));
    }
    if (in.hasFailed() || entries.empty())
        return damaged();
    return entries;
}

QByteArray filterOf(std::span<const JournalEntry> entries)
{
    QByteArray filter(qsizetype(entries.size()), 0);
    for (const JournalEntry &entry : entries) {
        for (const quint64 place : placesOf(entry.tid, quint64(filter.size()) * 8))
            filter[qsizetype(place / 8)] = char(filter[qsizetype(place / 8)] | (1 << (place % 8)));
    }
    return filter;
}

bool mayContain(QByteArrayView filter, const Tid &tid)
{
    if (filter.isEmpty())
        return false;
    for (const quint64 place : placesOf(tid, quint64(filter.size()) * 8)) {
        if (!((filter[qsizetype(place / 8)] >> (place % 8)) & 1))
            return false;
    }
    return true;
}

} // namespace mld::journalpack
