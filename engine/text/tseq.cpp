// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/tseq.h"

#include "text/surrogates_p.h"
#include "text/tseq_p.h"

#include <algorithm>

namespace mld {

using namespace text;

TSeq::TSeq(const QString &pid) : d(std::make_unique<Private>(pid)) { }
TSeq::TSeq(const TSeq &other) : d(std::make_unique<Private>(*other.d)) { }
TSeq::TSeq(TSeq &&other) noexcept = default;
TSeq &TSeq::operator=(TSeq &&other) noexcept = default;
TSeq::~TSeq() = default;

TSeq &TSeq::operator=(const TSeq &other)
{
    if (this != &other)
        d = std::make_unique<Private>(*other.d);
    return *this;
}

QString TSeq::pid() const
{
    return d->tree.pidText(d->ownPid);
}

QString TSeq::text() const
{
    return text(0, length());
}

QString TSeq::text(qsizetype index, qsizetype count) const
{
    index = std::clamp<qsizetype>(index, 0, length());
    count = std::clamp<qsizetype>(count, 0, length() - index);
    if (d->tree.halves() == 0)
        return d->tree.text(quint32(index), quint32(count));
    // Whether a half at either end is one of a pair is for its neighbour to say.
    const qsizetype before = index > 0 ? 1 : 0;
    const qsizetype after = index + count < length() ? 1 : 0;
    QString part = d->tree.text(quint32(index - before), quint32(count + before + after));
    toText(part);
    return part.mid(before, count);
}

qsizetype TSeq::length() const
{
    return d->tree.length();
}

qint64 TSeq::tick() const
{
    return d->tick;
}

void TSeq::raiseTick(qint64 tick)
{
    d->tick = std::max(d->tick, std::min(tick, TextOperation::MaxTick));
}

Result<TextEdit> TSeq::splice(qsizetype index, qsizetype deleteCount, QStringView content)
{
    if (index < 0 || deleteCount < 0) {
        return Error{ErrorCode::BadPattern,
                     QStringLiteral("A splice of a text cannot be at, or delete, a negative number "
                                    "of characters.")};
    }
    if (pid().isEmpty()) {
        return Error{ErrorCode::BadConfiguration,
                     QStringLiteral("A text can be edited only by a clone with an id.")};
    }
    if (content.size() > MaxLength || d->tree.positions() + content.size() + 1 > MaxLength
        || d->tick >= TextOperation::MaxTick)
        return Error{ErrorCode::DeltaTooBig, QStringLiteral("The shared text would be too long.")};
    index = std::min(index, length());
    deleteCount = std::min(deleteCount, length() - index);
    if (deleteCount == 0 && content.isEmpty())
        return TextEdit();
    d->alignToPairs(index, deleteCount);
    QString positions = toPositions(content);
    TextEdit edit = d->splice(quint32(index), quint32(deleteCount), positions);
    toText(positions);
    edit.splice = {index, deleteCount, positions};
    return edit;
}

Result<TextUpdate> TSeq::apply(const TextOperation &operation, const QString &author)
{
    if (!author.isEmpty())
        MLD_TRY(d->checkAuthor(operation, author));
    return d->apply(operation);
}

Result<TextUpdate> TSeq::undo(std::span<const TextLocalOperation> undone,
                              const TextOperation *operation, const QString &author)
{
    TSeq copy = *this;
    QList<TextSplice> splices;
    for (const TextLocalOperation &local : undone) {
        const Result<TextUpdate> back = copy.d->takeBack(local.operation, local.revert);
        MLD_TRY(back);
        splices = composed(splices, back->splices);
    }
    TextUpdate update;
    if (operation) {
        Result<TextUpdate> applied = copy.apply(*operation, author);
        MLD_TRY(applied);
        splices = composed(splices, applied->splices);
        update.revert = std::move(applied->revert);
    }
    update.splices = std::move(splices);
    *this = std::move(copy);
    return update;
}

Result<TextUpdate> TSeq::replay(const TextOperation &operation)
{
    Result<TextUpdate> update = d->apply(operation);
    if (update)
        d->raiseTickBy(operation);
    return update;
}

TextAnchor TSeq::anchorAt(qsizetype index) const
{
    TextAnchor anchor;
    index = std::clamp<qsizetype>(index, 0, length());
    if (index == 0)
        return anchor;
    const Place place = d->tree.placeAt(quint32(index - 1));
    const Chunk &chunk = d->tree.chunk(place.chunk);
    anchor.path = d->tree.pathTo(chunk.array, chunk.index + qint32(place.offset));
    return anchor;
}

qsizetype TSeq::indexOf(const TextAnchor &anchor) const
{
    Id parent = 0;
    for (size_t i = 0; i < anchor.path.size(); ++i) {
        const TextName &name = anchor.path[i];
        const Id list = parent ? d->tree.chunk(parent).children : TextTree::RootList;
        const Id array = d->tree.findArray(list, name.pid);
        if (!array)
            return d->tree.rankOfMissingArray(parent, list, name.pid);
        const Id id = d->tree.chunkAt(array, name.index);
        const quint32 rank = d->tree.rankAt(array, name.index);
        if (!id)
            return rank;
        const Chunk &chunk = d->tree.chunk(id);
        if (i + 1 == anchor.path.size() || chunk.end() != name.index + 1)
            return rank + (chunk.isVisible ? 1 : 0);
        parent = id;
    }
    return 0;
}

Result<> TSeq::check() const
{
    const QString fault = d->tree.check();
    if (fault.isEmpty())
        return {};
    return Error{ErrorCode::Malformed, QStringLiteral("A shared text is damaged: %1.").arg(fault)};
}

} // namespace mld
