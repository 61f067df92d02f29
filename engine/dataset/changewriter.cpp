// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/changewriter.h"

#include "rdf/vocabulary.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld {

using Place = TripleTable::Place;

// Rows

void ChangeWriter::addRow(const TripleIds &ids, qint64 tid)
{
    see(ids, std::nullopt);
    if (m_parts.triples.add(ids, tid))
        m_log.add(UndoKind::RowAdded, ids, tid);
}

bool ChangeWriter::removeRow(const TripleIds &ids, qint64 tid)
{
    see(ids, std::nullopt);
    const auto from = m_parts.triples.remove(ids, tid);
    if (from)
        m_log.add(*from == Place::Visible ? UndoKind::RowRemoved : UndoKind::HiddenRowRemoved, ids, tid);
    return from.has_value();
}

void ChangeWriter::hide(const TripleIds &ids)
{
    const std::vector<qint64> tids = m_parts.triples.visibleTids(ids);
    watch(ids, !tids.empty());
    removeRow(ids, 0);
    // Most of what is hidden is entailed alone, as the indexes of lists are, and is gone now.
    const bool isLeft = std::any_of(tids.begin(), tids.end(), [](qint64 tid) { return tid != 0; });
    if (isLeft && m_parts.triples.move(ids, Place::Hidden))
        m_log.add(UndoKind::Hidden, ids);
    see(ids, false);
}

void ChangeWriter::show(const TripleIds &ids)
{
    watch(ids);
    see(ids, std::nullopt);
    if (m_parts.triples.move(ids, Place::Visible))
        m_log.add(UndoKind::Shown, ids);
}

/// Remembers how a triple looked before the change, for its report.
void ChangeWriter::watch(const TripleIds &ids)
{
    if (m_sights.count(ids) == 0)
        watch(ids, m_parts.triples.isVisible(ids));
}

void ChangeWriter::watch(const TripleIds &ids, bool isVisible)
{
    m_sights.try_emplace(ids, Sight { isVisible, isVisible });
}

/// Notes how a watched triple looks now, or that this is to be found out.
void ChangeWriter::see(const TripleIds &ids, std::optional<bool> isVisible)
{
    if (m_sights.empty())
        return;
    if (const auto sight = m_sights.find(ids); sight != m_sights.end())
        sight->second.now = isVisible;
}

// Local changes

Result<OperationContent> ChangeWriter::makeLocal(const Patch &patch, const Tid &tid)
{
    OperationContent content;
    QSet<Triple> inserted;
    if (!patch.deletes.empty())
        inserted = QSet<Triple>(patch.inserts.begin(), patch.inserts.end());
    for (const Triple &triple : patch.deletes) {
        // Of a delete and an insert of one triple only the insert remains (wire.md 7).
        if (!inserted.contains(triple))
            deleteLocal(m_parts.find(triple), content);
    }
    deleteHidden(patch, content);
    const qint64 tidId = patch.inserts.empty() ? 0 : m_parts.dictionary.internTid(tid);
    content.inserts.reserve(patch.inserts.size());
    for (const Triple &triple : patch.inserts)
        MLD_TRY(insertLocal(triple, tidId, patch, content));
    for (const TextSplices &splices : patch.splices)
        MLD_TRY(spliceLocal(splices, content));
    entail(patch);
    chooseTexts();
    return content;
}

void ChangeWriter::deleteLocal(const TripleIds &ids, OperationContent &content)
{
    if (!ids.object)
        return;
    TripleTids deleted;
    for (const qint64 tid : m_parts.triples.tids(ids)) {
        watch(ids);
        removeRow(ids, tid);
        if (tid != 0)
            deleted.tids.push_back(m_parts.dictionary.tid(tid));
    }
    if (deleted.tids.empty())
        return;
    deleted.triple = m_parts.triple(ids);
    content.deletes.push_back(std::move(deleted));
}

