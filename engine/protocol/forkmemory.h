// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace mld {

class Store;

/// Which newcomers' requests were given a part of the clock (wire.md 3.5), for as long as the store lasts: whoever has
/// recorded one, and sends it again, must not make the clocks of all members grow. 16 bytes for each, where each makes
/// every later time some 2 bytes longer.
namespace forkmemory {

/// Notes a request, in the open transaction; false if it was noted before.
bool take(Store &store, const QString &requester, const QString &messageId);
/// What `from` has is known in `to` as well.
void carryOver(const Store &from, Store &to);

} // namespace forkmemory

} // namespace mld
