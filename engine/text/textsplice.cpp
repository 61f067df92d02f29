// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/tseq_p.h"

#include <algorithm>
#include <limits>

namespace mld {

void applySplices(QString &text, const QList<TextSplice> &splices)
{
    for (qsizetype i = splices.size(); i-- > 0;)
        text.replace(splices[i].index, splices[i].deleteCount, splices[i].content);
}

namespace {

/// Writes splices of an old text from its beginning to its end.
class SpliceWriter
{
public:
    void keep(qsizetype count) { m_index += count; }
    void drop(qsizetype count)
    {
        if (count == 0)
            return;
        current().deleteCount += count;
        m_index += count;
    }
    void insert(QStringView content)
    {
        if (!content.isEmpty())
            current().content += content;
    }

    QList<TextSplice> splices;

private:
    TextSplice &current()
    {
        if (splices.isEmpty() || splices.last().index + splices.last().deleteCount != m_index)
            splices.append({m_index, 0, {}});
        return splices.last();
    }

    qsizetype m_index = 0;
};

/// Reads the text between two lists of splices, piece by piece.
class Composition
{
public:
    explicit Composition(const QList<TextSplice> &first) : m_first(first) { }

    /// Passes over units of the text between, which the second list keeps or deletes.
    void take(qsizetype count, bool isKept)
    {
        while (count > 0) {
            if (!m_content.isEmpty()) {
                const qsizetype part = std::min(count, m_content.size());
                if (isKept)
                    out.insert(m_content.first(part));
                m_content = m_content.sliced(part);
                count -= part;
            } else if (!beginSplice()) {
                const qsizetype part = std::min(count, distance());
                isKept ? out.keep(part) : out.drop(part);
                m_index += part;
                count -= part;
            }
        }
    }

    void takeRest()
    {
        while (m_next < m_first.size() || !m_content.isEmpty()) {
            if (m_content.isEmpty())
                take(distance(), true);
            beginSplice();
            out.insert(m_content);
            m_content = {};
        }
    }

    SpliceWriter out;

private:
    qsizetype distance() const
    {
        return m_next < m_first.size() ? m_first[m_next].index - m_index
                                       : std::numeric_limits<qsizetype>::max();
    }
    bool beginSplice()
    {
        if (!m_content.isEmpty() || distance() != 0)
            return false;
        const TextSplice &splice = m_first[m_next++];
        out.drop(splice.deleteCount);
        m_index += splice.deleteCount;
        m_content = splice.content;
        return true;
    }

    const QList<TextSplice> &m_first;
    qsizetype m_next = 0;
    qsizetype m_index = 0;   // in the text before the first list
    QStringView m_content;   // of the splice that was begun last: what is left of it
};

} // namespace

QList<TextSplice> composed(const QList<TextSplice> &first, const QList<TextSplice> &second)
{
    Composition composition(first);
    qsizetype index = 0; // in the text between
    for (const TextSplice &splice : second) {
        composition.take(splice.index - index, true);
        composition.take(splice.deleteCount, false);
        composition.out.insert(splice.content);
        index = splice.index + splice.deleteCount;
    }
    composition.takeRest();
    return composition.out.splices;
}

} // namespace mld
