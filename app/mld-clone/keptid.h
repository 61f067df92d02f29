// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QString>

#include <functional>

namespace mld {

/// The id of a clone that is given none: made up at its first start, and kept with its data, so that it is the same
/// member at the next. With another id each time, what is left of the last on the service would pass for somebody else.
Result<QString> keptId(const QString &folder, const std::function<QString()> &newId);

} // namespace mld
