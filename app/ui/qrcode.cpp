// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/qrcode.h"

#include <QPainter>

#include <qrencode.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace commonplace {
namespace {

constexpr int margin = 4; ///< squares on each side (ISO/IEC 18004, quiet zone)

} // namespace

QrCode::QrCode(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(false);
    setFillColor(Qt::white);
}

void QrCode::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_squares = squares(text, m_width);
    update();
    Q_EMIT textChanged();
}

QBitArray QrCode::squares(const QString &text, int &width)
{
    width = 0;
    const QByteArray bytes = text.toUtf8();
    if (bytes.isEmpty())
        return {};
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(int(bytes.size()), reinterpret_cast<const unsigned char *>(bytes.constData()), 0, QR_ECLEVEL_L),
        &QRcode_free);
    if (!code)
        return {};
    width = code->width;
    QBitArray dark(width * width);
    for (int i = 0; i < dark.size(); ++i)
        dark.setBit(i, code->data[i] & 1);
    return dark;
}

void QrCode::paint(QPainter *painter)
{
    if (m_width == 0)
        return;
    const int all = m_width + 2 * margin;
    // In whole pixels, or the squares would be of two sizes.
    const qreal ratio = std::max(1.0, painter->device()->devicePixelRatio());
    const qreal side = std::max(1.0, std::floor(std::min(width(), height()) * ratio / all)) / ratio;
    const qreal left = std::floor((width() - side * m_width) * ratio / 2) / ratio;
    const qreal top = std::floor((height() - side * m_width) * ratio / 2) / ratio;
    for (int row = 0; row < m_width; ++row) {
        for (int column = 0; column < m_width; ++column) {
            if (m_squares.testBit(row * m_width + column))
                painter->fillRect(QRectF(left + column * side, top + row * side, side, side), Qt::black);
        }
    }
}

} // namespace commonplace
