// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textlayout.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace commonplace {
namespace {

constexpr size_t mostLive = 400; ///< pieces with a layout that are not shown, such as those others' carets are in
constexpr char16_t measuredLetters = 0x250;

} // namespace

TextLayout::TextLayout()
{
    m_model.setForget([this](const Piece *piece) { std::erase(m_live, piece); });
}

TextLayout::~TextLayout() = default;

void TextLayout::reset(const QString &text)
{
    m_live.clear();
    m_model.reset(text);
    m_preedit = {};
    m_preeditPosition = -1;
    m_caret = std::min<qsizetype>(m_caret, 0);
}

void TextLayout::replace(qsizetype position, qsizetype removed, const QString &inserted)
{
    m_model.replace(position, removed, inserted);
}

void TextLayout::setWidth(double width)
{
    if (width == m_width)
        return;
    m_width = width;
    m_model.forgetHeights();
}

void TextLayout::setLook(const EditorLook &look)
{
    if (look == m_look)
        return;
    const bool isSameFont = look.font == m_look.font && look.codeFamily == m_look.codeFamily;
    m_look = look;
    ++m_lookCount;
    if (isSameFont && !m_advances.empty())
        return;
    measureLetters();
    m_model.setEstimate([this](const Piece &piece) { return guess(piece); });
}

void TextLayout::measureLetters()
{
    const QFontMetricsF metrics(m_look.font);
    m_lineHeight = PieceLayout::lineHeight(metrics.ascent() + metrics.descent() + std::max(0.0, metrics.leading()));
    m_advances.resize(measuredLetters);
    for (char16_t c = 0; c < measuredLetters; ++c)
        m_advances[c] = QChar(c).isPrint() ? float(metrics.horizontalAdvance(QChar(c))) : 0;
    m_advances[u'\t'] = 40;
    m_wide = float(metrics.horizontalAdvance(QStringLiteral("漢")));
}

double TextLayout::guess(const Piece &piece) const
{
    const int heading = markdown::headingOf(piece.text);
    const double scale = markdown::headingScale(heading);
    // Where words would go over to the next line, by what each letter takes.
    const float room = float(std::max(1.0, m_width / scale / (heading > 0 ? 1.06 : 1)));
    int lines = 1;
    float line = 0;
    float word = 0;
    for (const QChar c : piece.text) {
        const char16_t unit = c.unicode();
        const float advance = unit < measuredLetters ? m_advances[unit]
            : c.isLowSurrogate() || c.isMark()       ? 0
            : unit >= 0x1100                         ? m_wide
                                                     : m_advances[u'n'];
        line += advance;
        word += advance;
        if (unit == u' ' || unit >= 0x2e80) {
            word = 0; // it may hang out of the line
            continue;
        }
        if (line <= room)
            continue;
        ++lines;
        line = word = word < room ? word : advance;
    }
    return lines * std::round(m_lineHeight * (heading > 0 ? scale : 1));
}

void TextLayout::setPreedit(const Preedit &preedit, qsizetype position)
{
    ++m_preeditCount;
    m_preedit = preedit;
    m_preeditPosition = preedit.isEmpty() ? -1 : position;
}

PieceConditions TextLayout::conditionsOf(Piece *piece) const
{
    PieceConditions result;
    result.width = m_width;
    result.look = m_lookCount;
    result.isInFence = m_model.isInFence(piece);
    result.isRightToLeft = m_model.directionOf(piece) == Qt::RightToLeft;
    result.isCaretHere = m_caret >= 0 && m_model.placeOf(m_caret).piece == piece;
    if (m_preeditPosition >= 0) {
        const TextModel::Place place = m_model.placeOf(m_preeditPosition);
        if (place.piece == piece) {
            result.preedit = m_preeditCount;
            result.preeditAt = place.offset;
        }
    }
    return result;
}

