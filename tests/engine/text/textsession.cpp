// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "textsession.h"

#include <QJsonDocument>

#include <algorithm>

using namespace mld;

namespace {

QString pidOf(size_t number)
{
    // Not in the order of the replicas, and of different lengths.
    static const char *const pids[] = {"m", "b", "zz", "ba"};
    return QString::fromLatin1(pids[number]);
}

QString contentOf(unsigned seed)
{
    QString content;
    for (unsigned length = 1 + seed % 7 * (seed % 3); length > 0; --length) {
        seed = seed * 1103515245 + 12345;
        content.append(QChar(char16_t('a' + (seed >> 16) % 26)));
    }
    return content;
}

QString jsonOf(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

TextOperation sentAndReceived(const TextOperation &operation)
{
    const auto received = TextOperation::fromMsgPack(operation.toMsgPack());
    return received ? *received : TextOperation();
}

bool isSame(const TextRevert &a, const TextRevert &b)
{
    for (qsizetype run = 0; run < qsizetype(std::max(a.runs.size(), b.runs.size())); ++run) {
        const auto sizeIn = [run](const TextRevert &revert) {
            return run < qsizetype(revert.runs.size()) ? revert.runs[size_t(run)].size() : 0;
        };
        for (qsizetype i = 0; i < qsizetype(std::max(sizeIn(a), sizeIn(b))); ++i) {
            if (a.at(run, i) != b.at(run, i))
                return false;
        }
    }
    return true;
}

} // namespace

TextSession::TextSession(int replicas) : m_sent(size_t(replicas))
{
    for (size_t i = 0; i < size_t(replicas); ++i) {
        TSeq text(pidOf(i));
        const QByteArray base = text.saveState();
        m_replicas.push_back({std::move(text), SlowText(pidOf(i)),
                              std::vector<size_t>(size_t(replicas), 0), base, SlowText(pidOf(i)), {},
                              {}, true});
    }
}

TextAction TextSession::randomAction(std::mt19937 &random)
{
    static const TextAction::Kind kinds[]
        = {TextAction::Insert,  TextAction::Insert,  TextAction::Insert,       TextAction::Delete,
           TextAction::Delete,  TextAction::Replace, TextAction::Append,       TextAction::Deliver,
           TextAction::Deliver, TextAction::Deliver, TextAction::Deliver,      TextAction::Deliver,
           TextAction::Deliver, TextAction::Deliver, TextAction::DeliverFused, TextAction::Reload,
           TextAction::Restart, TextAction::Rebase,  TextAction::Several,      TextAction::TakeBack};
    const auto draw = [&] { return unsigned(random()); };
    return {kinds[draw() % std::size(kinds)], draw(), draw(), draw(), draw()};
}

QString TextSession::toString(const TextAction &action)
{
    return QStringLiteral("{%1,%2u,%3u,%4u,%5u}")
        .arg(int(action.kind))
        .arg(action.replica)
        .arg(action.a)
        .arg(action.b)
        .arg(action.content);
}

QString TextSession::perform(const TextAction &action)
{
    const size_t number = action.replica % m_replicas.size();
    Replica &replica = m_replicas[number];
    const size_t author = (number + 1 + action.a % (m_replicas.size() - 1)) % m_replicas.size();
    switch (action.kind) {
    case TextAction::Insert:
    case TextAction::Delete:
    case TextAction::Replace:
    case TextAction::Append:
    case TextAction::Several:
        return editAndSend(replica, number, action);
    case TextAction::TakeBack:
        return takeBack(replica, action);
    case TextAction::Deliver:
        return isReady(replica, author, replica.seen[author]) ? deliver(replica, author) : QString();
    case TextAction::DeliverFused:
        return deliverFused(replica, number, author, action);
    case TextAction::Reload: {
        const auto loaded = TSeq::load(replica.text.pid(), replica.text.saveState());
        if (!loaded)
            return loaded.error().message;
        replica.text = *loaded;
        return compare(replica);
    }
    case TextAction::Restart:
        return restart(replica);
    case TextAction::Rebase:
        replica.base = replica.text.saveState();
        replica.slowBase = replica.slow;
        replica.log.clear();
        replica.texts.clear();
        replica.isExact = true;
        return {};
    }
    return {};
}

QString TextSession::editAndSend(Replica &replica, size_t number, const TextAction &action)
{
    replica.texts.push_back(replica.text.text());
    TextLocalOperation local;
    if (action.kind != TextAction::Several) {
        if (const QString fault = edit(replica, action, local); !fault.isEmpty())
            return fault;
    } else {
        std::vector<TextLocalOperation> parts;
        std::mt19937 random(action.content);
        for (unsigned n = action.b % 4; n > 0; --n) {
            TextAction part{TextAction::Kind(random() % (TextAction::Append + 1)), 0,
                            unsigned(random()), unsigned(random()), unsigned(random())};
            if (const QString fault = edit(replica, part, parts.emplace_back()); !fault.isEmpty())
                return fault;
        }
        local = TextOperation::fuse(parts);
        // What was set and emptied again leaves no trace for a replay, in positions that nobody sees.
        replica.isExact = false;
    }
    m_sent[number].push_back({local, replica.seen});
    ++replica.seen[number];
    replica.log.push_back(local);
    return compare(replica);
}

QString TextSession::edit(Replica &replica, const TextAction &action, TextLocalOperation &done)
{
    const QString before = replica.text.text();
    const qsizetype index = action.kind == TextAction::Append
        ? TSeq::End
        : qsizetype(action.a % unsigned(before.size() + 2));
    const qsizetype deleteCount
        = action.kind == TextAction::Delete || action.kind == TextAction::Replace
        ? qsizetype(action.b % 6)
        : 0;
    const QString content = action.kind == TextAction::Delete ? QString() : contentOf(action.content);
    const auto edit = replica.text.splice(index, deleteCount, content);
    if (!edit)
        return edit.error().message;
    const TextLocalOperation expected = replica.slow.splice(index, deleteCount, content);
    if (edit->operation != expected.operation)
        return QStringLiteral("operation %1 should be %2")
            .arg(jsonOf(edit->operation.toJson()), jsonOf(expected.operation.toJson()));
    if (!isSame(edit->revert, expected.revert))
        return QStringLiteral("the revert data of an edit is wrong");
    QString spliced = before;
    applySplices(spliced, {edit->splice});
    if (spliced != replica.text.text())
        return QStringLiteral("the splice of an edit is wrong");
    done = {edit->operation, edit->revert};
    return {};
}

// On a copy, since others do not take back: the text is then as it was, and what is applied in the
// same pass comes on top of that.
QString TextSession::takeBack(const Replica &replica, const TextAction &action) const
{
    const size_t count = std::min<size_t>(action.b % 5, replica.log.size());
    if (count == 0)
        return {};
    const std::vector<TextLocalOperation> undone(replica.log.rbegin(),
                                                 replica.log.rbegin() + qsizetype(count));
    TSeq text = replica.text;
    SlowText slow = replica.slow;
    for (const TextLocalOperation &local : undone)
        slow.takeBack(local);
    const bool applies = action.content % 2;
    const QString before = text.text();
    const auto update = text.undo(undone, applies ? &undone.back().operation : nullptr);
    if (!update)
        return update.error().message;
    if (slow.text() != replica.texts[replica.log.size() - count])
        return QStringLiteral("taking back does not give the text from before");
    if (applies && !isSame(update->revert, slow.apply(undone.back().operation)))
        return QStringLiteral("the revert data after taking back is wrong");
    QString spliced = before;
    applySplices(spliced, update->splices);
    if (spliced != text.text())
        return QStringLiteral("the splices of taking back are wrong");
    if (text.text() != slow.text() || text.saveJson() != QJsonValue(slow.state()))
        return QStringLiteral("taking back gives %1 and not %2")
            .arg(jsonOf(text.saveJson()), jsonOf(slow.state()));
    const auto sound = text.check();
    return sound ? QString() : sound.error().message;
}

bool TextSession::isReady(const Replica &replica, size_t author, size_t index) const
{
    if (index >= m_sent[author].size())
        return false;
    const Sent &sent = m_sent[author][index];
    for (size_t i = 0; i < sent.seen.size(); ++i) {
        if (i != author && sent.seen[i] > replica.seen[i])
            return false;
    }
    return true;
}

QString TextSession::deliver(Replica &replica, size_t author)
{
    const Sent &sent = m_sent[author][replica.seen[author]++];
    return receive(replica, sentAndReceived(sent.local.operation), author);
}

// Several operations of one author that follow each other without any of another between, as
// one; perhaps with some before them that are already known here.
QString TextSession::deliverFused(Replica &replica, size_t number, size_t author,
                                  const TextAction &action)
{
    const std::vector<Sent> &sent = m_sent[author];
    const size_t known = replica.seen[author];
    if (number == author || !isReady(replica, author, known))
        return {};
    const auto isContiguous = [&](size_t first, size_t second) {
        for (size_t i = 0; i < m_replicas.size(); ++i) {
            if (i != author && sent[first].seen[i] != sent[second].seen[i])
                return false;
        }
        return true;
    };
    size_t begin = known;
    size_t end = known + 1;
    for (unsigned n = action.b % 4; n > 0 && end < sent.size() && isContiguous(known, end); --n)
        ++end;
    for (unsigned n = action.content % 3; n > 0 && begin > 0 && isContiguous(begin - 1, known); --n)
        --begin;
    std::vector<TextLocalOperation> all;
    std::vector<TextLocalOperation> prefix;
    TextLocalOperation stepwise;
    for (size_t i = begin; i < end; ++i) {
        all.push_back(sent[i].local);
        if (i < known)
            prefix.push_back(sent[i].local);
        stepwise = i == begin
            ? sent[i].local
            : TextOperation::fuse(std::vector<TextLocalOperation>{stepwise, sent[i].local});
    }
    const TextLocalOperation fused = TextOperation::fuse(all);
    if (stepwise.operation != fused.operation || !isSame(stepwise.revert, fused.revert)) {
        if (end - begin > 1)
            return QStringLiteral("fusing step by step gives another operation");
    }
    TextOperation operation = fused.operation;
    if (!prefix.empty())
        operation = TextOperation::cut(TextOperation::fuse(prefix).operation, operation);
    replica.seen[author] = end;
    return receive(replica, sentAndReceived(operation), author);
}

QString TextSession::receive(Replica &replica, const TextOperation &operation, size_t author)
{
    const QString before = replica.text.text();
    const auto update = replica.text.apply(operation, pidOf(author));
    if (!update)
        return update.error().message;
    replica.texts.push_back(before);
    replica.log.push_back({operation, update->revert});
    if (!isSame(update->revert, replica.slow.apply(operation)))
        return QStringLiteral("the revert data of an operation is wrong");
    QString spliced = before;
    applySplices(spliced, update->splices);
    if (spliced != replica.text.text())
        return QStringLiteral("the splices give \"%1\" and not \"%2\"")
            .arg(spliced, replica.text.text());
    for (qsizetype i = 1; i < update->splices.size(); ++i) {
        const TextSplice &last = update->splices[i - 1];
        if (update->splices[i].index <= last.index + last.deleteCount)
            return QStringLiteral("the splices are out of order or could be one");
    }
    return compare(replica);
}

// The base and the log give the same text, in every bit if each operation is as it was made.
QString TextSession::restart(Replica &replica)
{
    Result<TSeq> loaded = TSeq::load(replica.text.pid(), replica.base);
    if (!loaded)
        return loaded.error().message;
    SlowText slow = replica.slowBase;
    for (const TextLocalOperation &local : replica.log) {
        if (const auto replayed = loaded->replay(local.operation); !replayed)
            return replayed.error().message;
        slow.apply(local.operation);
    }
    slow.setTick(replica.slow.tick());
    if (loaded->tick() != replica.text.tick() || loaded->text() != replica.text.text())
        return QStringLiteral("a restart changes the tick or the text");
    if (replica.isExact && loaded->saveState() != replica.text.saveState())
        return QStringLiteral("after a restart the state is %1 and not %2")
            .arg(jsonOf(loaded->saveJson()), jsonOf(replica.text.saveJson()));
    replica.text = std::move(*loaded);
    replica.slow = slow;
    return compare(replica);
}

QString TextSession::compare(const Replica &replica)
{
    if (const auto sound = replica.text.check(); !sound)
        return sound.error().message;
    if (replica.text.text() != replica.slow.text())
        return QStringLiteral("the text is \"%1\" and not \"%2\"")
            .arg(replica.text.text(), replica.slow.text());
    const QJsonValue state = replica.text.saveJson();
    if (state != QJsonValue(replica.slow.state()))
        return QStringLiteral("the state is %1 and not %2")
            .arg(jsonOf(state), jsonOf(replica.slow.state()));
    return {};
}

QString TextSession::finish()
{
    for (bool isMoving = true; isMoving;) {
        isMoving = false;
        for (size_t number = 0; number < m_replicas.size(); ++number) {
            Replica &replica = m_replicas[number];
            for (size_t author = 0; author < m_replicas.size(); ++author) {
                if (author == number || !isReady(replica, author, replica.seen[author]))
                    continue;
                if (const QString fault = deliver(replica, author); !fault.isEmpty())
                    return fault;
                isMoving = true;
            }
        }
    }
    for (const Replica &replica : m_replicas) {
        if (replica.seen != m_replicas[0].seen)
            return QStringLiteral("an operation was not delivered");
        if (replica.text.text() != m_replicas[0].text.text())
            return QStringLiteral("replicas end with \"%1\" and \"%2\"")
                .arg(m_replicas[0].text.text(), replica.text.text());
    }
    return {};
}
