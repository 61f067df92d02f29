// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textmodel.h"

#include "editor/piecelayout.h"
#include "text/markdownstyle.h"

#include <QTextBoundaryFinder>

#include <algorithm>
#include <utility>
#include <vector>

namespace commonplace {
namespace {

constexpr qsizetype farthestToLook = 400; ///< for a letter that has a direction
constexpr int mostParagraphsToLook = 50;  ///< for one with such a letter
constexpr qsizetype shortestPart = TextModel::longestPiece / 4;

std::optional<Qt::LayoutDirection> firstDirection(QStringView text)
{
    const qsizetype end = std::min(text.size(), farthestToLook);
    for (qsizetype at = 0; at < end; ++at) {
        char32_t c = text.at(at).unicode();
        if (QChar::isHighSurrogate(c) && at + 1 < text.size())
            c = QChar::surrogateToUcs4(char16_t(c), text.at(++at).unicode());
        switch (QChar::direction(c)) {
        case QChar::DirL:
            return Qt::LeftToRight;
        case QChar::DirR:
        case QChar::DirAL:
            return Qt::RightToLeft;
        default:
            break;
        }
    }
    return {};
}

/// The best end of a piece near `wanted`: after a space, or at least not within what reads as one character.
qsizetype cutNear(QStringView text, qsizetype wanted)
{
    constexpr qsizetype reach = 200;
    const qsizetype from = std::max<qsizetype>(1, wanted - reach);
    for (qsizetype at = wanted; at > from; --at) {
        if (text.at(at - 1) == u' ' && text.at(at) != u' ')
            return at;
    }
    const QStringView around = text.mid(from, 2 * reach);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, around);
    finder.setPosition(wanted - from);
    if (finder.isAtBoundary())
        return wanted;
    const qsizetype before = finder.toPreviousBoundary();
    return before > 0 ? from + before : wanted;
}

} // namespace

TextModel::TextModel() = default;

void TextModel::setEstimate(std::function<double(const Piece &)> estimate)
{
    m_estimate = std::move(estimate);
    forgetHeights();
}

void TextModel::forgetHeights()
{
    for (Piece *piece = first(); piece; piece = next(piece)) {
        piece->height = m_estimate ? m_estimate(*piece) : 0;
        piece->isHeightKnown = false;
    }
    m_tree.allChanged();
}

QString TextModel::text(qsizetype from, qsizetype count) const
{
    QString result;
    from = std::clamp<qsizetype>(from, 0, length());
    count = std::min(count, length() - from);
    if (count <= 0)
        return result;
    result.reserve(count);
    Place place = placeOf(from);
    while (result.size() < count) {
        result += QStringView(place.piece->text).mid(place.offset, count - result.size());
        if (place.piece->endsParagraph && result.size() < count)
            result += u'\n';
        place = { next(place.piece), 0 };
    }
    return result;
}

QChar TextModel::at(qsizetype position) const
{
    if (position < 0 || position >= length())
        return {};
    const Place place = placeOf(position);
    return place.offset < place.piece->text.size() ? place.piece->text.at(place.offset) : QChar(u'\n');
}

void TextModel::look(Piece *piece)
{
    m_work += piece->text.size();
    // The rest of a paragraph that was cut begins nothing.
    const Piece *before = previous(piece);
    const bool isBeginning = !before || before->endsParagraph;
    piece->isFence = isBeginning && markdown::isFence(piece->text);
    piece->direction = firstDirection(piece->text);
    piece->layout.reset();
    piece->isHeightKnown = false;
    piece->height = m_estimate ? m_estimate(*piece) : 0;
    piece->hits.clear();
    piece->isSought = false;
    m_tree.changed(piece);
}

void TextModel::setHits(Piece *piece, QVector<PieceHit> hits)
{
    piece->hits = std::move(hits);
    piece->isSought = true;
    m_isSought = true;
    m_tree.changed(piece);
}

void TextModel::forgetHits()
{
    if (!std::exchange(m_isSought, false))
        return;
    for (Piece *piece = first(); piece; piece = next(piece)) {
        piece->hits.clear();
        piece->isSought = false;
    }
    m_tree.allChanged();
}

