// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/journal.h"

#include <span>

/// Journal entries in a row as few bytes, for those that are hardly ever looked at again.
///
/// Nothing is lost, unlike with a fusion: the operations come out as they went in, and can be sent one by
/// one (wire.md T40). What consecutive entries have in common is left out, and the rest is compressed: some
/// two bytes for each character typed. Pure functions.
namespace mld::journalpack {

/// Packs entries of ascending ticks, one or more.
QByteArray pack(std::span<const JournalEntry> entries);
/// What was packed. StoreDamaged if the bytes are no such thing.
Result<std::vector<JournalEntry>> unpack(QByteArrayView packed);

/// A Bloom filter: which TIDs may be among those of `entries`. A byte for each.
QByteArray filterOf(std::span<const JournalEntry> entries);
/// False if the TID is none of those that `filter` was made of; true of two in a hundred others.
bool mayContain(QByteArrayView filter, const Tid &tid);

} // namespace mld::journalpack
