// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mld {

/// Who made an operation that has come from elsewhere, as far as that says what it may do to shared
/// texts: a process puts characters in its own places alone (semantics.md 12.2).
enum class Author {
    Other,           ///< another process, in one transaction
    OtherInSequence, ///< another process, in several, between which it may have changed its id (wire.md 21)
    Self,            ///< this one, whose store has since lost it (wire.md 8.1)
};

} // namespace mld
