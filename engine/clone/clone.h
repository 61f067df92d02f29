// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/clonestatus.h"
#include "protocol/transport.h"
#include "protocol/transportsecurity.h"
#include "result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace mld {

/// How a clone is set up. The keys are the reference's own (semantics.md 2, 13; design.md 5).
struct CloneConfig
{
    CloneId id;                      ///< `@id`: unique on the domain at any moment
    DomainName domain;               ///< `@domain`
    bool genesis = false;            ///< first clone of a new domain; ignored if the store has data
    QJsonObject context;             ///< `@context`: local to this clone
    QJsonArray constraints;          ///< e.g. [{"@type": "single-valued", "property": "name"}]
    int networkTimeoutMs = 5000;     ///< `networkTimeout`
    qint64 maxOperationSize = 0;     ///< bytes; 0 means no limit
    QString storePath;               ///< the SQLite file; ":memory:" keeps nothing
    bool waitForPeers = true;        ///< a newcomer that meets nobody waits, instead of failing
    bool takeOver = false;           ///< see Clone::isCopy(): the original is gone for good
    QString principalId = {}; ///< absolute IRI of who answers for what is written here; may be empty
};

/// A change of the data, as apps see it (semantics.md 6). Subjects are partial.
struct CloneUpdate
{
    qint64 ticks = 0;
    QJsonArray deletes; ///< `@delete`
    QJsonArray inserts; ///< `@insert`
    QJsonArray updates; ///< `@update`: splices of shared texts, all of them, in order
    bool isLocal = false;
    QString principal; ///< id of who answers for it (`@principal`), as in subjects; empty if nobody
    QJsonValue agreement = QJsonValue::Undefined; ///< `@agree`: the proof, if it is an agreement

    QJsonObject toJson() const;
};

/// A member of an m-ld domain: holds all its data, changes it, and keeps it level with the other
/// members through a Transport. The public face of the engine.
///
/// Lives on one thread, which must have an event loop; every call and signal is on that thread.
/// No call waits for the network. Changes are durable before anybody hears of them.
class Clone : public QObject
{
    Q_OBJECT

public:
    using Written = std::function<void(const Result<void> &)>;

    /// `transport` may be null: the clone is then alone and offline. It is opened by start() and
    /// closed by close(); it must outlive the clone unless it is owned (see below).
    explicit Clone(CloneConfig config, std::unique_ptr<Transport> transport = nullptr,
                   QObject *parent = nullptr);
    ~Clone() override;

    /// Protects what this clone sends, and checks what it receives (wire.md 20). Before start() only.
    void setSecurity(std::unique_ptr<TransportSecurity> security);

    /// Opens the store and begins to connect. After success `started` follows: at once for a
    /// genesis or a stored clone, after the first snapshot for a newcomer.
    Result<void> start();
    /// Commits what is pending, leaves the domain, closes the store; `closed` follows.
    void close();

    /// The id in use: that of the configuration, save for what has been a copy (see isCopy()).
    CloneId id() const;
    /// True if the store was found to be a copy of another, moved or restored by other means than
    /// this program, or to have gone back in time, as a peer's knowledge of it showed. Its clock may be
    /// in use elsewhere, so the clone becomes a new member (design.md 2, rule 8): it can be read and
    /// changed, but is not online until it has met another member. What nobody else has goes with it:
    /// what was written before the copy was made as it is, what was written since as if written now. If
    /// it is certain that the original of a copy will never run again, start it with
    /// CloneConfig::takeOver instead.
    bool isCopy() const;
    bool isStarted() const;
    CloneStatus status() const;
    /// The ids of the peers that are present.
    QSet<CloneId> peers() const;

    /// Answers a json-rql read pattern (semantics.md 4) from the current state.
    Result<QJsonArray> read(const QJsonObject &pattern) const;
    /// Whether the `@where` of a pattern has a solution.
    Result<bool> ask(const QJsonObject &pattern) const;
    /// The subject with an id, all of it or some properties; nothing if there is none.
    Result<std::optional<QJsonObject>> get(const QString &id,
                                           const QStringList &properties = {}) const;
    /// A place in the shared text that a subject has for `property`: left of the unit at `index`, in
    /// UTF-16 units, clamped to the text. It stays with the character to its left whatever anybody
    /// writes, also after that was deleted, and means the same to every member that has received
    /// as much. Opaque bytes, of a hundred or so for most places. BadPattern if there is no such text.
    Result<QByteArray> textPlace(const QString &id, const QString &property, qsizetype index) const;
    /// The index at which a place, of this or another member, is now. O(log n) for each step of the path
    /// to the character. Malformed if it is no place; BadPattern if the text has been replaced since.
    Result<qsizetype> textIndex(const QString &id, const QString &property,
                                const QByteArray &place) const;
    /// Applies a json-rql write pattern (semantics.md 5) as one transaction. `done` is called, from
    /// the event loop, once the change is durable, or with the reason why nothing was changed. The
    /// `updated` signal comes first.
    void write(const QJsonValue &pattern, Written done = {});
    /// Deletes a subject and all references to it, as write() does.
    void remove(const QString &id, Written done = {});

    /// What this clone has received so far: its clock in MessagePack (wire.md 3), for other members
    /// to look at with ownTicksAt(). Empty until there is one.
    QByteArray time() const;
    /// How many of this clone's own ticks were known at the time() of another clone of the domain: a
    /// change made here has been received there if that is at least the `ticks` of its update.
    /// Nothing if `time` is no clock.
    std::optional<qint64> ownTicksAt(const QByteArray &time) const;

    Transport *transport() const;

Q_SIGNALS:
    void started();
    void statusChanged(const mld::CloneStatus &status);
    /// The clone has found out that it must become a new member, or has become one; see isCopy().
    void isCopyChanged(bool isCopy);
    void peersChanged(const QSet<mld::CloneId> &peers);
    void updated(const mld::CloneUpdate &update);
    /// Own operations up to tick `ticks` have been accepted by the messaging service.
    void published(qint64 ticks);
    /// The clone cannot go on; its data is safe. `closed` follows.
    void failed(const mld::Error &error);
    void closed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mld
