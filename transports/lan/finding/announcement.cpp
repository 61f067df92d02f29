// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "announcement.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QtEndian>

#include <algorithm>

namespace mld {

namespace {

constexpr QByteArrayView magic("CpN1");
constexpr qsizetype nonceAt = 8;
constexpr qsizetype sealedAt = 24;
constexpr qsizetype codeAt = 51;
constexpr qsizetype codeSize = AnnouncementCodec::kSize - codeAt;

QByteArray hmac(const QByteArray &key, QByteArrayView message)
{
    return QMessageAuthenticationCode::hash(QByteArray::fromRawData(message.data(), message.size()), key,
                                            QCryptographicHash::Sha256);
}

template<typename Number>
void append(QByteArray &bytes, Number number)
{
    const Number bigEndian = qToBigEndian(number);
    bytes.append(reinterpret_cast<const char *>(&bigEndian), sizeof bigEndian);
}

/// Seals and unseals.
QByteArray masked(QByteArrayView content, const QByteArray &sealingKey, QByteArrayView nonce)
{
    const QByteArray mask = hmac(sealingKey, nonce);
    Q_ASSERT(content.size() <= mask.size());
    QByteArray result = content.toByteArray();
    for (qsizetype i = 0; i < result.size(); ++i)
        result[i] = char(result[i] ^ mask[i]);
    return result;
}

/// In a time that does not tell where they differ.
bool areSame(QByteArrayView one, QByteArrayView other)
{
    int difference = 0;
    for (qsizetype i = 0; i < one.size(); ++i)
        difference |= one[i] ^ other[i];
    return difference == 0;
}

} // namespace

qint64 AnnouncementCodec::dayOf(qint64 msSinceEpoch)
{
    return std::max<qint64>(msSinceEpoch, 0) / (24 * 60 * 60 * 1000);
}

const AnnouncementCodec::DayKeys &AnnouncementCodec::keys(qint64 day)
{
    DayKeys &kept = m_keys[size_t(day % qint64(m_keys.size()))];
    if (kept.day != day) {
        const auto derived = [&](QByteArrayView purpose) {
            return hmac(m_secret, purpose.toByteArray().append(QByteArray::number(day)));
        };
        kept = {day, derived("commonplace nearby announcement seal "), derived("commonplace nearby announcement proof ")};
    }
    return kept;
}

QByteArray AnnouncementCodec::encode(const Announcement &announcement, qint64 today, const QByteArray &nonce)
{
    Q_ASSERT(today >= 0 && nonce.size() == kNonceSize && announcement.instance.size() == kInstanceSize);
    const DayKeys &day = keys(today);
    QByteArray content;
    append(content, quint8(announcement.kind));
    append(content, announcement.port);
    append(content, announcement.sequence);
    content.append(announcement.instance);

    QByteArray datagram = magic.toByteArray();
    append(datagram, quint32(today));
    datagram.append(nonce).append(masked(content, day.sealing, nonce));
    datagram.append(hmac(day.proving, datagram).first(codeSize));
    Q_ASSERT(datagram.size() == kSize);
    return datagram;
}

AnnouncementCodec::Reading AnnouncementCodec::decode(QByteArrayView datagram, qint64 today)
{
    if (datagram.size() != kSize || !datagram.startsWith(magic))
        return {};
    const qint64 day = qFromBigEndian<quint32>(datagram.data() + magic.size());
    if (qAbs(day - today) > 1)
        return {};
    const DayKeys &thatDay = keys(day);
    if (!areSame(hmac(thatDay.proving, datagram.first(codeAt)).first(codeSize), datagram.sliced(codeAt)))
        return {Verdict::Foreign, {}};

    const QByteArray content = masked(datagram.sliced(sealedAt, codeAt - sealedAt), thatDay.sealing,
                                      datagram.sliced(nonceAt, kNonceSize));
    const int kind = uchar(content[0]);
    Announcement announcement{Announcement::Kind(kind), content.last(kInstanceSize),
                              qFromBigEndian<quint16>(content.data() + 1), qFromBigEndian<quint64>(content.data() + 3)};
    if (kind < int(Announcement::Kind::Here) || kind > int(Announcement::Kind::Goodbye) || announcement.port == 0)
        return {};
    return {Verdict::Understood, announcement};
}

} // namespace mld