void TextModel::forgetHitsOf(Piece *piece)
{
    if (!piece->isSought)
        return;
    piece->hits.clear();
    piece->isSought = false;
    m_tree.changed(piece);
}

void TextModel::forgetHitsNear(qsizetype from, qsizetype to)
{
    if (!m_isSought)
        return;
    // Whether a word begins depends on what is before it, in a piece that has not changed.
    Piece *last = placeOf(to).piece;
    forgetHitsOf(last);
    if (Piece *after = last->endsParagraph ? nullptr : next(last))
        forgetHitsOf(after);
    const Place place = placeOf(from);
    qsizetype distance = place.offset;
    forgetHitsOf(place.piece);
    for (Piece *piece = previous(place.piece); piece && !piece->endsParagraph && distance <= longestHit;
         piece = previous(piece)) {
        forgetHitsOf(piece);
        distance += piece->text.size();
    }
}

QVector<qsizetype> TextModel::cuts(QStringView paragraph)
{
    QVector<qsizetype> ends;
    qsizetype start = 0;
    while (paragraph.size() - start > longestPiece) {
        start = cutNear(paragraph, start + longestPiece / 2);
        ends.append(start);
    }
    ends.append(paragraph.size());
    return ends;
}

void TextModel::reset(const QString &text)
{
    for (Piece *piece = m_forget ? first() : nullptr; piece; piece = next(piece))
        m_forget(piece);
    std::vector<std::unique_ptr<Piece>> pieces;
    const QStringView all(text);
    qsizetype start = 0;
    while (true) {
        const qsizetype found = all.indexOf(u'\n', start);
        const qsizetype end = found < 0 ? all.size() : found;
        const QStringView paragraph = all.mid(start, end - start);
        qsizetype from = 0;
        for (const qsizetype to : cuts(paragraph)) {
            auto piece = std::make_unique<Piece>();
            piece->text = paragraph.mid(from, to - from).toString();
            piece->endsParagraph = found >= 0 && to == paragraph.size();
            pieces.push_back(std::move(piece));
            from = to;
        }
        if (found < 0)
            break;
        start = end + 1;
    }
    m_tree.assign(std::move(pieces));
    m_isSought = false;
    bool isBeginning = true;
    for (Piece *piece = first(); piece; piece = next(piece)) {
        // As look() does, but for the sums, which are made once for all.
        piece->isFence = isBeginning && markdown::isFence(piece->text);
        piece->direction = firstDirection(piece->text);
        piece->height = m_estimate ? m_estimate(*piece) : 0;
        isBeginning = piece->endsParagraph;
    }
    m_work += text.size();
    m_tree.allChanged();
}

void TextModel::removePiece(Piece *piece)
{
    if (m_forget)
        m_forget(piece);
    m_tree.remove(piece);
}

Piece *TextModel::setText(Piece *piece, const QString &text, bool endsParagraph)
{
    const QStringView all(text);
    qsizetype from = 0;
    Piece *at = piece;
    bool isFirst = true;
    for (const qsizetype to : cuts(all)) {
        if (!isFirst)
            at = m_tree.insertAfter(at, std::make_unique<Piece>());
        isFirst = false;
        at->text = all.mid(from, to - from).toString();
        at->endsParagraph = endsParagraph && to == all.size();
        look(at);
        from = to;
    }
    return at;
}

void TextModel::join(Piece *piece)
{
    // A part of a paragraph that has become short joins a neighbour of the same paragraph.
    if (piece->text.size() >= shortestPart)
        return;
    Piece *before = previous(piece);
    if (before && !before->endsParagraph) {
        const QString text = before->text + piece->text;
        const bool ends = piece->endsParagraph;
        removePiece(piece);
        setText(before, text, ends);
        return;
    }
    Piece *after = piece->endsParagraph ? nullptr : next(piece);
    if (after) {
        const QString text = piece->text + after->text;
        const bool ends = after->endsParagraph;
        removePiece(after);
        setText(piece, text, ends);
    }
}

