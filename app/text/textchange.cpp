// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textchange.h"

#include <algorithm>
#include <limits>

namespace commonplace {
namespace {

/// Joins splices that come in order: touching ones become one, empty ones vanish.
class SpliceList
{
public:
    void add(const Splice &splice)
    {
        if (splice.removed == 0 && splice.inserted.isEmpty())
            return;
        if (!m_splices.isEmpty()) {
            Splice &last = m_splices.last();
            const qsizetype end = last.position + last.removed;
            if (splice.position <= end) {
                last.removed = std::max(end, splice.position + splice.removed) - last.position;
                last.inserted += splice.inserted;
                return;
            }
        }
        m_splices.append(splice);
    }

    QVector<Splice> take() { return std::move(m_splices); }

private:
    QVector<Splice> m_splices;
};

/// The splices of a change as a stream of keep, remove and insert, which can be taken in pieces.
class Pieces
{
public:
    enum class Kind { Keep, Remove, Insert };

    explicit Pieces(const QVector<Splice> &splices) : m_splices(splices) { }

    bool atEnd() const { return m_next >= m_splices.size(); }

    Kind kind() const
    {
        if (atEnd() || m_position < current().position)
            return Kind::Keep;
        // Within a splice what is inserted comes before what is removed.
        return m_insertTaken < current().inserted.size() ? Kind::Insert : Kind::Remove;
    }

    /// Units left of the piece at hand; after the last splice there is no limit.
    qsizetype length() const
    {
        if (atEnd())
            return std::numeric_limits<qsizetype>::max();
        switch (kind()) {
        case Kind::Keep: return current().position - m_position;
        case Kind::Insert: return current().inserted.size() - m_insertTaken;
        case Kind::Remove: return current().position + current().removed - m_position;
        }
        return 0;
    }

    /// Goes `count` units on; the text, if they are inserted ones.
    QString take(qsizetype count)
    {
        if (kind() == Kind::Insert) {
            const QString text = current().inserted.mid(m_insertTaken, count);
            m_insertTaken += count;
            finishSplice();
            return text;
        }
        m_position += count;
        finishSplice();
        return {};
    }

private:
    const Splice &current() const { return m_splices.at(m_next); }

    void finishSplice()
    {
        if (!atEnd() && m_insertTaken >= current().inserted.size()
            && m_position >= current().position + current().removed) {
            ++m_next;
            m_insertTaken = 0;
        }
    }

