// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/forkmemory.h"

#include "store/store.h"

#include <QCryptographicHash>

namespace mld::forkmemory {

namespace {

constexpr char forksKey[] = "forks";
constexpr qsizetype hashSize = 16;

} // namespace

bool take(Store &store, const QString &requester, const QString &messageId)
{
    // No id has this character, so that two of them have one hash only if they are the same two.
    const QByteArray request = (requester + u'\n' + messageId).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(request, QCryptographicHash::Sha256).first(hashSize);
    QByteArray known = store.meta(forksKey).value_or(QByteArray());
    for (qsizetype at = 0; at + hashSize <= known.size(); at += hashSize) {
        if (QByteArrayView(known).sliced(at, hashSize) == hash)
            return false;
    }
    store.setMeta(forksKey, known + hash);
    return true;
}

void carryOver(const Store &from, Store &to)
{
    if (const auto known = from.meta(forksKey))
        to.setMeta(forksKey, *known);
}

} // namespace mld::forkmemory
