// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/piecelayout.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace commonplace {
namespace {

constexpr double lineFactor = 1.32;
constexpr double emptyLineMark = 5; ///< how wide a selected line without letters is shown

bool readsFromLeftToRight(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        // Letters of Hebrew, Arabic and their kin, marks that turn the direction, and halves of what may be such.
        const char16_t unit = c.unicode();
        return (unit >= 0x590 && unit < 0x900) || (unit >= 0x200e && unit <= 0x202e)
            || (unit >= 0x2066 && unit <= 0x2069) || (unit >= 0xfb1d && unit <= 0xfefc)
            || (unit >= 0xd802 && unit <= 0xd803) || unit == 0xd83a || unit == 0xd83b;
    });
}

} // namespace

PieceLayout::PieceLayout(const QString &text, const PieceConditions &conditions, const EditorLook &look,
                         const Preedit &preedit)
    : m_look(look), m_conditions(conditions), m_size(text.size())
{
    static quint64 lastSerial = 0;
    m_serial = ++lastSerial;
    m_style = markdown::styleOf(text, conditions.isInFence);

    QString shown = text;
    if (conditions.preeditAt >= 0) {
        m_preeditSize = preedit.text.size();
        shown.insert(conditions.preeditAt, preedit.text);
    }
    m_isPlain = !conditions.isRightToLeft && readsFromLeftToRight(shown);
    m_layout.setText(shown);
    m_layout.setFont(look.font);
    m_layout.setCacheEnabled(true);
    QTextOption option(conditions.isRightToLeft ? Qt::AlignRight : Qt::AlignLeft);
    option.setTextDirection(conditions.isRightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setUseDesignMetrics(true);
    m_layout.setTextOption(option);
    style(text, preedit);

    m_layout.beginLayout();
    double y = 0;
    while (true) {
        QTextLine line = m_layout.createLine();
        if (!line.isValid())
            break;
        line.setLeadingIncluded(true);
        line.setLineWidth(std::max(1.0, conditions.width));
        const double letters = std::ceil(line.height());
        const double height = lineHeight(letters);
        line.setPosition({ 0, y + std::floor((height - letters) / 2) });
        m_tops.append(y);
        y += height;
    }
    m_layout.endLayout();
    m_tops.append(y);
    m_height = y;
}

double PieceLayout::lineHeight(double letters)
{
    return std::round(std::ceil(letters) * lineFactor);
}

void PieceLayout::style(const QString &text, const Preedit &preedit)
{
    using Tone = markdown::Style::Tone;
    QVector<QTextLayout::FormatRange> formats;
    const auto add = [&](qsizetype start, qsizetype end, const QTextCharFormat &format) {
        if (end > start)
            formats.append({ int(start), int(end - start), format });
    };
    QTextCharFormat base;
    if (m_style.heading > 0) {
        const int size = qRound(QFontInfo(m_look.font).pixelSize() * markdown::headingScale(m_style.heading));
        base.setProperty(QTextFormat::FontPixelSize, size);
        base.setFontWeight(QFont::Bold);
    }
    const qsizetype split = m_conditions.preeditAt;
    const auto addAround = [&](qsizetype start, qsizetype length, const QTextCharFormat &format) {
        const qsizetype end = start + length;
        if (split < 0 || end <= split) {
            add(start, end, format);
        } else if (start >= split) {
            add(start + m_preeditSize, end + m_preeditSize, format);
        } else {
            add(start, split, format);
            add(split + m_preeditSize, end + m_preeditSize, format);
        }
    };
    qsizetype done = 0;
    for (const markdown::StyledRun &run : std::as_const(m_style.runs)) {
        if (m_style.heading > 0)
            addAround(done, run.start - done, base);
        QTextCharFormat format = base;
        if (run.style.isBold)
            format.setFontWeight(m_style.box >= 0 || m_style.heading == 0 ? QFont::DemiBold : QFont::Bold);
        if (run.style.isBold && run.style.tone != Tone::Accent)
            format.setFontWeight(QFont::Bold);
        if (run.style.isItalic)
            format.setFontItalic(true);
        if (run.style.isStruck)
            format.setFontStrikeOut(true);
        if (run.style.isCode)
            format.setFontFamilies({ m_look.codeFamily });
        switch (run.style.tone) {
        case Tone::Text:
            break;
        case Tone::Mark:
            format.setForeground(m_conditions.isCaretHere ? m_look.markHere : m_look.faint);
            break;
        case Tone::Accent:
            format.setForeground(m_look.accent);
            break;
        case Tone::Done:
            format.setForeground(m_look.done);
            break;
        case Tone::Quote:
            format.setForeground(m_look.quote);
            break;
        }
        if (run.style.isUnderlined) {
            format.setFontUnderline(true);
            format.setUnderlineColor(m_look.accent);
        }
        if (run.start == m_style.box) { // a box is painted in their place
            format.setForeground(QColor(0, 0, 0, 0));
            format.setFontFamilies({ m_look.codeFamily });
        }
        addAround(run.start, run.length, format);
        done = run.start + run.length;
    }
    if (m_style.heading > 0)
        addAround(done, text.size() - done, base);
    if (split >= 0) {
        if (m_style.heading > 0)
            add(split, split + m_preeditSize, base);
        for (QTextLayout::FormatRange range : preedit.formats) {
            range.start += int(split);
            if (m_style.heading > 0) {
                QTextCharFormat format = base;
                format.merge(range.format);
                range.format = format;
            }
            formats.append(range);
        }
    }
    m_layout.setFormats(formats);
}

int PieceLayout::toLayout(qsizetype offset) const
{
    const qsizetype at = std::clamp<qsizetype>(offset, 0, m_size);
    return int(m_conditions.preeditAt >= 0 && at > m_conditions.preeditAt ? at + m_preeditSize : at);
}

qsizetype PieceLayout::fromLayout(qsizetype position) const
{
    if (m_conditions.preeditAt < 0 || position <= m_conditions.preeditAt)
        return position;
    return std::max(m_conditions.preeditAt, position - m_preeditSize);
}

QRectF PieceLayout::caretAt(qsizetype position) const
{
    const QTextLine line = m_layout.lineForTextPosition(int(position));
    if (!line.isValid())
        return { 0, 0, 0, m_height };
    int at = int(position);
    // Spaces at the end of a full line hang out of it; the caret does not.
    const double x = std::clamp(line.cursorToX(&at), 0.0, std::max(0.0, m_conditions.width));
    return { x, line.y(), 0, std::ceil(line.height()) };
}

QRectF PieceLayout::caretRect(qsizetype offset) const
{
    return caretAt(toLayout(offset));
}

int PieceLayout::lineOf(qsizetype offset) const
{
    const QTextLine line = m_layout.lineForTextPosition(toLayout(offset));
    return line.isValid() ? line.lineNumber() : 0;
}

qsizetype PieceLayout::lineStart(int line) const
{
    return fromLayout(m_layout.lineAt(line).textStart());
}

qsizetype PieceLayout::lineEnd(int line) const
{
    const QTextLine at = m_layout.lineAt(line);
    const int end = at.textStart() + at.textLength();
    // The offset behind a full line is shown at the beginning of the next.
    if (line + 1 < m_layout.lineCount())
        return fromLayout(std::max(at.textStart(), m_layout.previousCursorPosition(end)));
    return fromLayout(end);
}

qsizetype PieceLayout::offsetInLine(int line, double x) const
{
    const QTextLine at = m_layout.lineAt(line);
    return std::min(fromLayout(at.xToCursor(x)), lineEnd(line));
}

qsizetype PieceLayout::offsetAt(QPointF point) const
{
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end() - 1, point.y());
    const int line = std::max(0, int(after - m_tops.begin()) - 1);
    return line < m_layout.lineCount() ? offsetInLine(line, point.x()) : 0;
}