const PieceLayout &TextLayout::layoutOf(Piece *piece)
{
    const PieceConditions conditions = conditionsOf(piece);
    if (piece->layout && piece->layout->conditions() == conditions)
        return *piece->layout;
    if (std::find(m_live.begin(), m_live.end(), piece) == m_live.end())
        m_live.push_back(piece);
    piece->layout = std::make_unique<PieceLayout>(piece->text, conditions, m_look, m_preedit);
    m_laidOut += piece->text.size();
    m_model.setHeight(piece, piece->layout->height());
    return *piece->layout;
}

std::vector<TextLayout::Shown> TextLayout::show(double top, double bottom)
{
    std::vector<Shown> shown;
    Piece *piece = m_model.pieceAt(top);
    double y = m_model.yOf(piece);
    qsizetype position = m_model.positionOf(piece);
    while (piece && (y < bottom || shown.empty())) {
        const double height = layoutOf(piece).height();
        shown.push_back({ piece, y, position });
        y += height;
        position += piece->sums().units;
        piece = TextModel::next(piece);
    }
    if (m_live.size() > shown.size() + mostLive) {
        std::vector<const Piece *> wanted;
        for (const Shown &each : shown)
            wanted.push_back(each.piece);
        std::sort(wanted.begin(), wanted.end());
        for (const Piece *live : m_live) {
            if (!std::binary_search(wanted.begin(), wanted.end(), live))
                const_cast<Piece *>(live)->layout.reset();
        }
        m_live = std::move(wanted);
    }
    return shown;
}

QRectF TextLayout::caretRect(qsizetype position)
{
    const TextModel::Place place = m_model.placeOf(position);
    const QRectF rect = layoutOf(place.piece).caretRect(place.offset);
    return rect.translated(0, m_model.yOf(place.piece));
}

QRectF TextLayout::preeditCaretRect()
{
    if (m_preeditPosition < 0)
        return caretRect(m_caret);
    const TextModel::Place place = m_model.placeOf(m_preeditPosition);
    const QRectF rect = layoutOf(place.piece).preeditCaretRect(m_preedit.cursor);
    return rect.translated(0, m_model.yOf(place.piece));
}

qsizetype TextLayout::positionAt(QPointF point)
{
    if (point.y() < 0)
        point.setY(0);
    Piece *piece = m_model.pieceAt(point.y());
    // What is laid out for this may change its own height, so it is looked for again.
    for (int tries = 0; tries < 8; ++tries) {
        (void)layoutOf(piece);
        Piece *again = m_model.pieceAt(point.y());
        if (again == piece)
            break;
        piece = again;
    }
    const double y = std::min(point.y() - m_model.yOf(piece), piece->height);
    return m_model.positionOf(piece, layoutOf(piece).offsetAt({ point.x(), y }));
}

qsizetype TextLayout::moved(qsizetype position, Movement movement)
{
    const TextModel::Place place = m_model.placeOf(position);
    const PieceLayout &layout = layoutOf(place.piece);
    const bool isRightToLeft = layout.conditions().isRightToLeft;
    const qsizetype start = m_model.positionOf(place.piece);
    const auto forward = [&](QTextLayout::CursorMode mode) {
        if (place.offset < place.piece->text.size())
            return start + layout.next(place.offset, mode);
        return std::min(position + 1, m_model.length());
    };
    // Out of the piece: where its first or last letters are of the other direction, an edge is within the text.
    const auto outForward = [&] {
        const qsizetype end = start + place.piece->text.size();
        return std::min(place.piece->endsParagraph ? end + 1 : end, m_model.length());
    };
    const auto outBack = [&](QTextLayout::CursorMode mode) -> qsizetype {
        Piece *before = TextModel::previous(place.piece);
        if (!before)
            return start;
        const qsizetype size = before->text.size();
        return before->endsParagraph ? start - 1
                                     : m_model.positionOf(before, layoutOf(before).previous(size, mode));
    };
    const auto back = [&](QTextLayout::CursorMode mode) {
        return place.offset > 0 ? start + layout.previous(place.offset, mode) : outBack(mode);
    };
    switch (movement) {
    case Movement::Next:
        return forward(QTextLayout::SkipCharacters);
    case Movement::Previous:
        return back(QTextLayout::SkipCharacters);
    case Movement::NextWord:
        return forward(QTextLayout::SkipWords);
    case Movement::PreviousWord:
        return back(QTextLayout::SkipWords);
    case Movement::WordLeft:
        return isRightToLeft ? forward(QTextLayout::SkipWords) : back(QTextLayout::SkipWords);
    case Movement::WordRight:
        return isRightToLeft ? back(QTextLayout::SkipWords) : forward(QTextLayout::SkipWords);
    case Movement::Left: {
        const qsizetype left = layout.left(place.offset);
        if (left != place.offset)
            return start + left;
        return isRightToLeft ? outForward() : outBack(QTextLayout::SkipCharacters);
    }
    case Movement::Right: {
        const qsizetype right = layout.right(place.offset);
        if (right != place.offset)
            return start + right;
        return isRightToLeft ? outBack(QTextLayout::SkipCharacters) : outForward();
    }
    case Movement::LineStart:
        return start + layout.lineStart(layout.lineOf(place.offset));
    case Movement::LineEnd: {
        const int line = layout.lineOf(place.offset);
        // Where a long paragraph is cut, the next offset is already in what follows.
        const bool isCut = line + 1 == layout.lineCount() && !place.piece->endsParagraph
            && TextModel::next(place.piece);
        const qsizetype end = layout.lineEnd(line);
        return start + (isCut ? layout.previous(end) : end);
    }
    case Movement::ParagraphStart:
        return m_model.paragraphStart(position);
    case Movement::ParagraphEnd:
        return m_model.paragraphEnd(position);
    case Movement::Start:
        return 0;
    case Movement::End:
        return m_model.length();
    }
    return position;
}

