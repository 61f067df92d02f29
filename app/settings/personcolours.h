// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace commonplace {

/// The colours people can have: white letters are readable on each, and each stands out on paper
/// and on night.
inline QStringList personColours()
{
    return { QStringLiteral("#d6446b"), QStringLiteral("#c2571a"), QStringLiteral("#9a6b00"),
             QStringLiteral("#3f8428"), QStringLiteral("#0f8577"), QStringLiteral("#1976c4"),
             QStringLiteral("#5b5fd6"), QStringLiteral("#9a4bc0") };
}

} // namespace commonplace
