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
    static const char *const pids[] = {"m", "b", "zz", "ba", "a", "n", "mm", "z", "c", "0"};
    return QString::fromLatin1(pids[number]);
}

constexpr size_t maxAuthors = 10;

size_t &at(std::vector<size_t> &counts, size_t author)
{
    if (counts.size() <= author)
        counts.resize(author + 1, 0);
    return counts[author];
}

size_t at(const std::vector<size_t> &counts, size_t author)
{
    return author < counts.size() ? counts[author] : 0;
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

QString jsonOfState(const QByteArray &state)
{
    const auto text = TSeq::load(QString(), state);
    return text ? jsonOf(text->saveJson()) : text.error().message;
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
    for (size_t i = 0; i < size_t(replicas); ++i)
        m_replicas.push_back(newReplica(i, TSeq(pidOf(i)), SlowText(pidOf(i)), {}));
}

TextSession::Replica TextSession::newReplica(size_t author, TSeq text, const SlowText &slow,
                                             const Counts &seen)
{
    const QByteArray base = text.saveState();
    return {author, std::move(text), slow, seen, base, slow, {}, {}};
}

TextAction TextSession::randomAction(std::mt19937 &random)
{
    static const TextAction::Kind kinds[]
        = {TextAction::Insert,  TextAction::Insert,  TextAction::Insert,       TextAction::Delete,
           TextAction::Delete,  TextAction::Replace, TextAction::Append,       TextAction::Deliver,
           TextAction::Deliver, TextAction::Deliver, TextAction::Deliver,      TextAction::Deliver,
           TextAction::Deliver, TextAction::Deliver, TextAction::DeliverFused, TextAction::Reload,
           TextAction::Restart, TextAction::Rebase,  TextAction::Several,      TextAction::TakeBack,
           TextAction::Join,    TextAction::Resnapshot};
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
    const Replica &other
        = m_replicas[(number + 1 + action.a % (m_replicas.size() - 1)) % m_replicas.size()];
    const size_t author = action.a % m_sent.size();
    switch (action.kind) {
    case TextAction::Insert:
    case TextAction::Delete:
    case TextAction::Replace:
    case TextAction::Append:
    case TextAction::Several:
        return editAndSend(replica, action);
    case TextAction::TakeBack:
        return takeBack(replica, action);
    case TextAction::Deliver:
        return isReady(replica, author, at(replica.seen, author)) ? deliver(replica, author)
                                                                  : QString();
    case TextAction::DeliverFused:
        return deliverFused(replica, author, action);
    case TextAction::Reload: {
        const auto loaded = action.b % 2
            ? TSeq::load(replica.text.pid(), replica.text.saveState())
            : TSeq::loadCompact(replica.text.pid(), replica.text.saveCompact());
        if (!loaded)
            return loaded.error().message;
        replica.text = *loaded;
        return compare(replica);
    }
    case TextAction::Restart:
        return restart(replica);
    case TextAction::Rebase:
        rebase(replica);
        return {};
    case TextAction::Join:
        return join(replica, other);
    case TextAction::Resnapshot:
        return resnapshot(replica, other);
    }
    return {};
}

QString TextSession::editAndSend(Replica &replica, const TextAction &action)
{
    const size_t logged = replica.log.size();
    if (action.kind != TextAction::Several) {
        if (const QString fault = edit(replica, action); !fault.isEmpty())
            return fault;
    } else {
        std::mt19937 random(action.content);
        for (unsigned n = action.b % 4; n > 0; --n) {
            const TextAction part{TextAction::Kind(random() % (TextAction::Append + 1)), 0,
                                  unsigned(random()), unsigned(random()), unsigned(random())};
            if (const QString fault = edit(replica, part); !fault.isEmpty())
                return fault;
        }
    }
    // What several edits set and emptied again leaves no trace in the fused operation, so the log
    // has them one by one.
    const auto parts = std::span(replica.log).subspan(logged);
    m_sent[replica.author].push_back(
        {parts.size() == 1 ? parts.front() : TextOperation::fuse(parts), replica.seen});
    ++at(replica.seen, replica.author);
    return compare(replica);
}

QString TextSession::edit(Replica &replica, const TextAction &action)
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
    replica.texts.push_back(before);
    replica.log.push_back({edit->operation, edit->revert});
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
    if (text.text() != slow.text() || text.saveState() != slow.state())
        return QStringLiteral("taking back gives %1 and not %2")
            .arg(jsonOf(text.saveJson()), jsonOfState(slow.state()));
    const auto sound = text.check();
    return sound ? QString() : sound.error().message;
}

