// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace mld {

/// What one program on a network tells the others of one notebook.
struct Announcement
{
    enum class Kind : quint8 {
        Here = 1,    ///< "I am here."
        Question = 2,///< "I am here. Who else is?" Those who are answer with Here
        Goodbye = 3,
    };
    Kind kind = Kind::Here;
    QByteArray instance; ///< 16 bytes
    quint16 port = 0;    ///< where the sender takes connections; not 0
    quint64 sequence = 0;///< grows with each announcement of an instance, so that one that is recorded and played
                         ///< again is known

    bool operator==(const Announcement &) const = default;
};

/// Announcements of one notebook to datagrams and back. Pure.
///
/// A datagram has always 67 bytes:
///
///     0   4  "CpN1"
///     4   4  the UTC day, in days since 1970, big-endian
///     8  16  nonce
///     24 27  sealed: kind 1, port 2, sequence 8, instance 16
///     51 16  HMAC-SHA-256 of all before it, cut
///
/// The seal is the exclusive or with HMAC-SHA-256(sealing key, nonce). Both keys are derived from the notebook's secret
/// and the day. So
/// - a stranger learns that a Commonplace is at the sender's address, and which day its clock shows. Nothing that is the
///   same in two datagrams tells him who shares a notebook with whom: there is no name or tag of the notebook, not even
///   a hashed one; a member knows its notebook by the code at the end, which the fresh nonce makes another each time.
///   That datagrams of one sender belong together, their address shows anyway;
/// - he can make none, and one that he has recorded is worth nothing two days later. Before that, members know it by its
///   sequence, unless it is played from another address than its sender's: then they dial there in vain, since
///   whoever answers must know the secret;
/// - to sort out what is not of this notebook costs one HMAC, and nothing at all if it is not from a Commonplace today.
class AnnouncementCodec
{
public:
    static constexpr int kSize = 67;
    static constexpr int kNonceSize = 16;
    static constexpr int kInstanceSize = 16;

    enum class Verdict {
        Understood,
        Foreign,  ///< of another notebook, or forged: these cannot be told apart
        Malformed,///< of no Commonplace whose clock is less than two days off
    };
    struct Reading
    {
        Verdict verdict = Verdict::Malformed;
        Announcement announcement; ///< if understood
    };

    explicit AnnouncementCodec(QByteArray secret) : m_secret(std::move(secret)) { }

    static qint64 dayOf(qint64 msSinceEpoch);
    /// `nonce` is random, and never used again.
    QByteArray encode(const Announcement &announcement, qint64 today, const QByteArray &nonce);
    /// Of yesterday, today and tomorrow: clocks differ, and midnight passes.
    Reading decode(QByteArrayView datagram, qint64 today);

private:
    struct DayKeys
    {
        qint64 day = -1;
        QByteArray sealing;
        QByteArray proving;
    };
    const DayKeys &keys(qint64 day);

    QByteArray m_secret;
    std::array<DayKeys, 3> m_keys; ///< of the last three days asked for
};

} // namespace mld
