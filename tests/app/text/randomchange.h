// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <rapidcheck.h>

Q_DECLARE_METATYPE(commonplace::Splice)

/// Short texts over few letters, so that changes meet; with characters of two units among them.
inline rc::Gen<QString> randomText(int maxPieces = 12)
{
    return rc::gen::exec([maxPieces] {
        static const std::vector<QString> pieces { QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("\n"),
                                          QStringLiteral("😀") };
        QString text;
        for (int count = *rc::gen::inRange(0, maxPieces); count > 0; --count)
            text += *rc::gen::elementOf(pieces);
        return text;
    });
}

/// A change of `text` with up to three splices; it may be empty.
inline rc::Gen<commonplace::TextChange> randomChange(const QString &text)
{
    return rc::gen::exec([text] {
        QVector<commonplace::Splice> splices;
        for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
            const int position = *rc::gen::inRange(0, int(text.size()) + 1);
            const int removed = *rc::gen::inRange(0, int(text.size()) - position + 1);
            splices.append({ position, removed, *randomText(4) });
        }
        return commonplace::TextChange(splices);
    });
}
