// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/enml.h"
#include "exchange/markdownfile.h"
#include "targets.h"

namespace mld::fuzz {

/// Any file is a note, which can be written and is then read again as it was; any markup is a text.
inline void exchangedNote(QByteArrayView bytes)
{
    using namespace commonplace;
    const QByteArray file = bytes.toByteArray();
    const PlainNote note = markdownfile::read(file, QStringLiteral("name"));
    require(markdownfile::read(markdownfile::write(note), QStringLiteral("other")) == note);
    (void)readEnml(QString::fromUtf8(file));
}

} // namespace mld::fuzz
