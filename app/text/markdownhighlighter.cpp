// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/markdownhighlighter.h"

#include <QRegularExpression>

namespace commonplace {
namespace {

const QRegularExpression &headingPattern()
{
    static const QRegularExpression pattern(QStringLiteral("^ {0,3}(#{1,6})(\\s+|$)"));
    return pattern;
}

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

QTextCharFormat coloured(const QColor &color)
{
    QTextCharFormat format;
    format.setForeground(color);
    return format;
}

} // namespace

void MarkdownHighlighter::setLook(const MarkdownLook &look)
{
    if (m_look == look)
        return;
    m_look = look;
    rehighlight(); // not done by itself: the old colours would stay
}

void MarkdownHighlighter::mergeFormat(qsizetype start, qsizetype count, const QTextCharFormat &extra)
{
    for (qsizetype i = start; i < start + count; ++i) {
        QTextCharFormat merged = format(int(i));
        merged.merge(extra);
        setFormat(int(i), 1, merged);
    }
}

void MarkdownHighlighter::highlightBlock(const QString &text)
{
    const bool wasInFence = previousBlockState() == InFence;
    const bool isFence = text.trimmed().startsWith(QLatin1String("```"));
    setCurrentBlockState(wasInFence != isFence ? InFence : Plain);
    if (wasInFence || isFence) {
        QTextCharFormat code = coloured(isFence ? m_look.faint : m_look.text);
        code.setFontFamilies({ m_look.codeFamily });
        code.setBackground(m_look.codeBackground);
        setFormat(0, int(text.size()), code);
        return;
    }
    highlightInline(text, highlightLineStart(text));
}

qsizetype MarkdownHighlighter::highlightLineStart(const QString &text)
{
    QTextCharFormat base;
    qsizetype start = 0;
    static constexpr qreal headingScale[] = { 1.6, 1.33, 1.15, 1.05, 1.0, 1.0 };
    if (const auto heading = headingPattern().match(text); heading.hasMatch()) {
        base.setFontWeight(QFont::Bold);
        base.setProperty(QTextFormat::FontPixelSize,
                         qRound(m_look.pixelSize * headingScale[heading.capturedLength(1) - 1]));
        setFormat(0, int(text.size()), base);
        start = heading.capturedEnd();
        mergeFormat(0, start, coloured(m_look.faint));
    } else if (const auto item = itemPattern().match(text); item.hasMatch()) {
        start = item.capturedEnd();
        QTextCharFormat mark = coloured(m_look.accent);
        mark.setFontWeight(QFont::DemiBold);
        mergeFormat(item.capturedStart(2), item.capturedLength(2), mark);
        if (item.capturedLength(3) > 0) {
            const bool isDone = item.captured(3).at(1) != u' ';
            mark.setForeground(isDone ? m_look.done : m_look.accent);
            mark.setFontFamilies({ m_look.codeFamily });
            mergeFormat(item.capturedStart(3), 3, mark);
            if (isDone) {
                base.setForeground(m_look.done);
                base.setFontStrikeOut(true);
                setFormat(int(start), int(text.size() - start), base);
            }
        }
    } else if (text.startsWith(u'>')) {
        base.setForeground(m_look.quote);
        base.setFontItalic(true);
        setFormat(0, int(text.size()), base);
        mergeFormat(0, 1, coloured(m_look.accent));
        start = 1;
    } else if (const QString line = text.trimmed(); line.size() >= 3
               && (line.count(u'-') == line.size() || line.count(u'*') == line.size())) {
        setFormat(0, int(text.size()), coloured(m_look.faint));
        start = text.size();
    }
    return start;
}

void MarkdownHighlighter::highlightDelimited(const QString &text, qsizetype start, const QString &mark,
                                             const QTextCharFormat &format, QVector<bool> &taken)
{
    qsizetype open = start;
    while ((open = text.indexOf(mark, open)) >= 0) {
        const qsizetype inner = open + mark.size();
        const qsizetype close = text.indexOf(mark, inner + 1);
        if (close < 0)
            return;
        // "a * b * c" is no emphasis: marks stand at the words they emphasise.
        if (taken.at(open) || taken.at(close) || text.at(inner).isSpace() || text.at(close - 1).isSpace()) {
            ++open;
            continue;
        }
        mergeFormat(inner, close - inner, format);
        for (const qsizetype at : { open, close }) {
            mergeFormat(at, mark.size(), coloured(m_look.faint));
            std::fill_n(taken.begin() + at, mark.size(), true);
        }
        open = close + mark.size();
    }
}

void MarkdownHighlighter::highlightLinks(const QString &text, qsizetype start, QVector<bool> &taken)
{
    QTextCharFormat link = coloured(m_look.accent);
    link.setFontUnderline(true);
    link.setUnderlineColor(m_look.accent);
    auto matches = linkPattern().globalMatch(text, start);
    while (matches.hasNext()) {
        const auto match = matches.next();
        if (taken.at(match.capturedStart()))
            continue;
        std::fill_n(taken.begin() + match.capturedStart(), match.capturedLength(), true);
        if (match.capturedStart(2) < 0) {
            mergeFormat(match.capturedStart(), match.capturedLength(), link);
            continue;
        }
        mergeFormat(match.capturedStart(), match.capturedLength(), coloured(m_look.faint));
        mergeFormat(match.capturedStart(1), match.capturedLength(1), link);
    }
}

void MarkdownHighlighter::highlightInline(const QString &text, qsizetype start)
{
    if (start >= text.size())
        return;
    QVector<bool> taken(text.size(), false);

    static const QRegularExpression codePattern(QStringLiteral("(`+)(?!`)(.+?)(?<!`)\\1(?!`)"));
    QTextCharFormat code;
    code.setFontFamilies({ m_look.codeFamily });
    code.setBackground(m_look.codeBackground);
    auto matches = codePattern.globalMatch(text, start);
    while (matches.hasNext()) {
        const auto match = matches.next();
        std::fill_n(taken.begin() + match.capturedStart(), match.capturedLength(), true);
        mergeFormat(match.capturedStart(), match.capturedLength(), code);
        mergeFormat(match.capturedStart(), match.capturedLength(1), coloured(m_look.faint));
        mergeFormat(match.capturedEnd() - match.capturedLength(1), match.capturedLength(1),
                    coloured(m_look.faint));
    }
    highlightLinks(text, start, taken);

    QTextCharFormat strong;
    strong.setFontWeight(QFont::Bold);
    QTextCharFormat emphasis;
    emphasis.setFontItalic(true);
    QTextCharFormat struck;
    struck.setFontStrikeOut(true);
    highlightDelimited(text, start, QStringLiteral("**"), strong, taken);
    highlightDelimited(text, start, QStringLiteral("__"), strong, taken);
    highlightDelimited(text, start, QStringLiteral("~~"), struck, taken);
    highlightDelimited(text, start, QStringLiteral("*"), emphasis, taken);
    highlightDelimited(text, start, QStringLiteral("_"), emphasis, taken);
}

} // namespace commonplace