QVector<QRectF> PieceLayout::rectsAt(int from, int to) const
{
    QVector<QRectF> result;
    for (int i = m_layout.lineForTextPosition(from).lineNumber(); i >= 0 && i < m_layout.lineCount(); ++i) {
        const QTextLine line = m_layout.lineAt(i);
        const int start = std::max(from, line.textStart());
        const int end = std::min(to, line.textStart() + line.textLength());
        if (line.textStart() > to)
            break;
        const auto add = [&](double left, double right) {
            left = std::clamp(left, 0.0, m_conditions.width);
            right = std::clamp(right, 0.0, m_conditions.width);
            if (right > left)
                result.append({ left, m_tops.at(i), right - left, m_tops.at(i + 1) - m_tops.at(i) });
        };
        if (start >= end)
            continue;
        if (m_isPlain) {
            add(line.cursorToX(start), line.cursorToX(end));
            continue;
        }
        // In which order the letters stand is known one by one only.
        double left = 0;
        double right = -1;
        for (int at = start; at < end;) {
            const int next = std::max(at + 1, m_layout.nextCursorPosition(at));
            const double one = line.cursorToX(at, QTextLine::Leading);
            const double other = line.cursorToX(next - 1, QTextLine::Trailing);
            const double low = std::min(one, other);
            const double high = std::max(one, other);
            if (right < left) {
                left = low;
                right = high;
            } else if (std::abs(low - right) < 0.5 || std::abs(high - left) < 0.5) {
                left = std::min(left, low);
                right = std::max(right, high);
            } else {
                add(left, right);
                left = low;
                right = high;
            }
            at = next;
        }
        add(left, right);
    }
    return result;
}

