// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing/sealedname.h"

#include <QByteArray>

#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace mld {

bool isSealedName(const QString &domain)
{
    return domain.endsWith(".sealed"_L1);
}

QString sealedName(QByteArrayView ownerPublicKey)
{
    const QByteArray named = QByteArrayLiteral("commonplace sealed 1") + ownerPublicKey.toByteArray();
    QByteArray hash(20, '\0');
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), std::size_t(hash.size()),
                       reinterpret_cast<const unsigned char *>(named.constData()), std::size_t(named.size()), nullptr, 0);
    return base32(hash) + ".sealed"_L1;
}

QString base32(QByteArrayView bytes)
{
    static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    QString text;
    quint32 waiting = 0;
    int bits = 0;
    for (const char byte : bytes) {
        waiting = (waiting << 8 | quint8(byte)) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            text += QLatin1Char(alphabet[waiting >> (bits - 5) & 31]);
    }
    if (bits > 0)
        text += QLatin1Char(alphabet[waiting << (5 - bits) & 31]);
    return text;
}

} // namespace mld
