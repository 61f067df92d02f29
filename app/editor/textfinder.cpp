// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editor/textfinder.h"

#include "notebook/searchwords.h"

#include <algorithm>
#include <vector>

namespace commonplace {
namespace {

constexpr qsizetype pieceCost = 16; ///< what an empty piece costs, in units
constexpr qsizetype mostFolded = 20'000;

char32_t characterAt(QStringView text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate())
        return QChar::surrogateToUcs4(c, text.at(at + 1));
    return c.unicode();
}

char32_t characterBefore(QStringView text, qsizetype at)
{
    const bool isPair = at >= 2 && text.at(at - 1).isLowSurrogate() && text.at(at - 2).isHighSurrogate();
    return characterAt(text, at - (isPair ? 2 : 1));
}

bool isWordBoundary(QStringView text, qsizetype at)
{
    return at <= 0 || at >= text.size() || !searching::isOfWord(characterBefore(text, at))
        || !searching::isOfWord(characterAt(text, at));
}

} // namespace

QString TextFinder::foldedCharacter(char32_t c) const
{
    if (const auto known = m_folded.constFind(c); known != m_folded.constEnd())
        return *known;
    if (m_folded.size() >= mostFolded)
        m_folded.clear();
    return *m_folded.insert(c, searching::foldedCharacter(c, m_query.matchesCase));
}

QString TextFinder::folded(QStringView text) const
{
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        const char32_t c = characterAt(text, at);
        result += foldedCharacter(c);
        at += QChar::requiresSurrogates(c) ? 2 : 1;
    }
    return result;
}

void TextFinder::setQuery(const TextQuery &query)
{
    if (query == m_query)
        return;
    m_query = query;
    m_folded.clear();
    m_pattern = folded(TextModel::wellFormed(query.text.left(longestQuery)));
    m_model.forgetHits();
}

void TextFinder::look(qsizetype from, qsizetype units)
{
    if (isDone())
        return;
    Piece *piece = m_model.placeOf(from).piece;
    while (units > 0 && m_model.total().unsought > 0) {
        if (!piece || piece->isSought) {
            const qsizetype index = piece ? m_model.before(piece).unsought : 0;
            piece = m_model.pieceUnsought(index < m_model.total().unsought ? index : 0);
        }
        units -= piece->text.size() + pieceCost;
        lookThrough(piece);
        piece = TextModel::next(piece);
    }
}

void TextFinder::lookThrough(Piece *piece)
{
    if (piece->isSought || !isActive())
        return;
    // A paragraph that was cut: what is found may begin before the cut, and end behind it.
    QString joined;
    qsizetype lead = 0;
    const Piece *before = TextModel::previous(piece);
    if ((before && !before->endsParagraph) || !piece->endsParagraph) {
        if (before && !before->endsParagraph)
            joined = before->text.right(2);
        lead = joined.size();
        joined += piece->text;
        const qsizetype enough = joined.size() + TextModel::longestHit;
        for (const Piece *at = piece; !at->endsParagraph && joined.size() < enough;) {
            at = TextModel::next(at);
            if (!at)
                break;
            joined += QStringView(at->text).left(enough - joined.size());
        }
    }
    const QStringView text(joined.isEmpty() ? piece->text : joined);
    const qsizetype end = lead + piece->text.size();

    // As it is compared, and from where each unit of that comes: -1 for one within a character. Of plain letters, each is
    // one.
    QString compared(text.size(), Qt::Uninitialized);
    std::vector<qint32> origins;
    const bool isPlain = std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
    if (isPlain) {
        const bool keepsCase = m_query.matchesCase;
        std::transform(text.begin(), text.end(), compared.begin(), [keepsCase](QChar c) {
            return !keepsCase && c >= u'A' && c <= u'Z' ? QChar(char16_t(c.unicode() + 32)) : c;
        });
    } else {
        compared.clear();
        compared.reserve(text.size());
        origins.reserve(size_t(text.size()) + 1);
        for (qsizetype at = 0; at < text.size();) {
            const char32_t c = characterAt(text, at);
            const QString letters = foldedCharacter(c);
            for (qsizetype i = 0; i < letters.size(); ++i)
                origins.push_back(i == 0 ? qint32(at) : -1);
            compared += letters;
            at += QChar::requiresSurrogates(c) ? 2 : 1;
        }
        origins.push_back(qint32(text.size()));
    }

    QVector<PieceHit> hits;
    const QStringView view(compared);
    for (qsizetype at = view.indexOf(m_pattern); at >= 0; at = view.indexOf(m_pattern, at)) {
        const qsizetype stop = at + m_pattern.size();
        const qsizetype from = isPlain ? at : origins[size_t(at)];
        const qsizetype to = isPlain ? stop : origins[size_t(stop)];
        if (from >= end)
            break;
        const bool isHit = from >= lead && to > from && to - from <= TextModel::longestHit
            && (!m_query.wholeWords || (isWordBoundary(text, from) && isWordBoundary(text, to)));
        if (isHit)
            hits.append({ qint32(from - lead), qint32(to - from) });
        at = isHit ? stop : at + 1;
    }
    m_model.setHits(piece, std::move(hits));
}

