// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/variables.h"

namespace mld::query {

namespace {

bool isIn(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

/// PN_CHARS_U or a digit, of the SPARQL 1.1 grammar.
bool isNameStart(char32_t c)
{
    return isIn(c, U'a', U'z') || isIn(c, U'A', U'Z') || isIn(c, U'0', U'9') || c == U'_'
            || isIn(c, 0xC0, 0xD6) || isIn(c, 0xD8, 0xF6) || isIn(c, 0xF8, 0x2FF)
            || isIn(c, 0x370, 0x37D) || isIn(c, 0x37F, 0x1FFF) || isIn(c, 0x200C, 0x200D)
            || isIn(c, 0x2070, 0x218F) || isIn(c, 0x2C00, 0x2FEF) || isIn(c, 0x3001, 0xD7FF)
            || isIn(c, 0xF900, 0xFDCF) || isIn(c, 0xFDF0, 0xFFFD) || isIn(c, 0x10000, 0xEFFFF);
}

bool isNamePart(char32_t c)
{
    return isNameStart(c) || c == 0xB7 || isIn(c, 0x300, 0x36F) || isIn(c, 0x203F, 0x2040);
}

} // namespace

bool Variables::isVariable(const QString &text)
{
    if (!text.startsWith(u'?'))
        return false;
    for (qsizetype i = 1; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const bool isFirst = i == 1;
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        if (!(isFirst ? isNameStart(c) : isNamePart(c)))
            return false;
    }
    return true;
}

Variable Variables::of(const QString &text)
{
    if (text.size() == 1)
        return anonymous();
    const auto it = m_numbers.constFind(text);
    if (it != m_numbers.cend())
        return *it;
    m_names.append(text);
    m_numbers.insert(text, count() - 1);
    return count() - 1;
}

Variable Variables::anonymous()
{
    // No name that an app can write, as it holds a blank.
    m_names.append(QStringLiteral("? %1").arg(count()));
    return count() - 1;
}

Variable Variables::slotOf(Variable index)
{
    const auto it = m_slots.constFind(index);
    if (it != m_slots.cend())
        return *it;
    const Variable slot = anonymous();
    m_slots.insert(index, slot);
    return slot;
}

} // namespace mld::query
