// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What was written under a clock that was given up, made again under another: a part of Replica (design.md 2,
// rule 8).
#include "constraint/graphread.h"
#include "protocol/graphdifference.h"
#include "protocol/replica.h"

#include <QCryptographicHash>
#include <QSet>

namespace mld {

namespace {

/// The splice that does to `now` what made `before` into `after`: where others have changed the same
/// place, what they wrote stays, and what was written here follows it.
Splice carriedOver(const QString &before, const QString &after, const QString &now)
{
    Splice own = spliceBetween(before, after);
    const Splice theirs = spliceBetween(before, now);
    if (own == theirs || (own.deleteCount == 0 && own.content.isEmpty()))
        return {};
    if (own.index + own.deleteCount <= theirs.index)
        return own;
    if (own.index >= theirs.index + theirs.deleteCount) {
        own.index += theirs.content.size() - theirs.deleteCount;
        return own;
    }
    return {theirs.index + theirs.content.size(), 0, own.content};
}

} // namespace

/// The operations in doubt as they are to be made again here: under other TIDs, and with their texts renamed.
class Replica::Remaking
{
public:
    Remaking(const OwnEdits &own, const Dataset &dataset) : m_own(own), m_dataset(dataset)
    {
        for (const OwnEdits::Text &text : own.texts)
            m_merged.insert(text.triple.object.text());
    }

    OperationContent remake(const Operation &operation, const Tid &tid);
    /// The texts to be merged with what others have made of them.
    std::vector<OwnEdits::Text> texts() const;

private:
    bool isInserted(const Triple &triple) const { return m_own.states.contains(triple.object.text()); }
    void rename(Triple &triple, OperationContent *content);

    const OwnEdits &m_own;
    const Dataset &m_dataset;
    QHash<Tid, Tid> m_tids;
    QHash<QString, QString> m_names;
    QSet<QString> m_merged; ///< whose edits do not go out as they were made
    std::vector<Triple> m_met; ///< inserted in doubt, and in the domain all the same
};

OperationContent Replica::Remaking::remake(const Operation &operation, const Tid &tid)
{
    OperationContent content = operation.content;
    // Who has the text may have heard of it before the doubt began to show: it stays theirs, and is no news.
    std::erase_if(content.inserts, [this](const TripleTids &insert) {
        const bool isMet = isInserted(insert.triple) && contains(m_dataset, insert.triple);
        if (isMet)
            m_met.push_back(insert.triple);
        return isMet;
    });
    for (TripleTids &insert : content.inserts) {
        for (const Tid &own : std::exchange(insert.tids, {}))
            m_tids.insert(own, tid);
        if (isInserted(insert.triple))
            rename(insert.triple, &content);
    }
    for (TripleTids &deleted : content.deletes) {
        for (Tid &own : deleted.tids)
            own = m_tids.value(own, own);
        rename(deleted.triple, nullptr);
    }
    std::erase_if(content.updates, [this](const ContentUpdate &update) {
        return m_merged.contains(update.triple.object.text()) || isInserted(update.triple);
    });
    return content;
}

/// Elsewhere a text of this name may be held in another state, even where it is not shown, and would then
/// stay so: what is in this one goes into a new text.
void Replica::Remaking::rename(Triple &triple, OperationContent *content)
{
    const QString id = triple.object.text();
    auto name = m_names.find(id);
    if (name == m_names.end()) {
        if (!content || !isInserted(triple))
            return;
        const QByteArray unique = (id + u' ' + m_dataset.pid()).toUtf8();
        const QByteArray digest = QCryptographicHash::hash(unique, QCryptographicHash::Sha1).toHex();
        name = m_names.insert(id, u'c' + QString::fromLatin1(digest));
    }
    triple.object = Term::literal(*name, triple.object.datatype());
    if (content) {
        content->states.remove(id);
        content->states.insert(*name, m_own.states.value(id));
    }
}

std::vector<Replica::OwnEdits::Text> Replica::Remaking::texts() const
{
    std::vector<OwnEdits::Text> texts = m_own.texts;
    for (const Triple &triple : m_met) {
        const QString id = triple.object.text();
        const QString now = m_dataset.textOf(id).value_or(QString());
        const QString own = m_own.contents.value(id);
        // Nobody can tell what both had before: as much as they have in common at both ends.
        const Splice difference = spliceBetween(now, own);
        texts.push_back({triple, QString(now).remove(difference.index, difference.deleteCount), own});
    }
    return texts;
}

Result<void> Replica::makeAgain(const OwnEdits &own)
{
    Remaking remaking(own, m_dataset);
    for (const Operation &operation : own.operations) {
        const TreeClock time = m_time.ticked();
        const OperationContent content = remaking.remake(operation, time.hash());
        if (!content.isEmpty())
            MLD_TRY(makeAgain(content, time));
    }
    Patch patch;
    for (const OwnEdits::Text &text : remaking.texts()) {
        const auto now = m_dataset.textOf(text.triple.object.text());
        const Splice splice = now ? carriedOver(text.before, text.after, *now) : Splice();
        if (splice != Splice() && contains(m_dataset, text.triple))
            patch.splices.push_back({text.triple, {splice}});
    }
    if (patch.splices.empty())
        return {};
    const TreeClock time = m_time.ticked();
    auto local = m_dataset.applyLocal(patch, time.hash());
    if (!local)
        return local.error();
    m_time = time;
    const auto made = makeOwn(local->content, time, local->change);
    return made ? Result<void>() : made.error();
}

Result<void> Replica::makeAgain(const OperationContent &content, const TreeClock &time)
{
    Patch resolution;
    MLD_TRY(m_rules.constraint().apply(m_dataset, m_dataset.preview(content), resolution));
    auto change = m_dataset.applyRemote(content, time.hash(), Author::Self);
    if (!change)
        return change.error();
    defer(resolution);
    m_time = time;
    const auto made = makeOwn(content, time, *change);
    return made ? Result<void>() : made.error();
}

} // namespace mld
