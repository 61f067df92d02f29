// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sealing/notebookkey.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace mld {

class Environment;

/// Where a message goes: what is sealed for one place is nothing in another. Ids are as they travel. A broadcast has
/// none; on a channel, only its id counts.
struct SealedPlace
{
    enum class Lane : quint8 { Operation = 0, Send = 1, Reply = 2, Notify = 3 };

    Lane lane = Lane::Operation;
    QString from = {};
    QString to = {};
    QString messageId = {};
    QString sentMessageId = {};
    QString channelId = {};
};

/// What became of bytes from outside.
enum class SealOutcome {
    Opened,
    NotSealed, ///< nothing that a member sends
    OtherKey,  ///< sealed with another key of this or any domain, or made to look so
    Broken,    ///< not by anybody who has the key, or not for this place
};

/// A key in use: seals messages, opens them, and marks the ids of members (suite 1, engine/sealing/README.md). Has no
/// state: any message can be opened at any time and in any order.
class Seal
{
public:
    struct Opened
    {
        SealOutcome outcome = SealOutcome::NotSealed;
        QByteArray payload; ///< if Opened
    };

    explicit Seal(const NotebookKey &key);

    /// A sealed message. Takes 24 random bytes from the environment.
    QByteArray sealed(QByteArrayView payload, const SealedPlace &place, Environment &environment) const;
    Opened opened(QByteArrayView message, const SealedPlace &place) const;
    /// The most bytes of a payload for which sealed() has no more than `message` bytes; at least 1.
    static qint64 payloadFor(qint64 message);
    /// The 24 bytes that no other message has; empty if this is no sealed message.
    static QByteArrayView nonceOf(QByteArrayView message);

    /// The id of a member as it travels: with a mark that only who has the key can make.
    QString wireId(const QString &cloneId) const;
    /// The id without its mark; nothing if it has none, or a wrong one.
    std::optional<QString> cloneId(const QString &wireId) const;

    /// sealed(), with the 24 bytes given: for tests and vectors alone, as no two messages may have the same.
    QByteArray sealedWith(QByteArrayView nonce, QByteArrayView payload, const SealedPlace &place) const;

private:
    QByteArray associated(const SealedPlace &place) const;

    QString m_domain;
    QByteArray m_head; ///< with which every message begins
    Secret m_content;
    Secret m_tag;
};

} // namespace mld
