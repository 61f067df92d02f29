// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/carrying/vigil.h"
#include "protocol/transport.h"

#include <QByteArray>

#include <optional>
#include <variant>

namespace mld::lan {

constexpr qint64 kLargestMessage = 64 * 1024 * 1024;
/// Bytes of a message in one frame. Less than a link takes, so that others get their turn.
constexpr qsizetype kPieceSize = 256 * 1024;
constexpr qsizetype kLongestId = 1024; ///< bytes of UTF-8

/// A message between two members, as it is carried: an operation, or what goes to one peer.
struct Message
{
    std::optional<Lane> lane; ///< none: an operation
    QString messageId = {};
    QString sentMessageId = {};
    QString channelId = {};
    QByteArray payload = {};

    friend bool operator==(const Message &, const Message &) = default;
};

/// Cuts a message into frames, one after the other, without a copy of the whole.
class Cutter
{
public:
    explicit Cutter(Message message) : m_message(std::move(message)) { }

    QByteArray next();
    bool isDone() const { return m_hasBegun && m_position == m_message.payload.size(); }
    qint64 remaining() const { return m_message.payload.size() - m_position; }

private:
    const Message m_message;
    qsizetype m_position = 0;
    bool m_hasBegun = false;
};

/// What else members tell each other.
struct Alive { friend bool operator==(const Alive &, const Alive &) = default; }; ///< nothing but that
struct Ask { friend bool operator==(const Ask &, const Ask &) = default; };       ///< to be answered with Alive
struct Doubt { friend bool operator==(const Doubt &, const Doubt &) = default; }; ///< as well; see Vigil
struct Bye { friend bool operator==(const Bye &, const Bye &) = default; };       ///< I leave
struct Presence
{
    bool isPresent = false;
    friend bool operator==(const Presence &, const Presence &) = default;
};
/// Whom the sender is linked with, as a hash.
struct View
{
    QByteArray hash;
    friend bool operator==(const View &, const View &) = default;
};
QByteArray aliveFrame();
QByteArray askFrame();
QByteArray doubtFrame();
QByteArray viewFrame(const QByteArray &hash);
QByteArray byeFrame();
QByteArray presenceFrame(bool isPresent);

/// Puts frames of one link together. Keeps no more than one message, and allots its memory as that comes.
class Assembly
{
public:
    struct Part {};      ///< of a message that is not complete
    struct Malformed {}; ///< nothing more of this link makes sense
    using Outcome = std::variant<Part, Malformed, Alive, Ask, Doubt, View, Bye, Presence, Message>;

    Outcome take(const QByteArray &frame);

private:
    Outcome takeFirst(QByteArrayView body);
    Outcome takeMore(QByteArrayView body);

    std::optional<Message> m_message;
    qint64 m_total = 0;
    bool m_isBroken = false;
};

} // namespace mld::lan
