// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSet>
#include <QString>

namespace mld {

using CloneId = QString;
using DomainName = QString;

/// What a transport can do. May change when a connection is made.
struct TransportCapabilities
{
    qint64 maxPayload = 0;        ///< bytes in one message; 0 means no known limit. May shrink while
                                  ///< connected: before `done` with TooLarge, if that taught it
    bool nativePresence = false;  ///< the service itself reports who is there
    bool publishConfirmed = false;///< `done` means that the service has the message
    bool fifoPerPublisher = true; ///< broadcasts of one publisher arrive in order
    bool storesForOffline = false;///< the service keeps messages for clones that are away
    bool reachesJs = false;       ///< m-ld-js speaks the same mapping
    qint64 maxTerm = 0;           ///< UTF-16 units in a literal or an IRI, which some member there cannot survive
                                  ///< if they are more; 0 means no limit. Known from the start. Not of shared
                                  ///< texts and binaries
    int expectedDepartureMs = 0;  ///< how long until peers notice that one has gone without a word
};

/// Why a transport is not connected, told apart so that a person can be told what to do.
enum class TransportErrorCode {
    None,
    HostNotFound,
    ConnectionRefused,
    TimedOut,
    ConnectionLost,
    TlsFailed,          ///< handshake failed for another reason than the certificate
    CertificateRejected,///< the server's certificate is not trusted, expired, or for another name
    BadCredentials,
    Forbidden,
    QosRefused,
    TooLarge,
    ProtocolError,
    BadConfiguration,
    NoAnswer,         ///< what takes the connection says nothing, or hangs up
    WantsTls,         ///< a connection without TLS was tried where only secure ones are taken
    ClientCertificate,///< the service wants a certificate of us, or another than ours
    IdInUse,          ///< another clone is connected by the same id, and the two throw each other out
    NoResources,      ///< this machine lets the process open no more files or connections
    ServiceBlocked,   ///< the service is there, and takes nothing for now
};

struct TransportError
{
    TransportErrorCode code = TransportErrorCode::None;
    QString message; ///< for people: what is wrong and what to do
};

/// The three kinds of unicast message (wire.md 14).
enum class Lane : quint8 { Send, Reply, Notify };

/// Where a unicast message goes, or came from. `messageId` is set for Send and Reply,
/// `sentMessageId` for Reply (the id of the message that is answered), `channelId` for Notify.
/// A Notify with an empty `to` goes to every peer that has opened the channel; `openChannel` with
/// an empty `peer` receives from all of them. Apps use this for what is never stored, such as carets.
struct Address
{
    Lane lane = Lane::Send;
    CloneId from;
    CloneId to;
    QString messageId;
    QString sentMessageId;
    QString channelId;
};

/// A message handed over for sending; its fate is told by Transport::done.
using Ticket = quint64;

/// Carries one clone's messages over one messaging service. Implementations know nothing of clocks
/// or operations; the clone knows nothing of sockets or credentials. All calls and signals are on
/// the thread of the object.
///
/// The contract, checked for every implementation by tests/transports/conformance:
/// - `Connected` means subscribed, not just that a socket is open. `presenceChanged` follows it,
///   always, even with an empty set.
/// - `Failed` needs a person (wrong password, refused certificate), here or at the service; if that may
///   be at the service, it tries again all the same, seldom, and says nothing until the outcome is
///   another. `Offline` retries by itself, with backoff and jitter.
/// - `Connected` with an error means that the connection stands, but does not carry all that it should.
/// - Broadcasts of one publisher arrive in order and at least once while connected; the clone
///   finds gaps by its clock.
/// - No signal is emitted from inside a call.
/// - Nothing is queued while not Connected: such messages are `done` with ok = false.
class Transport : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Connecting, Connected, Offline, Failed, Closed };
    Q_ENUM(State)

    using QObject::QObject;

    virtual State state() const = 0;
    virtual TransportCapabilities capabilities() const = 0;
    /// Starts connecting as clone `clone` of `domain`; outcome by stateChanged. While it waits for the next
    /// attempt, it makes that now.
    virtual void open(const DomainName &domain, const CloneId &clone) = 0;
    /// Leaves: absence is announced, what was accepted is flushed within a bounded time, then
    /// `Closed` follows.
    virtual void close() = 0;
    /// Declares the clone present or absent to its peers (wire.md 15); remembered, and declared
    /// again after each reconnection.
    virtual void setPresent(bool present) = 0;
    /// Whether the clone has taken part in the domain before: then it was there, and a service that makes domains for
    /// who asks must not make it anew. Before open(), and when it has joined.
    virtual void setJoined(bool) { }
    /// Sends an operation message to everyone else on the domain.
    virtual Ticket broadcast(const QByteArray &payload) = 0;
    /// Sends a control message to one peer.
    virtual Ticket unicast(const Address &address, const QByteArray &payload) = 0;
    /// Begins to receive notifications on a channel that `peer` will send on; `channelOpened` follows
    /// when nothing sent from then on can be missed.
    virtual void openChannel(const QString &channelId, const CloneId &peer) = 0;
    virtual void closeChannel(const QString &channelId) = 0;

Q_SIGNALS:
    void stateChanged(mld::Transport::State state, const mld::TransportError &error);
    /// The whole set of present peers, without this clone.
    void presenceChanged(const QSet<mld::CloneId> &present);
    void operationReceived(const QByteArray &payload);
    void messageReceived(const mld::Address &from, const QByteArray &payload);
    void channelOpened(const QString &channelId);
    void done(mld::Ticket ticket, bool ok, const mld::TransportError &error);
};

} // namespace mld

Q_DECLARE_METATYPE(mld::TransportError)
Q_DECLARE_METATYPE(mld::Address)