/// A local write that touches a text's property deletes hidden values for good (semantics.md 12.6).
void ChangeWriter::deleteHidden(const Patch &patch, OperationContent &content)
{
    std::set<Pair> touched;
    const auto touch = [&](const std::vector<Triple> &triples) {
        for (const Triple &triple : triples) {
            const TermId predicate = m_parts.dictionary.find(triple.predicate);
            if (!predicate || !m_parts.isTextProperty(predicate))
                continue;
            // A new subject has no number yet, and hides nothing. Its 0 would stand for all subjects
            // in chooseText(), which would then look through every text of the domain.
            if (const TermId subject = m_parts.dictionary.find(triple.subject))
                touched.emplace(subject, predicate);
        }
    };
    touch(patch.deletes);
    touch(patch.inserts);
    for (const auto &[subject, predicate] : touched) {
        m_contested.emplace(subject, predicate);
        for (const TermId object : m_parts.triples.hiddenObjects(subject, predicate)) {
            const TripleIds ids { subject, predicate, object };
            if (const Triple hidden = m_parts.triple(ids);
                std::find(patch.inserts.begin(), patch.inserts.end(), hidden)
                == patch.inserts.end()) {
                deleteLocal(ids, content);
            }
        }
    }
}

Result<void> ChangeWriter::insertLocal(const Triple &triple, qint64 tid, const Patch &patch,
                                       OperationContent &content)
{
    const TripleIds ids = m_parts.intern(triple);
    const QString &dataId = triple.object.text();
    if (triple.object.datatype() == iris::text) {
        noteText(ids);
        auto state = m_parts.texts.state(ids.object);
        if (!state) {
            auto created = m_parts.texts.createNew(ids.object, patch.newTexts.value(dataId));
            if (!created)
                return created.error();
            m_log.addText(ids.object);
            state = *created;
        }
        content.states.insert(dataId, *state);
    } else if (const auto binary = patch.newBinaries.find(dataId);
               binary != patch.newBinaries.end() && triple.object.isLiteral()) {
        m_parts.storeBinary(dataId, *binary);
        content.binaries.insert(dataId, *binary);
    } else if (triple.object.datatype() == iris::xsdBase64Binary) {
        if (const auto held = m_parts.binary(dataId))
            content.binaries.insert(dataId, *held);
    }
    addRow(ids, tid);
    content.inserts.push_back({ triple, {} });
    return {};
}

Result<void> ChangeWriter::spliceLocal(const TextSplices &splices, OperationContent &content)
{
    const TripleIds ids = m_parts.find(splices.triple);
    std::vector<TextSplice> asked;
    for (const Splice &splice : splices.splices) {
        const auto clamped = [](qint64 value) {
            return qsizetype(std::min<qint64>(value, TSeq::End));
        };
        asked.push_back({ clamped(splice.index), clamped(splice.deleteCount), splice.content });
    }
    if (asked.empty())
        return {};
    QList<TextSplice> done;
    auto edit = m_parts.texts.splice(ids.object, asked, &done);
    if (!edit)
        return edit.error();
    const QByteArray operation = edit->operation.toMsgPack();
    m_log.addEdit(ids.object, operation, edit->revert.toMsgPack());
    content.updates.push_back({ splices.triple, operation });
    noteSplices(splices.triple, done);
    return {};
}

// Remote changes

Result<void> ChangeWriter::makeRemote(const OperationContent &content, const Tid &tid,
                                      Author author)
{
    for (const TripleTids &deleted : content.deletes)
        deleteRemote(deleted);
    const qint64 tidId = content.inserts.empty() ? 0 : m_parts.dictionary.internTid(tid);
    m_change.inserts.reserve(content.inserts.size());
    for (const TripleTids &inserted : content.inserts)
        MLD_TRY(insertRemote(inserted, tidId, content));
    for (const ContentUpdate &update : content.updates)
        MLD_TRY(updateText(update, author));
    chooseTexts();
    return {};
}

void ChangeWriter::deleteRemote(const TripleTids &deleted)
{
    const TripleIds ids = m_parts.find(deleted.triple);
    if (!ids.object)
        return;
    bool removed = false;
    for (const Tid &tid : deleted.tids) {
        const qint64 id = m_parts.dictionary.findTid(tid);
        if (id == 0)
            continue; // a delete of what is not there is not remembered
        watch(ids);
        removed |= removeRow(ids, id);
    }
    // What remains without transaction ids does not keep the triple.
    if (removed && m_parts.triples.tids(ids) == std::vector<qint64> { 0 })
        removeRow(ids, 0);
    if (removed && m_parts.isTextProperty(ids.predicate))
        m_contested.emplace(ids.subject, ids.predicate);
}

