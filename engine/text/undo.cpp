// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/undo.h"

#include <algorithm>

namespace mld {

TextUndo::TextUndo(qsizetype length, int limit) : m_limit(std::max(1, limit))
{
    reset(length);
}

void TextUndo::reset(qsizetype length)
{
    m_segments.clear();
    if (length > 0)
        m_segments.push_back({length, 0, 0, {}});
    m_first = 1;
    m_last = m_end = 0;
    m_isGroupOpen = false;
}

bool TextUndo::isVisible(const Segment &segment) const
{
    return !(segment.inserted && isUndone(segment.inserted))
        && (!segment.deleted || isUndone(segment.deleted));
}

// The first segment at a place between visible units: hidden ones there come after the place.
size_t TextUndo::splitAt(qsizetype index)
{
    size_t i = 0;
    for (; index > 0; ++i) {
        if (!isVisible(m_segments[i]))
            continue;
        if (m_segments[i].length > index) {
            Segment rest = m_segments[i];
            rest.length -= index;
            m_segments[i].length = index;
            m_segments.insert(m_segments.begin() + qsizetype(i) + 1, rest);
        }
        index -= m_segments[i].length;
    }
    return i;
}

void TextUndo::insert(qsizetype index, qsizetype count, int group)
{
    if (count == 0)
        return;
    const size_t place = splitAt(index);
    if (place > 0) {
        Segment &before = m_segments[place - 1];
        if (isVisible(before) && before.inserted == group && before.deleted == 0) {
            before.length += count;
            return;
        }
    }
    m_segments.insert(m_segments.begin() + qsizetype(place), {count, group, 0, {}});
}

// Others have deleted this: it is gone for good.
void TextUndo::remove(qsizetype index, qsizetype count)
{
    size_t i = splitAt(index);
    splitAt(index + count);
    while (count > 0) {
        if (isVisible(m_segments[i])) {
            count -= m_segments[i].length;
            m_segments.erase(m_segments.begin() + qsizetype(i));
        } else {
            ++i;
        }
    }
}

// We have deleted this.
void TextUndo::hide(qsizetype index, QStringView removed, int group)
{
    size_t i = splitAt(index);
    splitAt(index + removed.size());
    for (; !removed.isEmpty(); ++i) {
        Segment &segment = m_segments[i];
        if (!isVisible(segment))
            continue;
        segment.content = removed.first(segment.length).toString();
        segment.deleted = group;
        removed = removed.sliced(segment.length);
    }
}

void TextUndo::edited(const TextSplice &splice, QStringView removed)
{
    if (splice.deleteCount == 0 && splice.content.isEmpty())
        return;
    forgetRedo();
    beginGroup(splice);
    record(splice, removed);
    m_latest = splice;
}

void TextUndo::edited(const QList<TextSplice> &splices, QStringView before)
{
    QStringList removed;
    for (const TextSplice &splice : splices)
        removed.append(before.mid(splice.index, splice.deleteCount).toString());
    edited(splices, removed);
}

void TextUndo::edited(const QList<TextSplice> &splices, const QStringList &removed)
{
    if (splices.isEmpty())
        return;
    forgetRedo();
    endGroup();
    beginGroup(splices.first());
    // From last to first, so that the indexes hold.
    for (qsizetype i = splices.size(); i-- > 0;)
        record(splices[i], removed.value(i));
    endGroup();
}

void TextUndo::record(const TextSplice &splice, QStringView removed)
{
    if (!removed.isEmpty())
        hide(splice.index, removed, m_last);
    insert(splice.index, splice.content.size(), m_last);
}

void TextUndo::beginGroup(const TextSplice &splice)
{
    const auto isInsert = [](const TextSplice &s) { return !s.content.isEmpty(); };
    bool continues = m_isGroupOpen && isInsert(splice) == isInsert(m_latest);
    if (isInsert(splice)) {
        continues = continues && splice.deleteCount == 0
            && splice.index == m_latest.index + m_latest.content.size()
            && !m_latest.content.contains(QLatin1Char('\n'));
    } else {
        continues = continues
            && (splice.index == m_latest.index // delete
                || splice.index + splice.deleteCount == m_latest.index); // backspace
    }
    m_isGroupOpen = true;
    if (continues)
        return;
    m_last = ++m_end;
    if (m_end - m_first >= m_limit)
        forgetOldest();
}

void TextUndo::changed(const QList<TextSplice> &splices)
{
    for (qsizetype i = splices.size(); i-- > 0;) {
        const TextSplice &splice = splices[i];
        remove(splice.index, splice.deleteCount);
        insert(splice.index, splice.content.size(), 0);
        // Typing goes on where it was.
        if (splice.index <= m_latest.index)
            m_latest.index = std::max(splice.index, m_latest.index - splice.deleteCount)
                + splice.content.size();
    }
    compact();
    keepBounds();
}

// Others may write in own text for ever, and each of their words cuts it once more.
void TextUndo::keepBounds()
{
    while (pieces() > maxPieces && m_first <= m_end) {
        if (m_first <= m_last)
            forgetOldest();
        else
            forgetRedo();
    }
}

// Whether there is anything to undo, or redo, of a group.
bool TextUndo::hasEffect(int group, bool undo) const
{
    return std::any_of(m_segments.begin(), m_segments.end(), [=, this](const Segment &segment) {
        if (segment.inserted != group && segment.deleted != group)
            return false;
        // Inserted and deleted by the same group: never seen from outside it.
        if (segment.inserted == group && segment.deleted == group)
            return false;
        return undo == (isVisible(segment) == (segment.inserted == group));
    });
}

bool TextUndo::canUndo() const
{
    for (int group = m_last; group >= m_first; --group) {
        if (hasEffect(group, true))
            return true;
    }
    return false;
}

bool TextUndo::canRedo() const
{
    for (int group = m_last + 1; group <= m_end; ++group) {
        if (hasEffect(group, false))
            return true;
    }
    return false;
}

QList<TextSplice> TextUndo::undo(QStringView text)
{
    m_isGroupOpen = false;
    for (int group = m_last; group >= m_first; --group) {
        if (hasEffect(group, true))
            return setLast(group - 1, text);
    }
    return {};
}

QList<TextSplice> TextUndo::redo(QStringView text)
{
    m_isGroupOpen = false;
    for (int group = m_last + 1; group <= m_end; ++group) {
        if (hasEffect(group, false))
            return setLast(group, text);
    }
    return {};
}

// Makes another group the latest that is not undone: shows and hides what that changes.
QList<TextSplice> TextUndo::setLast(int last, QStringView text)
{
    QList<TextSplice> splices;
    const auto spliceAt = [&](qsizetype index) -> TextSplice & {
        if (splices.isEmpty() || splices.last().index + splices.last().deleteCount != index)
            splices.append({index, 0, {}});
        return splices.last();
    };
    const int before = m_last;
    qsizetype index = 0; // in the text before
    for (Segment &segment : m_segments) {
        m_last = before;
        const bool wasVisible = isVisible(segment);
        m_last = last;
        const bool isNowVisible = isVisible(segment);
        if (wasVisible && !isNowVisible) {
            segment.content = text.sliced(index, segment.length).toString();
            spliceAt(index).deleteCount += segment.length;
        } else if (!wasVisible && isNowVisible) {
            spliceAt(index).content += segment.content;
            segment.content.clear();
        }
        if (wasVisible)
            index += segment.length;
    }
    m_last = last;
    return splices;
}

// What was undone stays so: it was never there.
void TextUndo::forgetRedo()
{
    if (m_last == m_end)
        return;
    std::erase_if(m_segments, [this](const Segment &segment) {
        return segment.inserted && isUndone(segment.inserted);
    });
    for (Segment &segment : m_segments) {
        if (isUndone(segment.deleted))
            segment.deleted = 0;
    }
    m_end = m_last;
    compact();
}

void TextUndo::forgetOldest()
{
    std::erase_if(m_segments,
                  [this](const Segment &segment) { return segment.deleted == m_first; });
    for (Segment &segment : m_segments) {
        if (segment.inserted == m_first)
            segment.inserted = 0;
    }
    ++m_first;
    compact();
}

// Joins neighbours that need not be told apart.
void TextUndo::compact()
{
    size_t kept = 0;
    for (size_t i = 0; i < m_segments.size(); ++i) {
        Segment &segment = m_segments[i];
        if (kept > 0) {
            Segment &before = m_segments[kept - 1];
            if (before.inserted == segment.inserted && before.deleted == segment.deleted) {
                before.length += segment.length;
                before.content += segment.content;
                continue;
            }
        }
        if (kept != i)
            m_segments[kept] = std::move(segment);
        ++kept;
    }
    m_segments.resize(kept);
}

} // namespace mld
