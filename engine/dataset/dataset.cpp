// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/dataset.h"

#include "dataset/changewriter.h"
#include "dataset/snapshotcontents.h"
#include "rdf/vocabulary.h"
#include "store/schema.h"

#include <QSet>

#include <vector>

namespace mld {

Dataset::Dataset(Store &store, const QString &cloneId)
    : d(std::make_unique<DatasetParts>(store, cloneId))
{
}

Dataset::~Dataset() = default;

TermId Dataset::find(const Term &term) const
{
    return d->dictionary.find(term);
}

Term Dataset::term(TermId id) const
{
    return d->dictionary.term(id);
}

std::vector<TermId> Dataset::findEqual(const Term &term) const
{
    return d->dictionary.findEqual(term);
}

void Dataset::match(TermId subject, TermId predicate, TermId object, const Visitor &visit) const
{
    d->triples.match({ subject, predicate, object }, visit);
}

qint64 Dataset::estimate(TermId subject, TermId predicate, TermId object) const
{
    return d->triples.estimate({ subject, predicate, object });
}

void Dataset::matchHidden(const Term &subject, const Term &predicate,
                          const std::function<void(const Triple &)> &visit) const
{
    const TermId s = d->dictionary.find(subject);
    const TermId p = d->dictionary.find(predicate);
    for (const TermId object : d->triples.hiddenObjects(s, p))
        visit({ subject, predicate, d->dictionary.term(object) });
}

std::optional<QString> Dataset::textOf(const QString &valueId) const
{
    const TSeq *text = d->textOf(valueId);
    return text ? std::optional(text->text()) : std::nullopt;
}

void Dataset::setPid(const QString &pid)
{
    d->texts.setPid(pid);
}

std::optional<QByteArray> Dataset::textState(const Term &text) const
{
    if (text.datatype() != iris::text)
        return std::nullopt;
    const TermId id = d->dictionary.find(text);
    return id ? d->texts.state(id) : std::nullopt;
}

std::optional<TextAnchor> Dataset::anchorIn(const QString &valueId, qsizetype index) const
{
    const TSeq *text = d->textOf(valueId);
    return text ? std::optional(text->anchorAt(index)) : std::nullopt;
}

std::optional<qsizetype> Dataset::indexIn(const QString &valueId, const TextAnchor &anchor) const
{
    const TSeq *text = d->textOf(valueId);
    return text ? std::optional(text->indexOf(anchor)) : std::nullopt;
}

std::optional<QByteArray> Dataset::binaryOf(const QString &dataId) const
{
    return d->binary(dataId);
}

bool Dataset::isEmpty() const
{
    return d->triples.isEmpty();
}

Result<LocalChange> Dataset::applyLocal(const Patch &patch, const Tid &tid)
{
    MLD_TRY(d->store.begin());
    ChangeWriter writer(*d);
    auto content = writer.makeLocal(patch, tid);
    if (!content)
        return content.error();
    return LocalChange { *std::move(content), writer.take() };
}

Result<DatasetChange> Dataset::applyRemote(const OperationContent &content, const Tid &tid,
                                           Author author)
{
    MLD_TRY(d->store.begin());
    ChangeWriter writer(*d);
    MLD_TRY(writer.makeRemote(content, tid, author));
    return writer.take();
}

bool Dataset::needsUpkeep() const
{
    return d->texts.needsUpkeep();
}

Result<void> Dataset::upkeep()
{
    MLD_TRY(d->store.begin());
    d->texts.upkeep();
    return {};
}

void Dataset::dropCaches() const
{
    d->dictionary.dropCaches();
}

qint64 Dataset::lookedThrough() const
{
    return d->garbage.lookedThrough();
}

Result<int> Dataset::lookThrough(qint64 tick, QByteArrayView undo, int limit)
{
    MLD_TRY(d->store.begin());
    return d->garbage.lookThrough(tick, undo, limit);
}

void Dataset::journalRewound(qint64 tick)
{
    d->garbage.journalRewound(tick);
}

void Dataset::ticksMoved(qint64 by)
{
    d->garbage.ticksMoved(by);
}

bool Dataset::sweep(qint64 forgotten, qint64 last)
{
    return d->store.begin() && d->garbage.sweep(forgotten, last);
}

Patch Dataset::preview(const OperationContent &content) const
{
    Patch patch;
    for (const TripleTids &deleted : content.deletes) {
        const TripleIds ids = d->find(deleted.triple);
        if (!ids.object)
            continue;
        std::vector<qint64> left = d->triples.tids(ids);
        std::erase(left, 0);
        const size_t held = left.size();
        for (const Tid &tid : deleted.tids)
            std::erase(left, d->dictionary.findTid(tid));
        if (left.empty() && held > 0)
            patch.deletes.push_back(deleted.triple);
    }
    QSet<Triple> inserted;
    for (const TripleTids &insert : content.inserts) {
        inserted.insert(insert.triple);
        patch.inserts.push_back(insert.triple);
    }
    // What is inserted again does not go.
    std::erase_if(patch.deletes, [&](const Triple &triple) { return inserted.contains(triple); });
    patch.newBinaries = content.binaries;
    return patch;
}

DatasetChange Dataset::applyEntailed(const Patch &patch)
{
    (void)d->store.begin();
    ChangeWriter writer(*d);
    writer.entail(patch);
    return writer.take();
}

Result<DatasetChange> Dataset::undo(QByteArrayView undoData)
{
    MLD_TRY(d->store.begin());
    ChangeWriter writer(*d);
    MLD_TRY(writer.undo(undoData));
    return writer.take();
}

Result<QStringList> Dataset::textsIn(QByteArrayView undoData) const
{
    const auto actions = UndoLog::read(undoData);
    if (!actions)
        return actions.error();
    QStringList texts;
    std::unordered_set<TermId> seen;
    for (const UndoAction &action : *actions) {
        if (action.text != 0 && seen.insert(action.text).second)
            texts.append(d->dictionary.term(action.text).text());
    }
    return texts;
}

std::unique_ptr<Snapshot> Dataset::snapshot() const
{
    return std::unique_ptr<Snapshot>(new Snapshot(d->beginSnapshot()));
}

void Dataset::beginLoad()
{
    (void)d->store.begin();
    d->clear();
    d->store.execute(dropTripleIndexes);
    d->dictionary.beginBulk();
}

Result<void> Dataset::load(const OperationContent &batch)
{
    for (const TripleTids &loaded : batch.inserts) {
        const auto ids = d->loadData(loaded.triple, batch);
        if (!ids)
            return ids.error();
        if (loaded.tids.empty())
            d->triples.load(*ids, 0);
        for (const Tid &tid : loaded.tids)
            d->triples.load(*ids, d->dictionary.internTid(tid));
    }
    const auto &error = d->store.error();
    return error ? Result<void>(*error) : Result<void>();
}

Result<void> Dataset::loadHidden(const OperationContent &batch)
{
    for (const TripleTids &loaded : batch.inserts) {
        const auto ids = d->loadData(loaded.triple, batch);
        if (!ids)
            return ids.error();
        // A triple is shown or hidden, never both, whatever a peer may say.
        for (const Tid &tid : loaded.tids) {
            if (!d->triples.isVisible(*ids))
                d->triples.addHidden(*ids, d->dictionary.internTid(tid));
        }
    }
    const auto &error = d->store.error();
    return error ? Result<void>(*error) : Result<void>();
}

void Dataset::endLoad()
{
    d->dictionary.endBulk();
    d->store.execute(createTripleIndexes);
}

void Dataset::succeed(const Dataset &former)
{
    (void)d->store.begin();
    d->texts.raiseFloor(former.d->texts.highestTick());
}

QString Dataset::pid() const
{
    return d->texts.pid();
}

void Dataset::reload()
{
    d->reload();
}

} // namespace mld