Result<void> ChangeWriter::insertRemote(const TripleTids &inserted, qint64 tid,
                                        const OperationContent &content)
{
    const TripleIds ids = m_parts.intern(inserted.triple);
    const Term &object = inserted.triple.object;
    if (object.datatype() == iris::text) {
        noteText(ids);
        const auto state = content.states.find(object.text());
        if (state != content.states.end() && !m_parts.texts.contains(ids.object)) {
            MLD_TRY(m_parts.texts.create(ids.object, *state));
            m_log.addText(ids.object);
            m_created.insert(ids.object);
        }
    } else if (const auto binary = content.binaries.find(object.text());
               binary != content.binaries.end() && object.isLiteral()) {
        m_parts.storeBinary(object.text(), *binary);
    }
    if (m_parts.isTextProperty(ids.predicate)) {
        m_contested.emplace(ids.subject, ids.predicate);
        watch(ids);
    }
    if (inserted.tids.empty())
        addRow(ids, tid);
    for (const Tid &own : inserted.tids)
        addRow(ids, m_parts.dictionary.internTid(own));
    m_change.inserts.push_back(inserted.triple);
    return {};
}

Result<void> ChangeWriter::updateText(const ContentUpdate &update, Author author)
{
    // A text that was deleted here goes on: voiding the delete may bring it back (wire.md 13). One
    // whose data is not held is ignored (semantics.md 11).
    const TermId text = m_parts.dictionary.find(update.triple.object);
    if (!text || m_created.count(text) > 0 || !m_parts.texts.contains(text))
        return {};
    const auto operation = TextOperation::fromMsgPack(update.operation);
    if (!operation)
        return operation.error();
    const auto done = m_parts.texts.apply(text, *operation, author);
    if (!done)
        return done.error();
    m_log.addEdit(text, update.operation, done->revert.toMsgPack());
    noteSplices(update.triple, done->splices);
    return {};
}

// Entailments and competing values

void ChangeWriter::entail(const Patch &patch)
{
    for (const Triple &triple : patch.entailedDeletes) {
        if (const TripleIds ids = m_parts.find(triple); ids.object)
            hide(ids);
    }
    for (const Triple &triple : patch.entailedInserts) {
        const TripleIds ids = m_parts.intern(triple);
        const bool isVisible = m_parts.triples.isVisible(ids);
        watch(ids, isVisible);
        if (isVisible)
            continue;
        if (m_parts.triples.isHidden(ids))
            show(ids);
        else
            addRow(ids, 0);
        see(ids, true);
    }
}

void ChangeWriter::noteText(const TripleIds &ids)
{
    m_parts.noteTextProperty(ids.predicate);
    m_contested.emplace(ids.subject, ids.predicate);
}

void ChangeWriter::chooseTexts()
{
    for (const Pair &pair : m_contested)
        chooseText(pair);
    m_contested.clear();
}

/// Of several values, the text with the greatest id stays and all others are hidden; without a text
/// nothing is (semantics.md 12.6).
void ChangeWriter::chooseText(const Pair &pair)
{
    const auto [subject, predicate] = pair;
    std::vector<TermId> visible;
    m_parts.triples.match({ subject, predicate, 0 }, [&](TermId, TermId, TermId object) {
        visible.push_back(object);
        return true;
    });
    const std::vector<TermId> hidden = m_parts.triples.hiddenObjects(subject, predicate);
    if (visible.size() + hidden.size() < 2 && hidden.empty())
        return;
    TermId chosen = 0;
    QString greatest;
    const auto consider = [&](TermId object) {
        const QString id = m_parts.isText(object) ? m_parts.dictionary.term(object).text()
                                                  : QString();
        if (!id.isNull() && (chosen == 0 || greatest < id)) {
            chosen = object;
            greatest = id;
        }
    };
    std::for_each(visible.begin(), visible.end(), consider);
    std::for_each(hidden.begin(), hidden.end(), consider);
    for (const TermId object : visible) {
        if (chosen != 0 && object != chosen)
            hide({ subject, predicate, object });
    }
    for (const TermId object : hidden) {
        if (chosen == 0 || object == chosen)
            show({ subject, predicate, object });
    }
}