void TextModel::replace(qsizetype position, qsizetype removed, const QString &inserted)
{
    position = std::clamp<qsizetype>(position, 0, length());
    removed = std::clamp<qsizetype>(removed, 0, length() - position);
    const Place from = placeOf(position);
    const Place to = placeOf(position + removed);
    m_work += inserted.size();
    const bool hasBreak = inserted.contains(u'\n');
    const QString tail = to.piece->text.mid(to.offset);
    bool ends = to.piece->endsParagraph;

    // The pieces between are gone, and so is the last one, whose rest goes to the first.
    for (Piece *piece = from.piece; piece != to.piece;) {
        Piece *following = next(piece);
        const bool isLast = following == to.piece;
        removePiece(following);
        if (isLast)
            break;
    }
    Piece *at = from.piece;
    QString head = at->text.left(from.offset);
    if (!hasBreak) {
        at = setText(at, head + inserted + tail, ends);
    } else {
        const QStringView all(inserted);
        qsizetype start = 0;
        bool isFirst = true;
        while (true) {
            const qsizetype found = all.indexOf(u'\n', start);
            const bool isLast = found < 0;
            const QStringView line = all.mid(start, isLast ? -1 : found - start);
            QString text = isFirst ? head + line : line.toString();
            if (isLast)
                text += tail;
            if (!isFirst)
                at = m_tree.insertAfter(at, std::make_unique<Piece>());
            at = setText(at, text, isLast ? ends : true);
            isFirst = false;
            if (isLast)
                break;
            start = found + 1;
        }
    }
    // What follows in a paragraph that was cut may have become a beginning, or none any more.
    Piece *after = next(at);
    if (after && (after->isFence || markdown::isFence(after->text)))
        look(after);
    join(at);
    forgetHitsNear(position, position + inserted.size());
}

TextModel::Place TextModel::placeOf(qsizetype position) const
{
    PieceSums before;
    position = std::clamp<qsizetype>(position, 0, length());
    Piece *piece = m_tree.find(position, &PieceSums::units, &before);
    return { piece, std::min(position - before.units, piece->text.size()) };
}

qsizetype TextModel::paragraphStart(qsizetype position) const
{
    return positionOf(paragraphOf(placeOf(position).piece));
}

qsizetype TextModel::paragraphEnd(qsizetype position) const
{
    const Piece *piece = placeOf(position).piece;
    if (piece->endsParagraph)
        return positionOf(piece, piece->text.size());
    // The last with as many line breaks before it.
    const Piece *end = m_tree.find(m_tree.before(piece).breaks, &PieceSums::breaks, nullptr);
    return positionOf(end, end->text.size());
}

Piece *TextModel::paragraphOf(Piece *piece) const
{
    // Where a paragraph is one piece, as nearly all are, it is found at once.
    Piece *before = previous(piece);
    if (!before || before->endsParagraph)
        return piece;
    const qsizetype breaks = m_tree.before(piece).breaks;
    if (breaks == 0)
        return first();
    // The last piece with fewer breaks before it ends the paragraph before this one.
    return next(m_tree.find(breaks - 1, &PieceSums::breaks, nullptr));
}

Piece *TextModel::pieceAt(double y) const
{
    return m_tree.find(y, &PieceSums::height, nullptr);
}

void TextModel::setHeight(Piece *piece, double height)
{
    piece->isHeightKnown = true;
    if (piece->height == height)
        return;
    piece->height = height;
    m_tree.changed(piece);
}

bool TextModel::isInFence(const Piece *piece) const
{
    return m_tree.before(piece).fences % 2 == 1;
}

Qt::LayoutDirection TextModel::directionOf(Piece *piece) const
{
    Piece *at = paragraphOf(piece);
    for (int i = 0; at && i < mostParagraphsToLook; ++i) {
        if (at->direction)
            return *at->direction;
        Piece *before = previous(at);
        at = before ? paragraphOf(before) : nullptr;
    }
    return Qt::LeftToRight;
}

QString TextModel::displayed(QString text)
{
    for (QChar &c : text) {
        if (c == u'\r')
            c = u' ';
        else if (c == QChar::ParagraphSeparator)
            c = u'\n';
    }
    return text;
}

QString TextModel::wellFormed(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else if (text.at(i).isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace commonplace
