// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealed/epochfile.h"

#include <QFile>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace mld {

Result<void> EpochFile::keep(const EpochRecord &record, const QString &domain) const
{
    const auto kept = read(domain);
    if (kept && *kept && !record.replaces(**kept))
        return {};
    // Written beside, synced, and put in its place in one step: a crash leaves the one or the other.
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) || file.write(record.encoded()) != record.encoded().size() || !file.commit()) {
        return Error{ErrorCode::StoreFailed,
                     u"\"%1\" cannot be written: %2. It tells that the notebook's key was replaced."_s.arg(
                             m_path, file.errorString())};
    }
    return {};
}

Result<std::optional<EpochRecord>> EpochFile::read(const QString &domain) const
{
    constexpr qint64 most = 100'000;
    QFile file(m_path);
    if (!file.exists())
        return std::optional<EpochRecord>();
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::StoreFailed, u"\"%1\" cannot be read: %2."_s.arg(m_path, file.errorString())};
    auto record = EpochRecord::decode(file.read(most), domain);
    if (!record) {
        return Error{ErrorCode::StoreDamaged,
                     u"\"%1\" is damaged, or belongs to another notebook. Remove it to go on; if the key was replaced, "
                     "that will be heard again."_s.arg(m_path)};
    }
    return std::optional(std::move(*record));
}

} // namespace mld
