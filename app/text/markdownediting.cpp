// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/markdownediting.h"

#include <QRegularExpression>

#include <algorithm>

namespace commonplace::markdown {
namespace {

struct Line
{
    qsizetype start = 0;
    QString text;
};

qsizetype lineStart(const QString &text, qsizetype position)
{
    return position == 0 ? 0 : text.lastIndexOf(u'\n', position - 1) + 1;
}

qsizetype lineEnd(const QString &text, qsizetype position)
{
    const qsizetype end = text.indexOf(u'\n', position);
    return end < 0 ? text.size() : end;
}

QVector<Line> lines(const QString &text, qsizetype start, qsizetype end)
{
    QVector<Line> result;
    qsizetype at = lineStart(text, start);
    do {
        const qsizetype stop = lineEnd(text, at);
        result.append({ at, text.mid(at, stop - at) });
        at = stop + 1;
    } while (at <= end && at <= text.size() && end > start);
    return result;
}

/// The indentation and then the mark of a list item, a heading or a quote.
const QRegularExpression &lineMark()
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\s*)(#{1,6} +|> ?|(?:[-*+]|\\d{1,9}[.)])\\s+(?:\\[[ xX]\\](?:\\s+|$))?)?"));
    return pattern;
}

} // namespace

Edit toggleMark(const QString &text, qsizetype start, qsizetype end, const QString &mark)
{
    const qsizetype size = mark.size();
    const bool isInside = end - start >= 2 * size && text.mid(start, size) == mark
        && text.mid(end - size, size) == mark;
    if (isInside)
        return { TextChange(QVector<Splice> { { start, size, {} }, { end - size, size, {} } }), start,
                 end - 2 * size };
    const bool isAround = start >= size && text.mid(start - size, size) == mark && text.mid(end, size) == mark;
    if (isAround)
        return { TextChange(QVector<Splice> { { start - size, size, {} }, { end, size, {} } }), start - size,
                 end - size };
    if (start == end) {
        // The mark that was put there before the text was typed: the caret goes past it.
        const qsizetype first = lineStart(text, start);
        const bool isWithin = QStringView(text).mid(first, start - first).count(mark) % 2 == 1;
        if (isWithin && text.mid(start, size) == mark)
            return { TextChange(), start + size, start + size };
        return { TextChange(Splice { start, 0, mark + mark }), start + size, start + size };
    }
    return { TextChange(QVector<Splice> { { start, 0, mark }, { end, 0, mark } }), start + size, end + size };
}

Edit toggleLineMark(const QString &text, qsizetype start, qsizetype end, const QString &mark)
{
    const QVector<Line> all = lines(text, start, end);
    const auto markOf = [](const Line &line) { return lineMark().match(line.text); };
    const bool haveAll = std::all_of(all.begin(), all.end(), [&](const Line &line) {
        return markOf(line).captured(2).trimmed() == mark.trimmed();
    });
    QVector<Splice> splices;
    for (const Line &line : all) {
        const auto found = markOf(line);
        if (line.text.trimmed().isEmpty() && all.size() > 1)
            continue;
        splices.append({ line.start + found.capturedLength(1), found.capturedLength(2), haveAll ? QString() : mark });
    }
    const TextChange change(std::move(splices));
    return { change, change.mapped(start, true), change.mapped(end, true) };
}

Edit insertLink(const QString &text, qsizetype start, qsizetype end)
{
    static const QString address = QStringLiteral("https://");
    const QString label = text.mid(start, end - start);
    if (label.startsWith(QLatin1String("http://")) || label.startsWith(QLatin1String("https://"))) {
        return { TextChange(QVector<Splice> { { start, 0, QStringLiteral("[](") }, { end, 0, QStringLiteral(")") } }),
                 start + 1, start + 1 };
    }
    const TextChange change(QVector<Splice> { { start, 0, QStringLiteral("[") },
                                              { end, 0, QStringLiteral("](") + address + u')' } });
    // Without a label there is one to write first.
    if (start == end)
        return { TextChange(Splice { start, 0, QStringLiteral("[](") + address + u')' }), start + 1, start + 1 };
    return { change, end + 3, end + 3 + address.size() };
}

