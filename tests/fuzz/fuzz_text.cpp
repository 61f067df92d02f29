// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
<<<<<<< HEAD
#include "targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mld::fuzz::text(QByteArrayView(data, qsizetype(size)));
=======
#include "text/tseq.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace mld;

namespace {

void require(bool holds)
{
    if (!holds)
        abort();
}

void requireSound(const TSeq &text)
{
    require(text.check().isOk());
    require(text.text().size() == text.length());
}

/// Takes the input apart into pieces with a length before each.
class Pieces
{
public:
    Pieces(const uint8_t *data, size_t size) : m_next(data), m_end(data + size) { }

    bool isDone() const { return m_next == m_end; }
    uint8_t byte() { return isDone() ? 0 : *m_next++; }
    QByteArrayView piece()
    {
        size_t size = byte();
        size = std::min(size | size_t(byte()) << 8, size_t(m_end - m_next));
        const QByteArrayView piece(m_next, qsizetype(size));
        m_next += size;
        return piece;
    }

private:
    const uint8_t *m_next;
    const uint8_t *m_end;
};

// A refused operation changes nothing; the splices of one that is not refused give the new text.
bool applyAny(TSeq &text, const TextOperation &operation, TextRevert &revert)
{
    const QByteArray before = text.saveState();
    QString mirror = text.text();
    const auto update = text.apply(operation);
    requireSound(text);
    if (!update) {
        require(text.saveState() == before);
        return false;
    }
    applySplices(mirror, update->splices);
    require(mirror == text.text());
    revert = update->revert;
    return true;
}

} // namespace

/// States and operations from anywhere: nothing may crash, and nothing may leave a text unsound.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Pieces pieces(data, size);
    TSeq text(QStringLiteral("p"));
    if (auto loaded = TSeq::load(QStringLiteral("p"), pieces.piece())) {
        requireSound(*loaded);
        const auto again = TSeq::load(QStringLiteral("p"), loaded->saveState());
        require(again && again->saveState() == loaded->saveState());
        text = std::move(*loaded);
    }
    std::vector<TextLocalOperation> done;
    while (!pieces.isDone()) {
        const uint8_t what = pieces.byte();
        if (what % 4 == 0) {
            const qsizetype index = pieces.byte();
            const qsizetype count = pieces.byte() % 16;
            const QString content = QString::fromUtf8(pieces.piece());
            if (auto edit = text.splice(index, count, content))
                done.push_back({std::move(edit->operation), std::move(edit->revert)});
            requireSound(text);
            continue;
        }
        const QByteArrayView bytes = pieces.piece();
        const auto operation = TextOperation::fromMsgPack(bytes);
        if (!operation) {
            (void)TextRevert::fromMsgPack(bytes);
            if (const auto anchor = TextAnchor::fromMsgPack(bytes))
                require(text.indexOf(*anchor) <= text.length());
            continue;
        }
        require(*TextOperation::fromMsgPack(operation->toMsgPack()) == *operation);
        TextLocalOperation local{*operation, {}};
        if (applyAny(text, *operation, local.revert))
            done.push_back(std::move(local));
        if (what % 4 == 2 && !done.empty()) {
            const TextLocalOperation fused = TextOperation::fuse(done);
            (void)TextOperation::cut(done.front().operation, fused.operation);
            TSeq copy = text;
            const std::vector<TextLocalOperation> undone(done.rbegin(), done.rend());
            QString mirror = copy.text();
            if (const auto update = copy.undo(undone)) {
                applySplices(mirror, update->splices);
                require(mirror == copy.text());
            }
            requireSound(copy);
        }
    }
>>>>>>> ae6be25 (fuzz: read shared texts and their operations)
    return 0;
}