bool TextSession::isReady(const Replica &replica, size_t author, size_t index) const
{
    if (replica.author == author || index >= m_sent[author].size())
        return false;
    const Sent &sent = m_sent[author][index];
    for (size_t i = 0; i < sent.seen.size(); ++i) {
        if (i != author && sent.seen[i] > at(replica.seen, i))
            return false;
    }
    return true;
}

QString TextSession::deliver(Replica &replica, size_t author)
{
    const Sent &sent = m_sent[author][at(replica.seen, author)++];
    return receive(replica, sentAndReceived(sent.local.operation), author);
}

// Several operations of one author that follow each other without any of another between, as
// one; perhaps with some before them that are already known here.
QString TextSession::deliverFused(Replica &replica, size_t author, const TextAction &action)
{
    const std::vector<Sent> &sent = m_sent[author];
    const size_t known = at(replica.seen, author);
    if (!isReady(replica, author, known))
        return {};
    const auto isContiguous = [&](size_t first, size_t second) {
        for (size_t i = 0; i < m_sent.size(); ++i) {
            if (i != author && at(sent[first].seen, i) != at(sent[second].seen, i))
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
    at(replica.seen, author) = end;
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

// The base and the log give the same text, in every bit.
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
    if (loaded->saveState() != replica.text.saveState())
        return QStringLiteral("after a restart the state is %1 and not %2")
            .arg(jsonOf(loaded->saveJson()), jsonOf(replica.text.saveJson()));
    replica.text = std::move(*loaded);
    replica.slow = slow;
    return compare(replica);
}

void TextSession::rebase(Replica &replica)
{
    replica.base = replica.text.saveState();
    replica.slowBase = replica.slow;
    replica.log.clear();
    replica.texts.clear();
}

// What the replica has sent stays under way, under its own name.
QString TextSession::join(Replica &replica, const Replica &other)
{
    const size_t author = m_sent.size();
    if (author == maxAuthors)
        return {};
    Result<TSeq> loaded = TSeq::load(pidOf(author), other.text.saveState());
    if (!loaded)
        return loaded.error().message;
    m_sent.emplace_back();
    SlowText slow = other.slow;
    slow.setPid(pidOf(author));
    replica = newReplica(author, std::move(*loaded), slow, other.seen);
    return compare(replica);
}

// The state does not show every tick that was used here, and shows the other's own as well.
QString TextSession::resnapshot(Replica &replica, const Replica &other)
{
    for (size_t i = 0; i < replica.seen.size(); ++i) {
        if (replica.seen[i] > at(other.seen, i))
            return {};
    }
    Result<TSeq> loaded = TSeq::load(replica.text.pid(), other.text.saveState());
    if (!loaded)
        return loaded.error().message;
    loaded->raiseTick(replica.text.tick());
    SlowText slow = other.slow;
    slow.setPid(replica.text.pid());
    slow.setTick(std::max(slow.tick(), replica.slow.tick()));
    replica = newReplica(replica.author, std::move(*loaded), slow, other.seen);
    return compare(replica);
}

QString TextSession::compare(const Replica &replica)
{
    if (const auto sound = replica.text.check(); !sound)
        return sound.error().message;
    if (replica.text.text() != replica.slow.text())
        return QStringLiteral("the text is \"%1\" and not \"%2\"")
            .arg(replica.text.text(), replica.slow.text());
    if (replica.text.saveState() != replica.slow.state())
        return QStringLiteral("the state is %1 and not %2")
            .arg(jsonOf(replica.text.saveJson()), jsonOfState(replica.slow.state()));
    return {};
}

QString TextSession::finish()
{
    for (bool isMoving = true; isMoving;) {
        isMoving = false;
        for (Replica &replica : m_replicas) {
            for (size_t author = 0; author < m_sent.size(); ++author) {
                if (!isReady(replica, author, at(replica.seen, author)))
                    continue;
                if (const QString fault = deliver(replica, author); !fault.isEmpty())
                    return fault;
                isMoving = true;
            }
        }
    }
    for (const Replica &replica : m_replicas) {
        for (size_t author = 0; author < m_sent.size(); ++author) {
            // What a process sent that nobody has, and whose place a newcomer took, is for all.
            if (at(replica.seen, author) != m_sent[author].size())
                return QStringLiteral("an operation was not delivered");
        }
        if (replica.text.text() != m_replicas[0].text.text())
            return QStringLiteral("replicas end with \"%1\" and \"%2\"")
                .arg(m_replicas[0].text.text(), replica.text.text());
    }
    return {};
}
