// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/progress.h"

namespace mld {

namespace {
constexpr qsizetype kLongestName = 60;
} // namespace

QString CertificateFacts::displayed(const QString &name)
{
    QString shown;
    // What is far too long is not even looked at; and line ends are spaces.
    for (const char32_t each : name.left(16 * kLongestName).simplified().toUcs4()) {
        switch (QChar::category(each)) {
        case QChar::Other_Control:
        case QChar::Other_Format: // among them all that change the direction
        case QChar::Other_Surrogate:
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            break;
        default:
            shown += QChar::fromUcs4(each);
            break;
        }
    }
    shown = shown.simplified();
    if (shown.size() <= kLongestName)
        return shown;
    shown.truncate(kLongestName - 1);
    if (shown.back().isHighSurrogate())
        shown.chop(1);
    return shown + u'…';
}

} // namespace mld
