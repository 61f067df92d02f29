// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/plainnote.h"
#include "notebook/unwritten.h"

#include <QJsonObject>

namespace commonplace {

/// What makes a note of a file in a notebook, under an id of its own. A note that may be long for a messaging service
/// is made empty, and its text then written in it, which goes in pieces.
Edits editsOf(const PlainNote &note);

/// The note of a file, from all that a notebook knows of it.
PlainNote plainNote(const QJsonObject &subject);

} // namespace commonplace
