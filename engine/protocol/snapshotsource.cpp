// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/snapshotsource.h"

#include "journal/textfusion.h"
#include "protocol/history.h"
#include "protocol/messagesecurity.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace mld {

namespace {

/// How much of a process's last run goes into its operation. The reference fuses its journal up to
/// some 10 kB, and a fusion of another clone's is cut by what was in this one. Packed, it may stand for
/// ten times as much, and all of it is unpacked at once.
constexpr qint64 maxHistoryBytes = 8 << 10;

/// How many bytes of texts and binaries go into one message: the receiver of a slow line must get one well
/// within a network timeout, or it takes the sender for gone.
constexpr qint64 maxBytes = 64 << 10;

/// What comes around an operation in a message.
constexpr qint64 operationOverhead = 128;

bool isLarger(qint64 bytes, qint64 most)
{
    return most > 0 && bytes > most;
}

/// Of the data of texts or binaries, those that some triples refer to.
QHash<QString, QByteArray> dataOf(const std::vector<TripleTids> &triples, const QHash<QString, QByteArray> &data)
{
    QHash<QString, QByteArray> found;
    for (const TripleTids &triple : triples) {
        if (const auto it = data.constFind(triple.triple.object.text()); it != data.cend())
            found.insert(it.key(), it.value());
    }
    return found;
}

} // namespace

SnapshotSource::SnapshotSource(std::unique_ptr<Snapshot> data, const Journal &journal,
                               const GlobalClock &seen, TransportSecurity &security,
                               const OperationContext &context, int triples, qint64 total)
    : m_data(std::move(data)), m_journal(journal), m_security(security), m_context(context),
      m_mostTriples(triples), m_triples(triples), m_total(total)
{
    const QList<Tid> tids = seen.tids();
    // A process that was forked off and has done nothing shows its parent's (wire.md T29).
    for (const Tid &tid : std::set<Tid>(tids.cbegin(), tids.cend())) {
        if (tid != genesisTid && tid != blockedTid)
            m_operations.push_back(tid);
    }
}

Result<std::optional<QByteArray>> SnapshotSource::next(qint64 most)
{
    MLD_TRY(lookAhead(most));
    if (m_ahead.empty())
        return std::optional<QByteArray>();
    for (;;) {
        const bool isLast = m_isAtEnd && m_ahead.size() == 1;
        auto payload = encodeSnapshotBatch(m_ahead.front(), m_context, SnapshotPart{m_given, isLast, m_total});
        if (payload && isLarger(payload->size(), most) && divide())
            continue;
        if (payload && payload->size() < most / 2)
            m_triples = std::min(2 * m_triples, m_mostTriples);
        m_ahead.pop_front();
        ++m_given;
        return payload ? Result<std::optional<QByteArray>>(*std::move(payload)) : payload.error();
    }
}

Result<void> SnapshotSource::lookAhead(qint64 most)
{
    while (!m_isAtEnd && m_ahead.size() < 2) {
        auto following = nextBatch(most);
        if (!following)
            return following.error();
        if (*following)
            m_ahead.push_back(**std::move(following));
        else
            m_isAtEnd = true;
    }
    return {};
}

bool SnapshotSource::divide()
{
    SnapshotBatch &batch = m_ahead.front();
    auto *hidden = std::get_if<HiddenTriples>(&batch);
    OperationContent *content = hidden ? &hidden->content : std::get_if<OperationContent>(&batch);
    if (!content || content->inserts.size() < 2)
        return false;
    const auto middle = content->inserts.begin() + qsizetype(content->inserts.size() / 2);
    OperationContent second;
    second.inserts.assign(std::make_move_iterator(middle), std::make_move_iterator(content->inserts.end()));
    content->inserts.erase(middle, content->inserts.end());
    second.states = dataOf(second.inserts, content->states);
    second.binaries = dataOf(second.inserts, content->binaries);
    content->states = dataOf(content->inserts, content->states);
    content->binaries = dataOf(content->inserts, content->binaries);
    // Those that follow are much the same.
    m_triples = std::max(1, std::min(m_triples, int(content->inserts.size())));
    SnapshotBatch rest = hidden ? SnapshotBatch(HiddenTriples{std::move(second)}) : SnapshotBatch(std::move(second));
    m_ahead.insert(m_ahead.begin() + 1, std::move(rest));
    return true;
}

Result<std::optional<SnapshotBatch>> SnapshotSource::nextBatch(qint64 most)
{
    const qint64 bytes = most > 0 ? std::min(most, maxBytes) : maxBytes;
    auto triples = m_data->next(m_triples, bytes);
    if (!triples)
        return triples.error();
    if (*triples)
        return std::optional<SnapshotBatch>(**std::move(triples));
    auto hidden = m_data->nextHidden(m_triples, bytes);
    if (!hidden)
        return hidden.error();
    if (*hidden)
        return std::optional<SnapshotBatch>(HiddenTriples{**std::move(hidden)});
    while (!m_operations.empty()) {
        const Tid tid = std::move(m_operations.front());
        m_operations.pop_front();
        auto given = operation(tid, most);
        if (!given || *given)
            return given;
    }
    return std::optional<SnapshotBatch>();
}

Result<std::optional<SnapshotBatch>> SnapshotSource::operation(const Tid &tid, qint64 most) const
{
    const auto last = m_journal.operation(tid);
    if (last && isLarger(last->enc.size() + operationOverhead, most))
        return std::optional<SnapshotBatch>();
    // A large one is not unpacked only to be packed again.
    const auto single = [&]() -> Result<std::optional<SnapshotBatch>> {
        auto sealed = decodeTuple(last->enc, m_context);
        auto plain = sealed ? unsealOperation(m_security, *std::move(sealed)) : sealed;
        return plain ? Result<std::optional<SnapshotBatch>>(*std::move(plain)) : plain.error();
    };
    if (last && last->enc.size() > maxHistoryBytes)
        return single();
    auto history = contiguousHistory(m_journal, m_security, m_context, tid, 0, maxHistoryBytes);
    if (!history)
        return history.error();
    if (history->empty())
        return std::optional<SnapshotBatch>();
    const auto fused = fuse(*history, textFusion());
    if (!fused)
        return fused.error();
    auto tuple = encodeOperation(*fused, m_context);
    if (!tuple)
        return tuple.error();
    if (most > 0 && most < maxHistoryBytes + operationOverhead) {
        const auto enc = encodeTuple(*tuple, m_context);
        if (enc && isLarger(enc->size() + operationOverhead, most))
            return last ? single() : std::optional<SnapshotBatch>();
    }
    return std::optional<SnapshotBatch>(*std::move(tuple));
}

} // namespace mld
