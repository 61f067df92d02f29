// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QByteArray>
#include <QString>

#include <variant>

namespace mld {

/// A message between clones over a service whose two ends are ours: what travels there says all of itself, so that a
/// service need keep nothing but bytes. MessagePack, as in the folder's README.
struct Envelope
{
    enum class Kind : quint8 {
        Operation = 1,
        Send,
        Reply,
        Notify,
        Hello, ///< somebody has come, and asks who is there
        Alive, ///< the sender is there
        Bye,   ///< the sender leaves
    };

    Kind kind = Kind::Operation;
    CloneId from = {};
    CloneId to = {};         ///< empty: everybody
    QByteArray session = {}; ///< the sender's connection: a new one has another, whose numbers begin anew
    /// The place in what this session sends to everybody, or to `to`: 1 for the first. 0 is of no sequence.
    quint64 sequence = 0;
    QString messageId = {};     ///< as in Address
    QString sentMessageId = {}; ///< as in Address
    QString channelId = {};     ///< as in Address
    quint32 part = 0;           ///< of those into which a Chunker has cut the payload
    quint32 parts = 1;
    QByteArray payload = {};

    friend bool operator==(const Envelope &, const Envelope &) = default;

    /// Whether it is one of those that Transport::unicast() sends.
    bool isUnicast() const { return kind == Kind::Send || kind == Kind::Reply || kind == Kind::Notify; }
    static Envelope unicast(const Address &address, const QByteArray &payload);
    /// Where a unicast message comes from and goes.
    Address address() const;
};

/// What cannot be understood.
enum class NoEnvelope {
    Malformed,    ///< none of ours
    LaterVersion, ///< of a version that this program is too old for
};

QByteArray encodeEnvelope(const Envelope &envelope);
/// Never more memory than the bytes take.
std::variant<Envelope, NoEnvelope> decodeEnvelope(QByteArrayView bytes);

/// More than any envelope has beside its payload.
constexpr qsizetype kLargestEnvelopeHead = 6 * 1024;

/// The messages of one sender that are in one order: those to everybody, or those to one.
struct StreamId
{
    CloneId from;
    QByteArray session;
    bool isDirect = false;

    explicit StreamId(const Envelope &envelope)
        : from(envelope.from), session(envelope.session), isDirect(!envelope.to.isEmpty())
    {
    }
    friend bool operator==(const StreamId &, const StreamId &) = default;
    friend size_t qHash(const StreamId &id, size_t seed = 0)
    {
        return qHashMulti(seed, id.from, id.session, id.isDirect);
    }
};

} // namespace mld
