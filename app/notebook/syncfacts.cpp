// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/syncfacts.h"

#include "connectionwords.h"
#include "settings/words.h"

namespace commonplace {
namespace {

using Tone = SyncReport::Tone;

/// "Ada", "Ada and Ben", "Ada and 2 others", "another member".
QString listed(const QStringList &members)
{
    QStringList names = members;
    const qsizetype nameless = names.removeAll(QString());
    if (names.isEmpty())
        return nameless == 1 ? Words::tr("another member") : Words::tr("%1 other members").arg(nameless);
    if (names.size() == 1 && nameless == 1)
        return Words::tr("%1 and another member").arg(names.first());
    if (members.size() == 1)
        return names.first();
    if (names.size() == 2 && nameless == 0)
        return Words::tr("%1 and %2").arg(names.first(), names.last());
    return Words::tr("%1 and %2 others").arg(names.first()).arg(members.size() - 1);
}

SyncReport problem(const SyncFacts &facts, const QString &service)
{
    const QString saved = facts.isStarted ? Words::tr(" What you write is saved on this machine.") : QString();
    const mld::FailureText failure = mld::failureText({ facts.transportError, facts.transportMessage });
    const QString where = failure.isInSettings
        ? Words::tr(" How %1 is reached can be changed in Settings → Messaging services.").arg(service) : QString();
    return { Tone::Problem, failure.title, failure.sentence + where + saved };
}

/// Nobody can be found, for a reason that is known.
SyncReport hampered(const SyncFacts &facts)
{
    const mld::FailureText failure = mld::failureText({ facts.transportError, facts.transportMessage });
    const bool isHidden = facts.transportError == mld::TransportErrorCode::Forbidden
        || facts.transportError == mld::TransportErrorCode::BadConfiguration;
    const QString settings = isHidden ? Words::tr(" That is done in Settings → Messaging services.") : QString();
    const QString saved = facts.isStarted ? Words::tr(" What you write is saved on this machine.") : QString();
    if (facts.transportError == mld::TransportErrorCode::ConnectionLost) // there is no network
        return { Tone::Offline, Words::tr("Offline"), failure.sentence + saved };
    return { Tone::Problem, failure.title, failure.sentence + settings + saved };
}

SyncReport offline(const SyncFacts &facts, const QString &service, Carrier carrier)
{
    const QString told = mld::failureText({ facts.transportError, facts.transportMessage }).sentence;
    if (carrier == Carrier::Nearby)
        return { Tone::Offline, Words::tr("Offline"), (facts.isStarted ? Words::tr("Saved on this machine. ") : QString()) + told };
    const QString why = told.isEmpty() ? Words::tr("There is no connection to %1.").arg(service) : told;
    if (!facts.isStarted)
        return { Tone::Offline, Words::tr("Offline"), why + Words::tr(" The notebook will be fetched when it is back.") };
    return { Tone::Offline, Words::tr("Offline"),
             Words::tr("Saved on this machine. ") + why + Words::tr(" Changes will be sent when it is back.") };
}

/// Nobody is there to exchange anything with, so what is written is on this machine alone, whatever was sent.
SyncReport aloneNearby(const SyncFacts &facts)
{
    if (!facts.isStarted)
        return { Tone::Busy, Words::tr("Waiting for others"),
                 Words::tr("Nobody who has this notebook is nearby just now. It will be fetched as soon as somebody is: ask them "
                    "to open Commonplace on the network that this computer is on. If they have it open, the network may "
                    "hide computers from each other: enter the address of theirs in Settings → Messaging services.") };
    if (facts.isCopy)
        return { Tone::Busy, Words::tr("Waiting for others"),
                 Words::tr("Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the "
                    "others again: what you write is sent as soon as one of them is nearby.") };
    return { Tone::Quiet, facts.writtenTicks >= 0 ? Words::tr("Saved") : Words::tr("Nobody nearby"),
             Words::tr("Saved on this machine. Nobody else is nearby just now: others get it when they have Commonplace open on "
                "the same network as you.") };
}

SyncReport connected(const SyncFacts &facts, const QString &service, const QVector<KnownPeer> &peers, Carrier carrier)
{
    const bool isNearby = carrier == Carrier::Nearby;
    const bool isBadlyOff = facts.isStarted && (facts.clone.apart || facts.clone.withheld);
    if (isNearby && facts.isAlone() && !isBadlyOff)
        return aloneNearby(facts);
    if (!facts.isStarted) {
        if (facts.isAlone())
            return { Tone::Busy, Words::tr("Waiting for others"),
                     Words::tr("Nobody who has this notebook is connected to %1 just now. It will be fetched as soon "
                        "as somebody is: ask them to open Commonplace.").arg(service) };
        if (facts.clone.fetched > 0 && facts.clone.expected >= facts.clone.fetched)
            return { Tone::Busy, Words::tr("Fetching"),
                     Words::tr("Fetching %L1 of %L2 from another member…").arg(facts.clone.fetched).arg(facts.clone.expected) };
        return { Tone::Busy, Words::tr("Fetching"), Words::tr("Fetching the notebook from another member…") };
    }
    if (facts.isCopy && facts.isAlone())
        return { Tone::Busy, Words::tr("Waiting for others"),
                 Words::tr("Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the "
                    "others again: what you write is sent as soon as one of them is connected to %1.").arg(service) };
    if (facts.isCopy)
        return { Tone::Busy, Words::tr("Joining again"),
                 Words::tr("Saved on this machine. This notebook was copied or restored from elsewhere; it is joining the "
                    "others again.") };
    if (facts.clone.apart)
        return { Tone::Problem, Words::tr("Another beginning"),
                 (isNearby ? Words::tr("Saved on this machine. Somebody nearby has this notebook too, but began it anew, so the two "
                                "cannot be joined and nothing is exchanged. Agree on one of the two: whoever has the other "
                                "removes it, and joins again with a link.")
                           : Words::tr("Saved on this machine. Somebody on %1 has this notebook too, but began it anew, so the two "
                                "cannot be joined and nothing is exchanged. Agree on one of the two: whoever has the other "
                                "removes it, and joins again with a link.").arg(service)) };
    if (facts.clone.withheld)
        return { Tone::Problem, Words::tr("Too large to send"),
                 (isNearby ? Words::tr("Saved on this machine. One of your changes is more than goes into one message, so it and "
                                "what you wrote since are not sent. Take it back, and make it in smaller pieces.")
                           : Words::tr("Saved on this machine. One of your changes is more than %1 takes in one message, so it "
                                "and what you wrote since are not sent. Ask whoever runs it to allow larger messages, or "
                                "let the notebook use another messaging service.").arg(service)) };
    if (facts.clone.outdated && !facts.isAlone())
        return { Tone::Busy, Words::tr("Catching up"),
                 Words::tr("Saved on this machine. Catching up with what others have written…") };

    // Without others there is nobody to send to, so what is written may wait here for long.
    const bool isSent = facts.publishedTicks >= facts.writtenTicks;
    if (!isSent && facts.isAlone())
        return { Tone::Quiet, Words::tr("Saved"),
                 Words::tr("Saved on this machine. Nobody else is connected to %1: others get it when they meet you.")
                     .arg(service) };
    if (!isSent)
        return { Tone::Busy, Words::tr("Sending"),
                 isNearby ? Words::tr("Saved on this machine. Sending to those nearby…")
                          : Words::tr("Saved on this machine. Sending to %1…").arg(service) };

    QStringList have;
    QStringList lack;
    for (const KnownPeer &peer : peers) {
        if (peer.receivedTicks >= 0)
            (peer.receivedTicks >= facts.writtenTicks ? have : lack).append(peer.name);
    }
    const bool hasWritten = facts.writtenTicks >= 0;
    if (facts.isAlone() && hasWritten)
        return { Tone::Quiet, Words::tr("Sent"),
                 Words::tr("Saved on this machine and sent to %1. Nobody else is connected: others get it when they "
                    "meet you or someone who has it.").arg(service) };
    if (facts.isAlone())
        return { Tone::Quiet, Words::tr("Connected"),
                 Words::tr("Saved on this machine. Connected to %1; nobody else is there just now.").arg(service) };
    if (!have.isEmpty() && lack.isEmpty())
        return { Tone::Quiet, Words::tr("Received"),
                 Words::tr("Saved on this machine, and received by %1.").arg(listed(have)) };
    if (!have.isEmpty())
        return { Tone::Quiet, Words::tr("Received"),
                 Words::tr("Saved on this machine, and received by %1; not yet by %2.").arg(listed(have), listed(lack)) };
    if (hasWritten)
        return { Tone::Quiet, Words::tr("Sent"),
                 isNearby ? Words::tr("Saved on this machine and sent to those nearby.")
                          : Words::tr("Saved on this machine and sent to %1.").arg(service) };
    return { Tone::Quiet, Words::tr("Up to date"), Words::tr("Saved on this machine. All that others have sent has arrived.") };
}

} // namespace

SyncReport syncReport(const SyncFacts &facts, const QString &service, const QVector<KnownPeer> &peers, Carrier carrier)
{
    const bool isNearby = carrier == Carrier::Nearby;
    using State = mld::Transport::State;
    if (facts.isStarted && facts.unsaved > 0)
        return { Tone::Busy, Words::tr("Saving"), Words::tr("Saving on this machine…") };
    // A store that was copied may not go on with the clock of the first (design.md 2.8).
    if (!facts.hasService && facts.isCopy)
        return { Tone::Problem, Words::tr("Must join again"),
                 Words::tr("Saved on this machine. This notebook was copied or restored from elsewhere, so it must join the "
                    "others again before they get what you write: let it use the messaging service that it is "
                    "shared over. If there are no others, make it your own, above the note.") };
    if (!facts.hasService)
        return { Tone::Quiet, Words::tr("Saved"),
                 Words::tr("Saved on this machine only. Share it to write with others.") };
    switch (facts.transport) {
    case State::Idle:
    case State::Connecting:
        return { Tone::Busy, Words::tr("Connecting"),
                 (facts.isStarted ? Words::tr("Saved on this machine. ") : QString())
                     + (isNearby ? Words::tr("Looking for others nearby…") : Words::tr("Connecting to %1…").arg(service)) };
    case State::Connected:
        // Connected, but it does not carry what is written here.
        if (facts.transportError != mld::TransportErrorCode::None && !isNearby)
            return problem(facts, service);
        // Nearby some may be found in spite of it.
        if (facts.transportError == mld::TransportErrorCode::IdInUse
            || (facts.transportError != mld::TransportErrorCode::None && facts.isAlone()))
            return hampered(facts);
        return connected(facts, service, peers, carrier);
    case State::Offline:
        return offline(facts, service, carrier);
    case State::Failed:
        return problem(facts, service);
    case State::Closed:
        return { Tone::Offline, Words::tr("Closed"), Words::tr("Saved on this machine. The connection is closed.") };
    }
    return {};
}

} // namespace commonplace