std::optional<Edit> continueList(const QString &text, qsizetype caret)
{
    static const QRegularExpression item(
        QStringLiteral("^(\\s*)(?:([-*+])|(\\d{1,9})([.)]))(\\s+)(\\[[ xX]\\]\\s+)?"));
    const qsizetype start = lineStart(text, caret);
    const QString line = text.mid(start, lineEnd(text, caret) - start);
    static const QRegularExpression quote(QStringLiteral("^(?: {0,3}> ?)+"));
    if (const auto quoted = quote.match(line); quoted.hasMatch() && caret >= start + quoted.capturedLength()) {
        if (quoted.capturedLength() == line.size())
            return Edit { TextChange(Splice { start, line.size(), {} }), start, start };
        const QString next = u'\n' + quoted.captured();
        return Edit { TextChange(Splice { caret, 0, next }), caret + next.size(), caret + next.size() };
    }
    const auto match = item.match(line);
    if (!match.hasMatch() || caret < start + match.capturedLength())
        return {};
    if (match.capturedLength() == line.size()) // an empty item ends the list
        return Edit { TextChange(Splice { start, line.size(), {} }), start, start };

    QString next = u'\n' + match.captured(1);
    if (match.capturedLength(2) > 0)
        next += match.captured(2);
    else
        next += QString::number(match.captured(3).toLongLong() + 1) + match.captured(4);
    next += match.captured(5);
    if (match.capturedLength(6) > 0)
        next += QStringLiteral("[ ] ");
    return Edit { TextChange(Splice { caret, 0, next }), caret + next.size(), caret + next.size() };
}

std::optional<Edit> nestList(const QString &text, qsizetype start, qsizetype end, bool isBack)
{
    static const QRegularExpression item(QStringLiteral("^([ \\t]*)(?:[-*+]|(\\d{1,9})[.)])(?:\\s|$)"));
    QVector<Splice> splices;
    bool hasItems = false;
    for (const Line &line : lines(text, start, end)) {
        const auto match = item.match(line.text);
        if (!match.hasMatch())
            continue;
        hasItems = true;
        // What is below a number is indented to where the number's text begins.
        const qsizetype step = match.capturedLength(2) > 0 ? match.capturedLength(2) + 2 : 2;
        if (!isBack) {
            splices.append({ line.start, 0, QString(step, u' ') });
            continue;
        }
        const QString indent = match.captured(1);
        const qsizetype least = std::min(indent.size(), indent.startsWith(u'\t') ? 1 : step);
        splices.append({ line.start, least, {} });
    }
    if (!hasItems)
        return {};
    const TextChange change(std::move(splices));
    return Edit { change, change.mapped(start, true), change.mapped(end, true) };
}

std::optional<TextChange> toggleBox(const QString &text, qsizetype position)
{
    static const QRegularExpression box(QStringLiteral("^(\\s*(?:[-*+]|\\d{1,9}[.)])\\s+)\\[([ xX])\\]"));
    if (position < 0 || position > text.size())
        return {};
    const qsizetype start = lineStart(text, position);
    const auto match = box.match(text.mid(start, lineEnd(text, position) - start));
    const qsizetype from = start + match.capturedEnd(1);
    if (!match.hasMatch() || position < from || position > from + 3)
        return {};
    const bool isTicked = match.captured(2) != QLatin1String(" ");
    return TextChange(Splice { from + 1, 1, isTicked ? QStringLiteral(" ") : QStringLiteral("x") });
}

QString linkAt(const QString &text, qsizetype position)
{
    static const QRegularExpression link(
        QStringLiteral("\\[[^\\[\\]\\n]*\\]\\(([^()\\s]*)\\)|\\bhttps?://[^\\s<>\\[\\]()]+"));
    if (position < 0 || position > text.size())
        return {};
    const qsizetype start = lineStart(text, position);
    auto matches = link.globalMatch(text.mid(start, lineEnd(text, position) - start));
    while (matches.hasNext()) {
        const auto match = matches.next();
        if (position - start >= match.capturedStart() && position - start < match.capturedEnd())
            return match.capturedStart(1) >= 0 ? match.captured(1) : match.captured();
    }
    return {};
}

} // namespace commonplace::markdown