// Undoing

Result<void> ChangeWriter::undo(QByteArrayView undoData)
{
    const auto actions = UndoLog::read(undoData);
    if (!actions)
        return actions.error();
    for (auto action = actions->rbegin(); action != actions->rend(); ++action) {
        if (action->text == 0) {
            watch(action->triple);
            see(action->triple, std::nullopt);
            if (m_parts.isTextProperty(action->triple.predicate))
                m_contested.emplace(action->triple.subject, action->triple.predicate);
        }
        MLD_TRY(undoAction(*action));
    }
    chooseTexts();
    return {};
}

Result<void> ChangeWriter::undoAction(const UndoAction &action)
{
    switch (action.kind) {
    case UndoKind::RowAdded:
        if (removeRow(action.triple, action.tid))
            m_parts.garbage.noteUndone(action.triple, action.tid);
        break;
    case UndoKind::RowRemoved:
        addRow(action.triple, action.tid);
        break;
    case UndoKind::HiddenRowRemoved:
        m_parts.triples.addHidden(action.triple, action.tid);
        break;
    case UndoKind::Hidden:
        m_parts.triples.move(action.triple, Place::Visible);
        break;
    case UndoKind::Shown:
        m_parts.triples.move(action.triple, Place::Hidden);
        break;
    case UndoKind::TextCreated:
        m_parts.texts.remove(action.text);
        break;
    case UndoKind::TextEdited:
        return undoEdit(action);
    }
    return {};
}

Result<void> ChangeWriter::undoEdit(const UndoAction &action)
{
    if (!m_parts.texts.contains(action.text))
        return {};
    auto operation = TextOperation::fromMsgPack(action.operation);
    if (!operation)
        return operation.error();
    auto revert = TextRevert::fromMsgPack(action.revert);
    if (!revert)
        return revert.error();
    const auto done = m_parts.texts.undo(action.text, { *std::move(operation),
                                                        *std::move(revert) });
    if (!done)
        return done.error();
    for (const TripleIds &ids : m_parts.withText(action.text))
        noteSplices(m_parts.triple(ids), done->splices);
    return {};
}

// The report

void ChangeWriter::noteSplices(const Triple &triple, const QList<TextSplice> &splices)
{
    TextSplices noted { triple, {} };
    for (const TextSplice &splice : splices)
        noted.splices.push_back({ splice.index, splice.deleteCount, splice.content });
    if (!noted.splices.empty())
        m_change.splices.push_back(std::move(noted));
}

DatasetChange ChangeWriter::take()
{
    QSet<Triple> hiddenInserts;
    const QSet<Triple> reported(m_change.inserts.begin(), m_change.inserts.end());
    for (const auto &[ids, sight] : m_sights) {
        const bool isVisible = sight.now ? *sight.now : m_parts.triples.isVisible(ids);
        if (sight.before == isVisible && (isVisible || reported.isEmpty()))
            continue;
        const Triple triple = m_parts.triple(ids);
        if (!isVisible)
            hiddenInserts.insert(triple);
        if (sight.before && !isVisible)
            m_change.deletes.push_back(triple);
        else if (!sight.before && isVisible && !reported.contains(triple))
            m_change.inserts.push_back(triple);
    }
    // Only changes of what is visible are reported.
    if (!reported.isEmpty()) {
        std::erase_if(m_change.inserts, [&](const Triple &triple) {
            return hiddenInserts.contains(triple);
        });
    }
    std::erase_if(m_change.splices, [&](const TextSplices &edit) {
        const TripleIds ids = m_parts.find(edit.triple);
        const auto watched = m_sights.find(ids);
        // A text that has just come into view is reported whole.
        return !ids.object || !m_parts.triples.isVisible(ids)
                || (watched != m_sights.end() && !watched->second.before);
    });
    m_change.undo = m_log.takeBytes();
    return std::move(m_change);
}

} // namespace mld