    const QVector<Splice> &m_splices;
    qsizetype m_next = 0;
    qsizetype m_position = 0;
    qsizetype m_insertTaken = 0;
};

using Kind = Pieces::Kind;

} // namespace

TextChange::TextChange(const Splice &splice)
{
    if (splice.removed > 0 || !splice.inserted.isEmpty())
        m_splices.append(splice);
}

TextChange::TextChange(QVector<Splice> splices)
{
    std::stable_sort(splices.begin(), splices.end(),
                     [](const Splice &a, const Splice &b) { return a.position < b.position; });
    SpliceList list;
    for (const Splice &splice : std::as_const(splices))
        list.add(splice);
    m_splices = list.take();
}

QString TextChange::applied(const QString &text) const
{
    QString result;
    qsizetype done = 0;
    for (const Splice &splice : m_splices) {
        const qsizetype position = std::min(splice.position, text.size());
        if (position > done)
            result += QStringView(text).mid(done, position - done);
        result += splice.inserted;
        done = std::max(done, std::min(position + splice.removed, text.size()));
    }
    return result += QStringView(text).mid(done);
}

void TextChange::applyTo(QString &text) const
{
    // From last to first, so that positions before the change hold.
    for (auto splice = m_splices.crbegin(); splice != m_splices.crend(); ++splice) {
        const qsizetype position = std::min(splice->position, text.size());
        text.replace(position, std::min(splice->removed, text.size() - position), splice->inserted);
    }
}

TextChange TextChange::inverted(const QString &before) const
{
    QVector<Splice> splices;
    qsizetype shift = 0;
    for (const Splice &splice : m_splices) {
        splices.append({ splice.position + shift, splice.inserted.size(),
                         before.mid(splice.position, splice.removed) });
        shift += splice.inserted.size() - splice.removed;
    }
    return TextChange(std::move(splices));
}

TextChange TextChange::followedBy(const TextChange &next) const
{
    SpliceList list;
    Pieces first(m_splices);
    Pieces second(next.m_splices);
    qsizetype position = 0; // in the text before both
    while (!first.atEnd() || !second.atEnd()) {
        if (first.kind() == Kind::Remove) {
            const qsizetype count = first.length();
            first.take(count);
            list.add({ position, count, {} });
            position += count;
        } else if (second.kind() == Kind::Insert) {
            list.add({ position, 0, second.take(second.length()) });
        } else {
            const qsizetype count = std::min(first.length(), second.length());
            const bool isInsert = first.kind() == Kind::Insert;
            const bool isRemove = second.kind() == Kind::Remove;
            const QString text = first.take(count);
            second.take(count);
            if (isInsert && !isRemove)
                list.add({ position, 0, text });
            else if (!isInsert && isRemove)
                list.add({ position, count, {} });
            if (!isInsert)
                position += count;
        }
    }
    TextChange result;
    result.m_splices = list.take();
    return result;
}

TextChange TextChange::transformed(const TextChange &other, Side side) const
{
    SpliceList list;
    Pieces mine(m_splices);
    Pieces theirs(other.m_splices);
    qsizetype position = 0; // in the text after `other`
    while (!mine.atEnd()) {
        const bool mineInserts = mine.kind() == Kind::Insert;
        const bool theirsInsert = theirs.kind() == Kind::Insert;
        if (mineInserts && (side == Side::Before || !theirsInsert)) {
            list.add({ position, 0, mine.take(mine.length()) });
        } else if (theirsInsert) {
            const qsizetype count = theirs.length();
            theirs.take(count);
            position += count;
        } else {
            const qsizetype count = std::min(mine.length(), theirs.length());
            const bool mineRemoves = mine.kind() == Kind::Remove;
            const bool theirsRemove = theirs.kind() == Kind::Remove;
            mine.take(count);
            theirs.take(count);
            if (mineRemoves && !theirsRemove)
                list.add({ position, count, {} });
            if (!theirsRemove)
                position += count;
        }
    }
    TextChange result;
    result.m_splices = list.take();
    return result;
}

qsizetype TextChange::mapped(qsizetype position, bool pushed) const
{
    qsizetype shift = 0;
    for (const Splice &splice : m_splices) {
        if (splice.position > position || (splice.position == position && !pushed && splice.removed == 0))
            break;
        if (position < splice.position + splice.removed || (position == splice.position && !pushed))
            return splice.position + shift + (pushed ? splice.inserted.size() : 0);
        shift += splice.inserted.size() - splice.removed;
    }
    return position + shift;
}

QVector<Splice> TextChange::inPieces(qsizetype limit) const
{
    QVector<Splice> pieces;
    // From last to first, so that the positions hold.
    for (auto it = m_splices.crbegin(); it != m_splices.crend(); ++it) {
        qsizetype done = 0;
        do {
            qsizetype end = std::min(done + limit, it->inserted.size());
            if (end < it->inserted.size() && it->inserted.at(end - 1).isHighSurrogate()
                && it->inserted.at(end).isLowSurrogate())
                --end;
            pieces.append({ it->position + done, done == 0 ? it->removed : 0, it->inserted.mid(done, end - done) });
            done = end;
        } while (done < it->inserted.size());
    }
    return pieces;
}

TextChange TextChange::between(const QString &before, const QString &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype prefix = 0;
    while (prefix < shorter && before.at(prefix) == after.at(prefix))
        ++prefix;
    qsizetype suffix = 0;
    while (suffix < shorter - prefix
           && before.at(before.size() - 1 - suffix) == after.at(after.size() - 1 - suffix))
        ++suffix;
    if (prefix > 0 && before.at(prefix - 1).isHighSurrogate())
        --prefix;
    if (suffix > 0 && before.at(before.size() - suffix).isLowSurrogate())
        --suffix;
    return TextChange(Splice { prefix, before.size() - prefix - suffix,
                               after.mid(prefix, after.size() - prefix - suffix) });
}

} // namespace commonplace
