// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backoff.h"
#include "lan/finding/peerfinder.h"
#include "lan/lanoptions.h"
#include "lan/meeting/door.h"
#include "lan/meeting/link.h"

#include <QHash>
#include <QStringList>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace mld::lan {

/// What was refused, and how often.
struct Refusals
{
    qint64 turnedAway = 0;  ///< went, or had to, before saying anything of ours
    qint64 strangers = 0;
    qint64 malformed = 0;
    qint64 otherVersions = 0;
    qint64 reflected = 0;   ///< we met ourselves, or a mirror
    qint64 late = 0;
    qint64 namesakes = 0;   ///< another member with our clone id
};

/// Links with all members that can be found, one with each: dials who is found, takes who comes, and decides which link
/// stays where there are two. The one with the lower instance dials; the other does so only if nothing comes of that
/// for a while, as where one of the two machines takes no connections.
class Mesh : public QObject
{
    Q_OBJECT

public:
    Mesh(Self self, std::unique_ptr<PeerFinder> finder, QList<TypedPeer> typed, QObject *parent = nullptr);
    ~Mesh() override;

    /// Listens at a port, 0 for any, or the first that is free of as many from there on, and begins to find and to dial.
    /// As many are tried where one was typed. None: it does.
    TransportError open(quint16 port, int ports = 1);
    /// Meets nobody any more; the links that are up stay.
    void stopMeeting();
    /// Ends all links too.
    void close();
    /// The network may be another, or we were away: asks who is there, and dials at once whoever is not linked.
    void lookAgain();
    quint16 port() const { return m_door ? m_door->serverPort() : 0; }
    const Refusals &refusals() const { return m_refusals; }
    /// How many are at the door, or met but not known yet.
    qsizetype strangersCount() const { return qsizetype(m_meeting.size()); }
    const QByteArray &instance() const { return m_self.instance; }

    static constexpr qsizetype kMostLinks = 256;
    static constexpr qsizetype kMostMeetings = 64; ///< with who has come; as many at the door

Q_SIGNALS:
    void opened(mld::lan::Link *link); ///< we may send
    void up(mld::lan::Link *link);     ///< and are heard, and hear
    void over(mld::lan::Link *link);   ///< of one that was opened; it is gone right after this
    void hampered(const mld::TransportError &error);
    /// Links that are up may be dead now.
    void networkChanged();
    /// Another member uses our clone id: somebody copied the data.
    void namesakeMet();
    void refused(mld::lan::Refusal refusal);
    /// Those who were found at first are linked, or cannot be.
    void settled();

private:
    /// Somebody whom we may dial.
    struct Candidate
    {
        QStringList hosts; ///< the last that was found first; one, if it was typed
        quint16 port = 0;
        QByteArray instance; ///< of a typed one, once it was met
        bool isTyped = false;
        int offset = 0; ///< of the port, where it was typed: several notebooks of one program have each their own
        Backoff backoff;
        int failures = 0;
        Link *attempt = nullptr; ///< under way
        QTimer timer;            ///< for the next attempt
        bool isAwaited = true;   ///< nothing has come of it yet, in one way or the other
    };

    bool listen(quint16 port);
    void onFound(const FoundPeer &peer);
    void dialAll();
    void dialSoon(Candidate &candidate);
    void dial(Candidate &candidate);
    void onCame(const Arrival &arrival);
    void watch(Link *link);
    void onMet(Link *link);
    void endSoon(Link *link, Ending ending);
    void onOpened(Link *link);
    void onOver(Link *link, Ending ending);
    void count(const Link &link, Ending ending);
    void onLost(const QByteArray &instance, bool hasLeft);
    void onFailed(Candidate *candidate);
    Candidate *candidateOf(const Link *link);
    bool isLinked(const QByteArray &instance) const { return m_links.contains(instance); }
    Link::IsLinked linkedQuestion();
    std::unique_ptr<Link> take(Link *link);
    bool isAnybodyAwaited() const;
    void noteOutcome();
    void settle();

    const Self m_self;
    std::unique_ptr<PeerFinder> m_finder;
    const QList<TypedPeer> m_typed;
    QSslConfiguration m_tls;
    std::unique_ptr<Door> m_door;
    int m_ports = 1;
    std::vector<std::unique_ptr<Link>> m_meeting; ///< the oldest first
    QHash<QByteArray, Link *> m_links;            ///< open or up, by instance
    std::vector<std::unique_ptr<Link>> m_open;
    std::map<QByteArray, std::unique_ptr<Candidate>> m_candidates; ///< by instance; typed ones by what was typed
    QTimer m_settling;
    bool m_hasAnswers = false; ///< the time for the first answers is over
    bool m_isSettled = false;
    bool m_isMeeting = false;
    Refusals m_refusals;
};

} // namespace mld::lan
