// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/markdownstyle.h"

#include <QRegularExpression>

#include <algorithm>

namespace commonplace::markdown {
namespace {

using Tone = Style::Tone;

const QRegularExpression &itemPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\s*)([-*+]|\\d{1,9}[.)])\\s+(\\[[ xX]\\](?:\\s|$))?"));
    return pattern;
}

const QRegularExpression &linkPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral("\\[([^\\[\\]\\n]*)\\]\\(([^()\\s]*)\\)|\\bhttps?://[^\\s<>\\[\\]()]+"));
    return pattern;
}

const QRegularExpression &codePattern()
{
    static const QRegularExpression pattern(QStringLiteral("(`+)(?!`)(.+?)(?<!`)\\1(?!`)"));
    return pattern;
}

/// A line whose units are styled one by one.
class Styler
{
public:
    explicit Styler(const QString &line) : m_line(line), m_styles(line.size()), m_isTaken(line.size(), false) { }

    LineStyle styled()
    {
        LineStyle result;
        const qsizetype start = styleBeginning(result);
        styleCode(start);
        styleLinks(start);
        for (const char *mark : { "**", "__" })
            styleDelimited(start, QLatin1String(mark), [](Style &style) { style.isBold = true; });
        styleDelimited(start, QLatin1String("~~"), [](Style &style) { style.isStruck = true; });
        for (const char *mark : { "*", "_" })
            styleDelimited(start, QLatin1String(mark), [](Style &style) { style.isItalic = true; });
        result.runs = runs();
        return result;
    }

private:
    template <typename Change>
    void change(qsizetype start, qsizetype count, Change change)
    {
        for (qsizetype i = start; i < start + count; ++i)
            change(m_styles[i]);
    }
    void mark(qsizetype start, qsizetype count)
    {
        change(start, count, [](Style &style) { style.tone = Tone::Mark; });
        std::fill_n(m_isTaken.begin() + start, count, true);
    }

    /// What a line begins with; where its text begins.
    qsizetype styleBeginning(LineStyle &result)
    {
        const qsizetype size = m_line.size();
        if ((result.heading = headingOf(m_line)) > 0) {
            change(0, size, [](Style &style) { style.isBold = true; });
            qsizetype start = m_line.indexOf(u'#') + result.heading;
            while (start < size && m_line.at(start).isSpace())
                ++start;
            change(0, start, [](Style &style) { style.tone = Tone::Mark; });
            return start;
        }
        if (const auto item = itemPattern().match(m_line); item.hasMatch()) {
            change(item.capturedStart(2), item.capturedLength(2), [](Style &style) {
                style.tone = Tone::Accent;
                style.isBold = true;
            });
            const qsizetype start = item.capturedEnd();
            if (item.capturedLength(3) > 0) {
                result.box = item.capturedStart(3);
                result.isTicked = m_line.at(result.box + 1) != u' ';
                change(result.box, 3, [&](Style &style) { style.tone = result.isTicked ? Tone::Done : Tone::Accent; });
                if (result.isTicked) {
                    change(start, size - start, [](Style &style) {
                        style.tone = Tone::Done;
                        style.isStruck = true;
                    });
                }
            }
            return start;
        }
        if (m_line.startsWith(u'>')) {
            change(0, size, [](Style &style) {
                style.tone = Tone::Quote;
                style.isItalic = true;
            });
            m_styles[0].tone = Tone::Accent;
            return 1;
        }
        const QStringView rule = QStringView(m_line).trimmed();
        if (rule.size() >= 3 && (rule.count(u'-') == rule.size() || rule.count(u'*') == rule.size())) {
            change(0, size, [](Style &style) { style.tone = Tone::Mark; });
            return size;
        }
        return 0;
    }

