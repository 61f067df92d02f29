// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What a text view paints: grounds and selection as rectangles, each piece of text as a picture that is painted when
// it has changed, and the caret, which blinks without any of them.
#include "editor/textview.h"

#include <QQuickWindow>
#include <QSGImageNode>
#include <QSGRectangleNode>

#include <cmath>

namespace commonplace {
namespace {

constexpr double caretWidth = 2;

// All that have children are transform nodes: Qt's software renderer forgets where children of plain ones are that are
// added later.

/// Rectangles of one colour.
class RectanglesNode : public QSGTransformNode
{
public:
    void set(QQuickWindow *window, const QVector<QRectF> &rects, const QColor &color)
    {
        while (childCount() > rects.size()) {
            QSGNode *last = lastChild();
            removeChildNode(last);
            delete last;
        }
        while (childCount() < rects.size()) {
            QSGRectangleNode *added = window->createRectangleNode();
            added->setFlag(OwnedByParent);
            appendChildNode(added);
        }
        auto *node = static_cast<QSGRectangleNode *>(firstChild());
        for (const QRectF &rect : rects) {
            if (node->rect() != rect)
                node->setRect(rect);
            if (node->color() != color)
                node->setColor(color);
            node = static_cast<QSGRectangleNode *>(node->nextSibling());
        }
    }
};

class RootNode : public QSGTransformNode
{
public:
    explicit RootNode(QQuickWindow *window) : caret(window->createRectangleNode())
    {
        for (QSGNode *node : std::initializer_list<QSGNode *> { &grounds, &hits, &selection, &pictures }) {
            node->setFlag(OwnedByParent, false);
            appendChildNode(node);
        }
        caret->setFlag(OwnedByParent);
        appendChildNode(caret);
    }
    ~RootNode() override
    {
        for (QSGNode *node : std::initializer_list<QSGNode *> { &grounds, &hits, &selection, &pictures })
            removeChildNode(node);
    }

    RectanglesNode grounds;
    RectanglesNode hits;
    RectanglesNode selection;
    QSGTransformNode pictures;
    QSGRectangleNode *caret;
    QHash<quint64, QSGImageNode *> pictureOf; ///< by the layout's serial number
};

} // namespace

QSGNode *TextView::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    auto *root = static_cast<RootNode *>(old);
    if (!root)
        root = new RootNode(window()); // the scene owns it from here on
    const double ratio = window()->effectiveDevicePixelRatio();
    const auto aligned = [ratio](double y) { return std::round(y * ratio) / ratio; };

    QVector<QRectF> grounds;
    QVector<QRectF> hits;
    QVector<QRectF> selected;
    QHash<quint64, QSGImageNode *> pictures;
    const qsizetype selectionFrom = selectionStart();
    const qsizetype selectionTo = selectionEnd();
    for (const TextLayout::Shown &shown : m_shown) {
        const PieceLayout &layout = *shown.piece->layout;
        const double y = aligned(m_topPadding + shown.y);
        if (layout.isCode())
            grounds.append({ 0, y, width(), layout.height() });
        const QVector<QRectF> inLines = layout.codeGrounds();
        for (const QRectF &rect : inLines)
            grounds.append(rect.translated(0, y));
        const auto markHit = [&](qsizetype from, qsizetype to) {
            const QVector<QRectF> rects = layout.rects(from, to);
            for (const QRectF &rect : rects)
                hits.append(rect.translated(0, y));
        };
        const qsizetype size = shown.piece->text.size();
        for (const PieceHit &hit : std::as_const(shown.piece->hits))
            markHit(hit.offset, std::min<qsizetype>(hit.offset + hit.length, size));
        const Piece *before = TextModel::previous(shown.piece);
        if (before && !before->endsParagraph && !before->hits.isEmpty()) { // the last may go on here
            const PieceHit &last = before->hits.last();
            if (const qsizetype rest = last.offset + last.length - before->text.size(); rest > 0)
                markHit(0, std::min(rest, size));
        }
        const qsizetype end = shown.position + size;
        if (selectionFrom < selectionTo && selectionFrom <= end && selectionTo > shown.position) {
            const QVector<QRectF> rects = layout.rects(std::max<qsizetype>(0, selectionFrom - shown.position),
                                                       selectionTo - shown.position);
            for (const QRectF &rect : rects)
                selected.append(rect.translated(0, y));
        }
        if (shown.piece->text.isEmpty() && layout.conditions().preeditAt < 0)
            continue;
        QSGImageNode *picture = root->pictureOf.take(layout.serial());
        if (!picture) {
            picture = window()->createImageNode();
            QSGTexture *texture = window()->createTextureFromImage(layout.painted(ratio),
                                                                   QQuickWindow::TextureHasAlphaChannel);
            picture->setOwnsTexture(true);
            picture->setTexture(texture);
            picture->setFiltering(QSGTexture::Nearest);
            picture->setSourceRect(QRectF(QPointF(), texture->textureSize()));
            picture->setFlag(QSGNode::OwnedByParent);
            root->pictures.appendChildNode(picture);
        }
        const QRectF place({ double(-PieceLayout::overhang), y }, picture->sourceRect().size() / ratio);
        if (picture->rect() != place)
            picture->setRect(place);
        pictures.insert(layout.serial(), picture);
    }
    for (QSGImageNode *left : std::as_const(root->pictureOf)) {
        root->pictures.removeChildNode(left);
        delete left;
    }
    root->pictureOf = std::move(pictures);
    root->grounds.set(window(), grounds, m_look.codeGround);
    root->hits.set(window(), hits, m_hitColor);
    root->selection.set(window(), selected, selectedHit() >= 0 ? m_selectedHitColor : m_selectionColor);

    const bool isCaretShown = hasCaret() && m_isCaretOn && !m_shownCaret.isNull()
        && (!isComposing() || m_layout.preedit().isCursorShown);
    if (isCaretShown) {
        QRectF caret = m_shownCaret;
        caret.setWidth(caretWidth);
        caret.moveTop(aligned(caret.top()));
        // At the right edge it stays within the text.
        caret.moveLeft(std::min(std::round(caret.left() * ratio) / ratio, std::max(0.0, width() - caretWidth)));
        if (root->caret->rect() != caret)
            root->caret->setRect(caret);
    }
    const QColor color = isCaretShown ? m_caretColor : QColor(Qt::transparent);
    if (root->caret->color() != color)
        root->caret->setColor(color);
    return root;
}

} // namespace commonplace
