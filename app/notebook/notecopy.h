// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/unwritten.h"

#include <QJsonObject>

namespace commonplace {

/// What makes a note anew from all that is known of it, in any notebook: under the id `id`, and with the title `title`
/// unless that is empty. Dates, tags, pin and trash are those of the original.
Edits copyOf(const QJsonObject &subject, const QString &id, const QString &title = {});

} // namespace commonplace