    void styleCode(qsizetype start)
    {
        if (m_line.indexOf(u'`', start) < 0)
            return;
        auto matches = codePattern().globalMatch(m_line, start);
        while (matches.hasNext()) {
            const auto match = matches.next();
            change(match.capturedStart(), match.capturedLength(), [](Style &style) { style.isCode = true; });
            std::fill_n(m_isTaken.begin() + match.capturedStart(), match.capturedLength(), true);
            mark(match.capturedStart(), match.capturedLength(1));
            mark(match.capturedEnd() - match.capturedLength(1), match.capturedLength(1));
        }
    }

    void styleLinks(qsizetype start)
    {
        const auto link = [](Style &style) {
            style.tone = Tone::Accent;
            style.isUnderlined = true;
        };
        if (m_line.indexOf(u'[', start) < 0 && m_line.indexOf(QLatin1String("http"), start) < 0)
            return;
        auto matches = linkPattern().globalMatch(m_line, start);
        while (matches.hasNext()) {
            const auto match = matches.next();
            if (m_isTaken.at(match.capturedStart()))
                continue;
            std::fill_n(m_isTaken.begin() + match.capturedStart(), match.capturedLength(), true);
            if (match.capturedStart(2) < 0) {
                change(match.capturedStart(), match.capturedLength(), link);
                continue;
            }
            mark(match.capturedStart(), match.capturedLength());
            change(match.capturedStart(1), match.capturedLength(1), link);
        }
    }

    template <typename Change>
    void styleDelimited(qsizetype start, QLatin1String delimiter, Change style)
    {
        qsizetype open = start;
        while ((open = m_line.indexOf(delimiter, open)) >= 0) {
            const qsizetype inner = open + delimiter.size();
            const qsizetype close = m_line.indexOf(delimiter, inner + 1);
            if (close < 0)
                return;
            // "a * b * c" is no emphasis: marks stand at the words they emphasise.
            if (m_isTaken.at(open) || m_isTaken.at(close) || m_line.at(inner).isSpace()
                || m_line.at(close - 1).isSpace()) {
                ++open;
                continue;
            }
            change(inner, close - inner, style);
            mark(open, delimiter.size());
            mark(close, delimiter.size());
            open = close + delimiter.size();
        }
    }

    QVector<StyledRun> runs() const
    {
        QVector<StyledRun> result;
        for (qsizetype start = 0; start < m_styles.size();) {
            qsizetype end = start + 1;
            while (end < m_styles.size() && m_styles.at(end) == m_styles.at(start))
                ++end;
            if (m_styles.at(start) != Style())
                result.append({ start, end - start, m_styles.at(start) });
            start = end;
        }
        return result;
    }

    const QString &m_line;
    QVector<Style> m_styles;
    QVector<bool> m_isTaken; ///< by code, links and marks: nothing in them marks anything else
};

} // namespace

int headingOf(QStringView line)
{
    qsizetype at = 0;
    while (at < line.size() && at < 4 && line.at(at) == u' ')
        ++at;
    if (at > 3)
        return 0;
    const qsizetype start = at;
    while (at < line.size() && line.at(at) == u'#')
        ++at;
    const qsizetype level = at - start;
    if (level < 1 || level > 6 || (at < line.size() && !line.at(at).isSpace()))
        return 0;
    return int(level);
}

double headingScale(int heading)
{
    static constexpr double scales[] = { 1.0, 1.6, 1.33, 1.15, 1.05, 1.0, 1.0 };
    return scales[heading];
}

bool isFence(QStringView line)
{
    qsizetype at = 0;
    while (at < line.size() && line.at(at).isSpace())
        ++at;
    return line.mid(at).startsWith(QLatin1String("```"));
}

LineStyle styleOf(const QString &line, bool isInFence)
{
    const bool isAtFence = isFence(line);
    if (!isInFence && !isAtFence)
        return Styler(line).styled();
    LineStyle result;
    result.isCode = true;
    if (!line.isEmpty()) {
        Style code;
        code.isCode = true;
        code.tone = isAtFence ? Tone::Mark : Tone::Text;
        result.runs = { { 0, line.size(), code } };
    }
    return result;
}

} // namespace commonplace::markdown