TextFinder::Hit TextFinder::hitAt(qsizetype index) const
{
    const Piece *piece = m_model.pieceOfHit(index);
    const PieceSums before = m_model.before(piece);
    const PieceHit &hit = piece->hits.at(index - before.hits);
    return { before.units + hit.offset, hit.length };
}

std::optional<TextFinder::Hit> TextFinder::next(qsizetype from) const
{
    const TextModel::Place place = m_model.placeOf(from);
    if (!place.piece->isSought)
        return {};
    const PieceSums &all = m_model.total();
    const PieceSums before = m_model.before(place.piece);
    const QVector<PieceHit> &here = place.piece->hits;
    const auto found = std::find_if(here.begin(), here.end(), [&](const PieceHit &hit) { return hit.offset >= place.offset; });
    const qsizetype index = before.hits + (found - here.begin());
    if (index < all.hits) {
        // Nothing between may still be unknown.
        if (m_model.before(m_model.pieceOfHit(index)).unsought != before.unsought)
            return {};
        return hitAt(index);
    }
    if (all.unsought != before.unsought || all.hits == 0 || m_model.before(m_model.pieceOfHit(0)).unsought != 0)
        return {};
    return hitAt(0);
}

std::optional<TextFinder::Hit> TextFinder::previous(qsizetype before) const
{
    const TextModel::Place place = m_model.placeOf(before);
    if (!place.piece->isSought)
        return {};
    const PieceSums &all = m_model.total();
    const PieceSums sums = m_model.before(place.piece);
    const QVector<PieceHit> &here = place.piece->hits;
    const auto behind = std::find_if(here.begin(), here.end(), [&](const PieceHit &hit) { return hit.offset >= place.offset; });
    const qsizetype index = sums.hits + (behind - here.begin()) - 1;
    if (index >= 0) {
        if (m_model.before(m_model.pieceOfHit(index)).unsought != sums.unsought)
            return {};
        return hitAt(index);
    }
    if (sums.unsought != 0 || all.hits == 0 || m_model.before(m_model.pieceOfHit(all.hits - 1)).unsought != all.unsought)
        return {};
    return hitAt(all.hits - 1);
}

qsizetype TextFinder::indexOf(const Hit &hit) const
{
    if (count() == 0)
        return -1;
    const TextModel::Place place = m_model.placeOf(hit.position);
    const qsizetype index = place.piece->hits.indexOf(PieceHit { qint32(place.offset), qint32(hit.length) });
    return index < 0 ? -1 : m_model.before(place.piece).hits + index;
}

QVector<TextFinder::Hit> TextFinder::hits(qsizetype most) const
{
    QVector<Hit> result;
    for (qsizetype index = 0; index < count() && result.size() < most;) {
        const Piece *piece = m_model.pieceOfHit(index);
        const qsizetype start = m_model.positionOf(piece);
        for (const PieceHit &hit : piece->hits) {
            ++index;
            // Across a cut, two may overlap: of these, the first counts.
            const bool isFree = result.isEmpty() || result.last().position + result.last().length <= start + hit.offset;
            if (isFree && result.size() < most)
                result.append({ start + hit.offset, hit.length });
        }
    }
    return result;
}

} // namespace commonplace
