// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notelinks.h"

#include <QSet>

#include <algorithm>
#include <functional>

namespace commonplace::notelinks {
namespace {

constexpr qsizetype longestTag = 64;
constexpr qsizetype mostTags = 48;
constexpr qsizetype longestTitle = 300;
constexpr qsizetype mostLinks = 200;

bool isOfTag(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c == u'_' || c == u'-' || c == u'/' || c.isSurrogate() || c.unicode() == 0x200d || c.unicode() == 0xfe0f)
        return true;
    return c.isLetterOrNumber() || c.isMark() || c.category() == QChar::Symbol_Other;
}

bool mayComeBefore(QChar c)
{
    return c.isSpace() || c == u'(' || c == u'[' || c == u'{' || c == u',' || c == u';' || c == u'"' || c == u'\'';
}

/// Calls `visit` with each line that is not in a block of code, and where it begins, until it returns false.
void forEachLine(QStringView text, const std::function<bool(qsizetype start, QStringView line)> &visit)
{
    QChar fence; // what the block of code was opened with
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype end = text.indexOf(u'\n', start);
        const QStringView line = text.mid(start, end < 0 ? -1 : end - start);
        const QStringView beginning = line.first(std::min<qsizetype>(line.size(), 12)).trimmed();
        const bool isFence = beginning.startsWith(QLatin1String("```")) || beginning.startsWith(QLatin1String("~~~"));
        if (isFence && (fence.isNull() || fence == beginning.front()))
            fence = fence.isNull() ? beginning.front() : QChar();
        else if (fence.isNull() && !visit(start, line))
            return;
        start = end < 0 ? text.size() : end + 1;
    }
}

} // namespace

QStringList tagsIn(QStringView text)
{
    QStringList tags;
    QSet<QString> known;
    forEachLine(text, [&](qsizetype, QStringView line) {
        for (qsizetype at = line.indexOf(u'#'); at >= 0; at = line.indexOf(u'#', at + 1)) {
            if (at > 0 && !mayComeBefore(line.at(at - 1)))
                continue;
            qsizetype end = at + 1;
            bool hasWord = false;
            while (end < line.size() && end - at <= longestTag && isOfTag(line, end)) {
                hasWord = hasWord || !(line.at(end).isDigit() || line.at(end).isPunct());
                ++end;
            }
            // "#1" is a number, and what never ends is no tag.
            if (!hasWord || end - at > longestTag)
                continue;
            const QString tag = line.mid(at + 1, end - at - 1).toString();
            if (known.contains(key(tag)))
                continue;
            known.insert(key(tag));
            tags.append(tag);
            if (tags.size() == mostTags)
                return false;
        }
        return true;
    });
    return tags;
}

QStringList mergedTags(const QStringList &ofText, const QStringList &keywords)
{
    QStringList tags = ofText;
    QSet<QString> known;
    for (const QString &tag : ofText)
        known.insert(key(tag));
    for (const QString &keyword : keywords) {
        const QString tag = keyword.left(longestTag).simplified();
        if (tag.isEmpty() || known.contains(key(tag)))
            continue;
        if (tags.size() >= mostTags)
            break;
        known.insert(key(tag));
        tags.append(tag);
    }
    return tags;
}

QVector<Link> linksIn(QStringView text)
{
    QVector<Link> links;
    forEachLine(text, [&](qsizetype start, QStringView line) {
        for (qsizetype at = line.indexOf(QLatin1String("[[")); at >= 0;) {
            qsizetype end = at + 2;
            while (end < line.size() && end - at <= longestTitle + 2 && line.at(end) != u'[' && line.at(end) != u']')
                ++end;
            const bool isClosed = end + 1 < line.size() && line.at(end) == u']' && line.at(end + 1) == u']';
            QStringView title = line.mid(at + 2, end - at - 2);
            if (const qsizetype bar = title.indexOf(u'|'); bar >= 0)
                title = title.first(bar);
            title = title.trimmed();
            if (isClosed && !title.isEmpty()) {
                links.append({ start + at, end + 2 - at, title.toString() });
                if (links.size() == mostLinks)
                    return false;
                end += 2;
            }
            at = line.indexOf(QLatin1String("[["), isClosed ? end : at + 1);
        }
        return true;
    });
    return links;
}

std::optional<Link> linkAt(QStringView text, qsizetype position)
{
    if (position < 0 || position > text.size())
        return {};
    // A link is within a line, and short: no more of the text is looked at.
    const qsizetype reach = longestTitle + 4;
    const qsizetype lineStart = position == 0 ? 0 : text.lastIndexOf(u'\n', position - 1) + 1;
    const qsizetype from = std::max(lineStart, position - reach);
    const QVector<Link> links = linksIn(text.mid(from, 2 * reach));
    for (Link link : links) {
        link.position += from;
        if (position >= link.position && position <= link.position + link.length)
            return link;
    }
    return {};
}

QString key(const QString &title)
{
    return title.normalized(QString::NormalizationForm_KC).simplified().toCaseFolded();
}

} // namespace commonplace::notelinks