QVector<QRectF> PieceLayout::rects(qsizetype from, qsizetype to) const
{
    if (m_size == 0)
        return { { m_conditions.isRightToLeft ? m_conditions.width - emptyLineMark : 0, 0, emptyLineMark, m_height } };
    return rectsAt(toLayout(from), toLayout(to));
}

QVector<QRectF> PieceLayout::codeGrounds() const
{
    QVector<QRectF> result;
    if (m_style.isCode)
        return result;
    for (qsizetype i = 0; i < m_style.runs.size(); ++i) {
        if (!m_style.runs.at(i).style.isCode)
            continue;
        const qsizetype start = m_style.runs.at(i).start;
        while (i + 1 < m_style.runs.size() && m_style.runs.at(i + 1).style.isCode
               && m_style.runs.at(i + 1).start == m_style.runs.at(i).start + m_style.runs.at(i).length)
            ++i;
        result += rectsAt(toLayout(start), toLayout(m_style.runs.at(i).start + m_style.runs.at(i).length));
    }
    return result;
}

qsizetype PieceLayout::next(qsizetype offset, QTextLayout::CursorMode mode) const
{
    return fromLayout(m_layout.nextCursorPosition(toLayout(offset), mode));
}

qsizetype PieceLayout::previous(qsizetype offset, QTextLayout::CursorMode mode) const
{
    return fromLayout(m_layout.previousCursorPosition(toLayout(offset), mode));
}

qsizetype PieceLayout::left(qsizetype offset) const
{
    return fromLayout(m_layout.leftCursorPosition(toLayout(offset)));
}

qsizetype PieceLayout::right(qsizetype offset) const
{
    return fromLayout(m_layout.rightCursorPosition(toLayout(offset)));
}

QImage PieceLayout::painted(double devicePixelRatio) const
{
    const QSizeF size(m_conditions.width + 2 * overhang, m_height);
    QImage image((size * devicePixelRatio).toSize().expandedTo({ 1, 1 }), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setPen(m_look.text);
    m_layout.draw(&painter, { overhang, 0 });
    if (m_style.box >= 0)
        paintBox(painter);
    return image;
}

void PieceLayout::paintBox(QPainter &painter) const
{
    const QVector<QRectF> places = rectsAt(toLayout(m_style.box), toLayout(m_style.box + 3));
    const QTextLine line = m_layout.lineForTextPosition(toLayout(m_style.box));
    if (places.isEmpty() || !line.isValid())
        return;
    const QRectF place(places.first().x(), line.y(), places.first().width(), std::ceil(line.height()));
    const double side = std::floor(std::min(place.width(), place.height()) * 0.78);
    const QRectF box(overhang + std::floor(place.center().x() - side / 2) + 0.75,
                     std::floor(place.center().y() - side / 2) + 0.75, side - 1.5, side - 1.5);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = m_style.isTicked ? m_look.done : m_look.accent;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box, 3, 3);
    if (!m_style.isTicked)
        return;
    QPainterPath tick(box.topLeft() + QPointF(box.width() * 0.22, box.height() * 0.52));
    tick.lineTo(box.topLeft() + QPointF(box.width() * 0.43, box.height() * 0.73));
    tick.lineTo(box.topLeft() + QPointF(box.width() * 0.79, box.height() * 0.29));
    painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(tick);
}

} // namespace commonplace
