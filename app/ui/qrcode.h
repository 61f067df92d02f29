// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QBitArray>
#include <QQuickPaintedItem>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// A text as a QR code, for a telephone or another machine's camera: always dark on light, with the margin that readers
/// want, as large as the item lets whole pixels be.
class QrCode : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    /// Whether there is a code: a text that is too long for one, or empty, has none.
    Q_PROPERTY(bool isThere READ isThere NOTIFY textChanged)

public:
    explicit QrCode(QQuickItem *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    bool isThere() const { return m_width > 0; }

    void paint(QPainter *painter) override;

    /// The squares of a code, row by row, set where they are dark; empty if there is none. `width` becomes how many
    /// there are in a row.
    static QBitArray squares(const QString &text, int &width);

Q_SIGNALS:
    void textChanged();

private:
    QString m_text;
    QBitArray m_squares;
    int m_width = 0;
};

} // namespace commonplace
