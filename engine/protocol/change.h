// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/patch.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace mld {

/// A change of the visible data, for an update event (semantics.md 6).
struct Change
{
    /// Own ticks of this clone at the change.
    qint64 ticks = 0;
    bool isLocal = false;
    /// Who is responsible for it, as an absolute IRI; empty if nobody is named.
    QString principalId;
    /// If it is an agreement, its proof as MessagePack (semantics.md 10.2).
    QByteArray agreement;
    Patch patch;
    /// What the deleted literals of indirect datatypes stood for, which is gone: texts by value id,
    /// binaries by data id.
    QHash<QString, QString> oldTexts;
    QHash<QString, QByteArray> oldBinaries;
};

} // namespace mld
