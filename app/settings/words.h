// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace commonplace {

/// Translates what functions outside of a QObject say: `Words::tr("…")`. lupdate finds such words, and not those that
/// go through a function of one's own called tr.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

} // namespace commonplace
