// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/meeting/door.h"
#include "lan/meeting/handshake.h"

#include <QHostAddress>
#include <QTimer>
#include <QWebSocket>

#include <functional>
#include <memory>

namespace mld::lan {

/// Why a link is over.
enum class Ending {
    Unreachable, ///< nobody takes the connection, or no TLS comes of it
    Refused,     ///< by us: see Link::refusal()
    Late,        ///< it did not prove itself in time
    Superfluous, ///< there is another link with the same member, which stays
    Left,        ///< the other said goodbye
    Lost,        ///< it was up, or the other did not want it
};

/// One connection with somebody: a WebSocket over TLS, on which both prove that they are members. Of two links between
/// the same two instances one must go, and both ends must mean the same one: the end with the lower instance decides.
/// It says Keep, from which on it sends; the other answers Kept, and sends from there on. So whoever has heard all of
/// that knows that he is heard as well.
class Link : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Meeting, ///< until both have proved themselves
        Deciding,///< until one of them keeps it
        Open,    ///< we may send; the lower one does not know yet that the other has it too
        Up,
        Over,
    };

    /// Asks whether there is another link with an instance.
    using IsLinked = std::function<bool(const QByteArray &instance)>;

    /// Dials.
    Link(Self self, const QSslConfiguration &tls, const QString &host, quint16 port, IsLinked isLinked);
    /// Takes who has come.
    Link(Self self, const QSslConfiguration &tls, const Arrival &arrival, IsLinked isLinked);
    ~Link() override;

    State state() const { return m_state; }
    Role role() const { return m_role; }
    /// Who it is; from `met` on.
    const Met &other() const { return m_other; }
    Refusal refusal() const { return m_refusal; }
    bool isOurs() const { return m_self.instance < m_other.instance; } ///< to decide

    /// From `met` on, by the one with the lower instance.
    void keep();
    /// Ends it; `over` follows.
    void end(Ending ending);

    /// From `opened` on.
    void send(const QByteArray &frame);
    /// Bytes that the system has not taken yet.
    qint64 backlog() const;

    static constexpr int kPatienceMs = 5000;
    static constexpr int kReachMs = 1500; ///< for a machine whose address is known to take the connection
    static constexpr qsizetype kLongestFrame = 1024 * 1024;

Q_SIGNALS:
    void met();    ///< both have proved themselves
    void opened(); ///< we may send
    void up();     ///< and the other hears it
    void received(const QByteArray &frame);
    void heard(bool isMoreToCome); ///< anything at all; whether it has ended in the middle of a frame
    void drained(); ///< the backlog has become less
    void over(mld::lan::Ending ending);

private:
    Link(Role role, Self self, IsLinked isLinked);
    void watch();
    void begin(QSslSocket *tls, const QByteArray &own);
    void onMessage(const QByteArray &message);
    void onGreeting(const QByteArray &message);
    void setState(State state) { m_state = state; }

    const Role m_role;
    const Self m_self;
    const IsLinked m_isLinked;
    std::unique_ptr<QWebSocket> m_socket;
    QPointer<QSslSocket> m_tls;
    std::unique_ptr<Handshake> m_handshake;
    State m_state = State::Meeting;
    Met m_other;
    Refusal m_refusal = Refusal::None;
    QTimer m_patience;
};

} // namespace mld::lan
