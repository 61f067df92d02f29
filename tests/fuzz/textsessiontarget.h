// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pieces.h"
#include "targets.h"
#include "text/tseq.h"

#include <vector>

namespace mld::fuzz {

inline void requireSound(const TSeq &text)
{
    require(text.check().isOk());
    require(text.text().size() == text.length());
}

// A refused operation changes nothing; the splices of one that is not refused give the new text.
inline bool applyAny(TSeq &text, const TextOperation &operation, TextRevert &revert)
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

/// A state, and then edits and operations on it: whatever comes in, a text stays sound, a refused
/// operation changes nothing, and splices give the new text.
inline void textSession(QByteArrayView bytes)
{
    Pieces pieces(bytes);
    TSeq text(QStringLiteral("p"));
    if (auto loaded = TSeq::load(QStringLiteral("p"), pieces.piece())) {
        requireSound(*loaded);
        const auto again = TSeq::load(QStringLiteral("p"), loaded->saveState());
        require(again && again->saveState() == loaded->saveState());
        text = std::move(*loaded);
    }
    std::vector<TextLocalOperation> done;
    while (!pieces.isDone()) {
        const int what = pieces.byte();
        if (what % 4 == 0) {
            const qsizetype index = pieces.byte();
            const qsizetype count = pieces.byte() % 16;
            const QString content = QString::fromUtf8(pieces.piece());
            if (auto edit = text.splice(index, count, content))
                done.push_back({std::move(edit->operation), std::move(edit->revert)});
            requireSound(text);
            continue;
        }
        const QByteArrayView piece = pieces.piece();
        const auto operation = TextOperation::fromMsgPack(piece);
        if (!operation) {
            (void)TextRevert::fromMsgPack(piece);
            if (const auto anchor = TextAnchor::fromMsgPack(piece))
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
}

} // namespace mld::fuzz
