// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringView>

namespace mld::text {

// A position holds one unit and lone surrogates cannot travel, so the halves of a pair stand in the text
// as private-use characters: U+D800+n as U+E000+n (semantics.md 12.11).

constexpr char16_t Replacement = 0xfffd;
constexpr int PrivateOffset = 0xe000 - 0xd800;

inline bool isHighHalf(char16_t unit) { return unit >= 0xe000 && unit < 0xe400; }
inline bool isLowHalf(char16_t unit) { return unit >= 0xe400 && unit < 0xe800; }
inline bool isHalf(char16_t unit) { return unit >= 0xe000 && unit < 0xe800; }
/// Whether the two are shown as one character.
inline bool isPair(char16_t first, char16_t second)
{
    return isHighHalf(first) && isLowHalf(second);
}

/// Real text as it is put into positions: of the same length.
QString toPositions(QStringView text);
/// The other way, in place. Halves without their other half stay private-use characters.
void toText(QString &positions);
/// One unit that came in a position: a surrogate as a half, U+0000 as U+FFFD.
char16_t toPosition(char16_t unit);

} // namespace mld::text
