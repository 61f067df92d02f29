// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/surrogates_p.h"

namespace mld::text {

namespace {

QChar shifted(QChar unit, int offset)
{
    return QChar(char16_t(unit.unicode() + offset));
}

} // namespace

QString toPositions(QStringView text)
{
    QString positions = text.toString();
    for (qsizetype i = 0; i < positions.size(); ++i) {
        const QChar unit = positions[i];
        if (unit.isNull()) {
            positions[i] = QChar(Replacement);
        } else if (unit.isHighSurrogate() && i + 1 < positions.size()
                   && positions[i + 1].isLowSurrogate()) {
            positions[i] = shifted(unit, PrivateOffset);
            positions[i + 1] = shifted(positions[i + 1], PrivateOffset);
            ++i;
        } else if (unit.isSurrogate()) {
            positions[i] = QChar(Replacement);
        }
    }
    return positions;
}

void toText(QString &positions)
{
    for (qsizetype i = 0; i + 1 < positions.size(); ++i) {
        if (!isPair(positions[i].unicode(), positions[i + 1].unicode()))
            continue;
        positions[i] = shifted(positions[i], -PrivateOffset);
        positions[i + 1] = shifted(positions[i + 1], -PrivateOffset);
        ++i;
    }
}

char16_t toPosition(char16_t unit)
{
    if (unit == 0)
        return Replacement;
    return QChar::isSurrogate(unit) ? char16_t(unit + PrivateOffset) : unit;
}

} // namespace mld::text