qsizetype TextLayout::movedByLines(qsizetype position, int lines, double x)
{
    TextModel::Place place = m_model.placeOf(position);
    Piece *piece = place.piece;
    int line = layoutOf(piece).lineOf(place.offset);
    for (; lines < 0; ++lines) {
        if (line > 0) {
            --line;
            continue;
        }
        Piece *before = TextModel::previous(piece);
        if (!before)
            return 0;
        piece = before;
        line = layoutOf(piece).lineCount() - 1;
    }
    for (; lines > 0; --lines) {
        if (line + 1 < layoutOf(piece).lineCount()) {
            ++line;
            continue;
        }
        Piece *after = TextModel::next(piece);
        if (!after)
            return m_model.length();
        piece = after;
        line = 0;
    }
    return m_model.positionOf(piece, layoutOf(piece).offsetInLine(line, x));
}

std::pair<qsizetype, qsizetype> TextLayout::wordAt(qsizetype position)
{
    const TextModel::Place place = m_model.placeOf(position);
    const PieceLayout &layout = layoutOf(place.piece);
    const QString &text = place.piece->text;
    const qsizetype start = m_model.positionOf(place.piece);
    const auto isOfWord = [&](qsizetype at) {
        const QChar c = text.at(at);
        return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'_' || c == u'\'' || c == u'’';
    };
    if (text.isEmpty())
        return { position, position };
    const qsizetype at = std::min(place.offset, text.size() - 1);
    qsizetype from = at;
    qsizetype to = at + 1;
    if (isOfWord(at)) {
        while (from > 0 && isOfWord(from - 1))
            --from;
        while (to < text.size() && isOfWord(to))
            ++to;
    } else if (text.at(at).isSpace()) {
        while (from > 0 && text.at(from - 1).isSpace())
            --from;
        while (to < text.size() && text.at(to).isSpace())
            ++to;
    } else {
        to = std::max(to, layout.next(at));
    }
    return { start + from, start + to };
}

qsizetype TextLayout::backspaceStart(qsizetype position)
{
    const qsizetype start = moved(position, Movement::Previous);
    // An accent that was typed after its letter goes alone; what is no letter at all goes whole.
    const QString last = m_model.text(start, position - start);
    const bool isWhole = std::any_of(last.begin(), last.end(), [](QChar c) {
        return c.isSurrogate() || c.unicode() == 0x200d || c.unicode() == 0xfe0f || c == u'\n';
    });
    return isWhole ? start : position - (last.isEmpty() ? 0 : 1);
}

} // namespace commonplace
