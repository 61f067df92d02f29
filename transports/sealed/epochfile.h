// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sealing/epochrecord.h"

#include <QString>

#include <optional>

namespace mld {

/// The newest record that a member has heard of, beside its store: who was told that the key was replaced must not use
/// the old one after a restart, since somebody who still has it would read what is written from now on.
class EpochFile
{
public:
    explicit EpochFile(QString path) : m_path(std::move(path)) { }

    /// Durable when it returns. Nothing changes if what is kept is as new. StoreFailed.
    Result<void> keep(const EpochRecord &record, const QString &domain) const;
    /// Nothing if there is none. StoreFailed if it cannot be read; StoreDamaged if it is no record of the domain's
    /// owner: somebody else has written there.
    Result<std::optional<EpochRecord>> read(const QString &domain) const;

private:
    QString m_path;
};

} // namespace mld
