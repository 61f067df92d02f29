// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/cloneprivate_p.h"

#include "jsonld/iri.h"
#include "protocol/agreement.h"
#include "query/events.h"
#include "query/read.h"
#include "query/write.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

#include <algorithm>
#include <iterator>
#include <limits>

namespace mld {

Q_LOGGING_CATEGORY(lcClone, "mld.clone")

namespace {

/// How many calls may share a commit.
constexpr int maxUncommitted = 256;
/// How many operations are kept for peers that were away.
constexpr qint64 journalBound = 50'000;
/// How many more there may be before old ones go even when the clone is never at rest.
constexpr qint64 journalMargin = 10'000;

/// For how long nothing must happen before the store is tidied up.
constexpr int upkeepDelayMs = 1000;
/// How many subjects an answer must have to leave behind what is worth giving back.
constexpr qsizetype largeAnswer = 1000;
/// For how long it is tidied up before others get their turn.
constexpr int upkeepMs = 5;

/// A clone id ends up in topics and in text (wire.md 1).
Result<void> checkId(const CloneId &id)
{
    static const QString unsafe = QStringLiteral("/+#:");
    const bool isSafe = !id.isEmpty() && std::none_of(id.begin(), id.end(), [](QChar c) {
        return c.isSpace() || !c.isPrint() || unsafe.contains(c);
    });
    if (isSafe)
        return {};
    return Error{ErrorCode::BadConfiguration,
                 QStringLiteral("\"@id\" must be text without spaces and without / + # : - for "
                                "example a random word of letters and digits")};
}

Error closedError()
{
    return {ErrorCode::Closed, QStringLiteral("Clone has closed")};
}

/// Under which id the store was last used.
constexpr QByteArrayView lastIdKey("cloneid");

/// Which id to use in place of one of the configuration.
QByteArray insteadKey(const CloneId &configured)
{
    return "cloneid:" + configured.toUtf8();
}

/// Makes the store this clone's own, under the id that it uses.
void keepId(Store &store, const CloneId &configured, const CloneId &used)
{
    store.adopt();
    store.setMeta(lastIdKey, used.toUtf8());
    if (used != configured)
        store.setMeta(insteadKey(configured), used.toUtf8());
}

} // namespace

Clone::Private::Open::Open(Private &owner, std::unique_ptr<Store> opened, Context appContext,
                           ConfiguredConstraints constraints)
    : store(std::move(opened)), context(std::move(appContext)),
      dataset(*store, owner.m_id), journal(*store),
      rules(std::move(constraints), owner.m_id,
            [&owner, base = context.domainBase()] {
                return QString(base % QLatin1String(".well-known/genid/") % owner.m_environment.uniqueId());
            }),
      replica(*store, dataset, journal, rules,
              {owner.m_config.domain, owner.m_id, owner.m_config.maxOperationSize,
               owner.m_config.principalId, owner.m_security.get(), [&owner] { owner.hasRejoined(); }}),
      machine({owner.m_config.genesis && !owner.m_isCopy, owner.m_config.waitForPeers, owner.m_config.networkTimeoutMs},
              replica, owner.m_environment)
{
}

Clone::Private::Private(Clone &clone, CloneConfig config, std::unique_ptr<Transport> transport)
    : m_clone(clone), m_config(std::move(config)), m_transport(std::move(transport))
{
    m_wakeTimer.setSingleShot(true);
    m_wakeTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_wakeTimer, &QTimer::timeout, &m_clone, [this] {
        m_wakeAt.reset();
        m_open->machine.timePassed();
        settle();
    });
    m_upkeepTimer.setSingleShot(true);
    QObject::connect(&m_upkeepTimer, &QTimer::timeout, &m_clone, [this] { tidyUp(); });
}

Clone::Private::~Private()
{
    // Without close() the others see a sudden death, but what was done here is kept.
    if (m_open) {
        const Result<void> committed = m_open->replica.commit();
        if (!committed)
            qCWarning(lcClone).noquote() << committed.error().message;
    }
}

void Clone::Private::setSecurity(std::unique_ptr<TransportSecurity> security)
{
    Q_ASSERT(m_phase == Phase::Idle);
    m_security = std::move(security);
}

Result<void> Clone::Private::start()
{
    if (m_phase != Phase::Idle)
        return Error{ErrorCode::Closed, QStringLiteral("the clone was started before")};
    MLD_TRY(checkId(m_config.id));
    if (!m_config.principalId.isEmpty() && !iri::isValid(m_config.principalId)) {
        return Error{ErrorCode::BadConfiguration,
                     QStringLiteral("the principal \"%1\" must be an absolute IRI, for example "
                                    "https://ada.example/profile#me")
                             .arg(m_config.principalId)};
    }
    auto context = Context::forDomain(m_config.domain, m_config.context);
    if (!context)
        return context.error();
    auto constraints = ConfiguredConstraints::read(m_config.constraints, *context);
    if (!constraints)
        return constraints.error();
    auto store = Store::open(m_config.storePath);
    if (!store)
        return store.error();
    MLD_TRY(identify(**store));
    m_open = std::make_unique<Open>(*this, std::move(*store), std::move(*context),
                                    std::move(*constraints));
    if (m_isCopy) {
        qCWarning(lcClone) << "the store is a copy, or has gone back in time: the clone works offline until "
                              "it has joined the domain anew";
        if (!m_open->replica.isDetached())
            m_open->replica.relinquishClock(ClockLoss::Copied, m_formerId, m_id);
    }
    m_phase = Phase::Running;
    m_open->machine.start();
    settle();
    if (m_transport)
        connectTransport();
    return {};
}

Result<void> Clone::Private::identify(Store &store)
{
    const QByteArray instead = store.meta(insteadKey(m_config.id)).value_or(m_config.id.toUtf8());
    m_id = QString::fromUtf8(instead);
    Journal journal(store);
    if (m_config.takeOver && journal.detachment().value_or(Detachment()).isCopy) {
        MLD_TRY(store.begin());
        journal.setDetachment({});
    }
    const auto detachment = journal.detachment();
    const bool isCopied = store.isCopy() && !m_config.takeOver && journal.time();
    if (store.error()) // and then what was read means nothing
        return *store.error();
    m_isCopy = isCopied || detachment;
    m_formerId = QString::fromUtf8(store.meta(lastIdKey).value_or(QByteArray()));
    if (!m_isCopy) {
        MLD_TRY(store.begin());
        keepId(store, m_config.id, m_id);
        return {};
    }
    // Two must not go by one id: not on the network, and not in texts, for good (semantics.md 12.10).
    if (!isCopied)
        m_id = detachment->pid;
    else if (detachment || m_formerId == m_id)
        m_id = m_environment.uniqueId();
    return {};
}

void Clone::Private::hasRejoined()
{
    keepId(*m_open->store, m_config.id, m_nextId.isEmpty() ? m_id : m_nextId);
}

void Clone::Private::connectTransport()
{
    Transport *transport = m_transport.get();
    QObject::connect(transport, &Transport::stateChanged, &m_clone,
                     [this](Transport::State state) { transportChanged(state); });
    const auto tell = [this](auto &&event) {
        if (m_phase != Phase::Running)
            return;
        event(m_open->machine);
        settle();
    };
    QObject::connect(transport, &Transport::presenceChanged, &m_clone,
                     [this, tell](const QSet<CloneId> &present) {
                         QSet<CloneId> others = present;
                         others.remove(m_id);
                         // With the connection goes the knowledge of who is there.
                         if (m_transport->state() == Transport::State::Connected) {
                             tell([&](Machine &machine) {
                                 machine.setMaxPayload(m_transport->capabilities().maxPayload);
                                 machine.presenceChanged(others);
                             });
                         }
                         if (others == m_peers)
                             return;
                         m_peers = others;
                         Q_EMIT m_clone.peersChanged(m_peers);
                     });
    QObject::connect(transport, &Transport::operationReceived, &m_clone,
                     [tell](const QByteArray &payload) {
                         tell([&](Machine &machine) { machine.operationReceived(payload); });
                     });
    QObject::connect(transport, &Transport::messageReceived, &m_clone,
                     [tell](const Address &from, const QByteArray &payload) {
                         tell([&](Machine &machine) { machine.messageReceived(from, payload); });
                     });
    QObject::connect(transport, &Transport::channelOpened, &m_clone,
                     [tell](const QString &channelId) {
                         tell([&](Machine &machine) { machine.channelOpened(channelId); });
                     });
    QObject::connect(transport, &Transport::done, &m_clone,
                     [this, tell](Ticket ticket, bool ok, const TransportError &error) {
                         const Ticket own = m_tickets.take(ticket);
                         if (own == 0)
                             return;
                         tell([&](Machine &machine) {
                             if (error.code == TransportErrorCode::TooLarge)
                                 machine.setMaxPayload(m_transport->capabilities().maxPayload);
                             machine.ticketDone(own, ok);
                         });
                     });
    m_open->machine.setMaxTerm(transport->capabilities().maxTerm);
    transport->setJoined(m_open->replica.hasClock());
    transport->open(m_config.domain, m_id);
}

void Clone::Private::transportChanged(Transport::State state)
{
    switch (state) {
    case Transport::State::Connecting:
    case Transport::State::Connected: // who is present follows
        return;
    case Transport::State::Idle:
    case Transport::State::Offline:
    case Transport::State::Failed:
    case Transport::State::Closed:
        break;
    }
    if (m_phase == Phase::Running) {
        m_open->machine.disconnected();
        settle();
    }
    if (!m_peers.isEmpty()) {
        m_peers.clear();
        Q_EMIT m_clone.peersChanged(m_peers);
    }
    if (state == Transport::State::Closed && m_phase == Phase::Closing)
        shut();
}

CloneStatus Clone::Private::status() const
{
    return m_open ? m_open->machine.status() : CloneStatus();
}

QSet<CloneId> Clone::Private::peers() const
{
    return m_peers;
}

QByteArray Clone::Private::time() const
{
    return m_isStarted && m_open ? m_open->replica.time().encode() : QByteArray();
}

std::optional<qint64> Clone::Private::ownTicksAt(const QByteArray &time) const
{
    if (!m_isStarted || !m_open)
        return {};
    const Result<TreeClock> clock = TreeClock::decode(time);
    return clock ? clock->ticksOf(m_open->replica.time()) : std::nullopt;
}

Result<QJsonArray> Clone::Private::read(const QJsonObject &pattern) const
{
    if (!m_open)
        return closedError();
    auto found = query::read(m_open->dataset, m_open->context, pattern);
    if (found && found->size() > largeAnswer && m_phase == Phase::Running) {
        m_hasAnsweredMuch = true;
        m_upkeepTimer.start(upkeepDelayMs); // it takes memory to make one
    }
    return found;
}

Result<bool> Clone::Private::ask(const QJsonObject &pattern) const
{
    if (!m_open)
        return closedError();
    return query::ask(m_open->dataset, m_open->context, pattern);
}

Result<std::optional<QJsonObject>> Clone::Private::get(const QString &id,
                                                       const QStringList &properties) const
{
    if (!m_open)
        return closedError();
    return query::get(m_open->dataset, m_open->context, id, properties);
}

void Clone::Private::write(const QJsonValue &pattern, Written done)
{
    write([this, pattern] {
              const query::WriteEnvironment environment{
                  [this] { return m_environment.uniqueId(); },
                  [this](const QString &iri) { return m_open->rules.isTextProperty(iri); }};
              return query::evaluateWrite(m_open->dataset, m_open->context, pattern, environment);
          },
          query::agreementOf(pattern), std::move(done));
}

void Clone::Private::remove(const QString &id, Written done)
{
    write([this, id] { return query::evaluateDelete(m_open->dataset, m_open->context, id); },
          QJsonValue::Undefined, std::move(done));
}

void Clone::Private::write(Evaluate evaluate, const QJsonValue &agreement, Written done)
{
    // An update's handlers see the state of just that update (semantics.md 13.4).
    if (m_showing > 0) {
        QMetaObject::invokeMethod(
                &m_clone,
                [this, evaluate = std::move(evaluate), agreement, done = std::move(done)]() mutable {
                    write(std::move(evaluate), agreement, std::move(done));
                },
                Qt::QueuedConnection);
        return;
    }
    const Result<void> written = makeWrite(evaluate, agreement);
    if (done)
        m_written.emplace_back(std::move(done), written);
    settle();
}

Result<void> Clone::Private::makeWrite(const Evaluate &evaluate, const QJsonValue &agreement)
{
    if (m_phase != Phase::Running)
        return closedError();
    auto patch = evaluate();
    Result<void> checked = patch ? m_open->rules.constraint().check(m_open->dataset, *patch)
                                 : Result<void>(patch.error());
    QJsonValue proof = agreement;
    if (checked) {
        const auto isProven = m_open->rules.checkAuthority(m_open->dataset, *patch, m_config.principalId);
        if (!isProven)
            checked = isProven.error();
        else if (*isProven)
            proof = agreement.isUndefined() ? QJsonValue(true) : QJsonArray{agreement, true};
    }
    if (!checked) {
        m_open->machine.writeRefused();
        return checked;
    }
    return m_open->machine.write(*patch, proof.isUndefined() ? QByteArray() : agreement::encodeProof(proof));
}

void Clone::Private::settle()
{
    showChanges();
    if (++m_uncommitted >= maxUncommitted && m_showing == 0)
        flush();
    else
        scheduleFlush();
    scheduleWake();
}

void Clone::Private::showChanges()
{
    if (!m_open)
        return;
    warnOfExtensions();
    ++m_showing;
    for (const Change &change : m_open->machine.takeChanges())
        show(change);
    --m_showing;
}

void Clone::Private::show(const Change &change)
{
    const DataLookup lookup{
        [&](const QString &id) {
            const auto old = change.oldTexts.constFind(id);
            return old == change.oldTexts.constEnd() ? m_open->dataset.textOf(id) : std::optional(*old);
        },
        [&](const QString &id) {
            const auto old = change.oldBinaries.constFind(id);
            return old == change.oldBinaries.constEnd() ? m_open->dataset.binaryOf(id) : std::optional(*old);
        }};
    const query::UpdateSides sides = query::updateSides(change.patch, m_open->context, lookup);
    if (sides.isEmpty())
        return;
    const QString principal =
            change.principalId.isEmpty() ? QString() : m_open->context.compactId(change.principalId);
    Q_EMIT m_clone.updated({change.ticks, sides.deletes, sides.inserts, sides.updates, change.isLocal,
                            principal,
                            change.agreement.isEmpty() ? QJsonValue(QJsonValue::Undefined)
                                                       : agreement::decodeProof(change.agreement)});
}

void Clone::Private::scheduleFlush()
{
    if (std::exchange(m_isFlushScheduled, true))
        return;
    // Behind all that has been posted in this turn.
    QMetaObject::invokeMethod(
            &m_clone,
            [this] {
                if (m_isFlushScheduled)
                    flush();
            },
            Qt::QueuedConnection);
}

void Clone::Private::scheduleWake()
{
    const auto at = m_open ? m_open->machine.wakeAt() : std::nullopt;
    if (at == m_wakeAt)
        return;
    m_wakeAt = at;
    if (!at)
        return m_wakeTimer.stop();
    const qint64 wait = std::clamp<qint64>(*at - m_environment.nowMs(), 0, std::numeric_limits<int>::max());
    m_wakeTimer.start(int(wait));
}

void Clone::Private::flush()
{
    m_isFlushScheduled = false;
    m_uncommitted = 0;
    Result<void> committed;
    if (m_open) {
        committed = m_open->replica.commit();
        std::vector<Effect> effects = m_open->machine.takeEffects();
        // Nothing that rests on what was lost may be heard of.
        if (!committed)
            effects = {effect::Failed{committed.error()}};
        std::move(effects.begin(), effects.end(), std::back_inserter(m_effects));
    }
    // The writer first: it can go on while the others are being told. It may also close the clone, whose
    // last effects must not overtake these.
    for (const auto &[done, result] : std::exchange(m_written, {}))
        done(result && !committed ? committed : result);
    carryOut(std::exchange(m_effects, {}));
    if (!m_open)
        return;
    m_open->store->tendLog();
    if (m_phase != Phase::Running)
        return;
    if (m_open->replica.time().ticks() != m_tidyTicks)
        m_upkeepTimer.start(upkeepDelayMs);
    if (m_open->replica.journalCount() > journalBound + journalMargin && m_open->replica.tidyJournal(journalBound))
        scheduleFlush();
}

/// A little of what can wait until nobody does.
void Clone::Private::tidyUp()
{
    if (m_phase != Phase::Running)
        return;
    QElapsedTimer timer;
    timer.start();
    bool isMore = true;
    while (isMore && timer.elapsed() < upkeepMs) {
        if (!m_open->dataset.upkeep() || !m_open->replica.tidyJournal(journalBound))
            return;
        const auto tidied = m_open->replica.tidy();
        if (!tidied)
            return;
        isMore = *tidied || m_open->dataset.needsUpkeep() || m_open->replica.journalCount() > journalBound;
    }
    m_tidyTicks = m_open->replica.time().ticks();
    flush();
    if (m_phase != Phase::Running)
        return;
    m_open->store->tendLog(Store::Tending::AtRest);
    // After what has come meanwhile.
    if (isMore || m_open->store->shrink()) {
        m_upkeepTimer.start(0);
        return;
    }
    // The terms that were read lie scattered among what the answer took, and would hold its memory.
    if (std::exchange(m_hasAnsweredMuch, false))
        m_open->dataset.dropCaches();
    SystemEnvironment::giveBackMemory();
}

void Clone::Private::carryOut(const std::vector<Effect> &effects)
{
    for (const Effect &effect : effects)
        carryOut(effect);
}

void Clone::Private::carryOut(const Effect &effect)
{
    if (const auto *broadcast = std::get_if<effect::Broadcast>(&effect)) {
        if (m_transport)
            m_tickets.insert(m_transport->broadcast(broadcast->payload), broadcast->ticket);
    } else if (const auto *unicast = std::get_if<effect::Unicast>(&effect)) {
        Address address = unicast->address;
        address.from = m_id;
        if (m_transport)
            m_tickets.insert(m_transport->unicast(address, unicast->payload), unicast->ticket);
    } else if (const auto *open = std::get_if<effect::OpenChannel>(&effect)) {
        if (m_transport)
            m_transport->openChannel(open->channelId, open->peer);
    } else if (const auto *closeChannel = std::get_if<effect::CloseChannel>(&effect)) {
        if (m_transport)
            m_transport->closeChannel(closeChannel->channelId);
    } else if (const auto *presence = std::get_if<effect::SetPresent>(&effect)) {
        if (m_transport)
            m_transport->setPresent(presence->present);
    } else if (const auto *lost = std::get_if<effect::ClockLost>(&effect)) {
        // The id in use stays; it goes by the new one from the next start on, and writes texts so already.
        m_nextId = lost->pid;
        m_isCopy = true;
        Q_EMIT m_clone.isCopyChanged(true);
    } else if (std::get_if<effect::Rejoined>(&effect)) {
        qCInfo(lcClone) << "the clone has joined the domain anew, with all that it had not published";
        m_isCopy = false;
        Q_EMIT m_clone.isCopyChanged(false);
    } else if (std::get_if<effect::Started>(&effect)) {
        m_isStarted = true;
        if (m_transport)
            m_transport->setJoined(true);
        Q_EMIT m_clone.started();
    } else if (const auto *status = std::get_if<effect::StatusChanged>(&effect)) {
        Q_EMIT m_clone.statusChanged(status->status);
    } else if (const auto *published = std::get_if<effect::Published>(&effect)) {
        Q_EMIT m_clone.published(published->ticks);
    } else if (const auto *warned = std::get_if<effect::Warned>(&effect)) {
        qCWarning(lcClone).noquote() << warned->message;
    } else if (const auto *failure = std::get_if<effect::Failed>(&effect)) {
        Q_EMIT m_clone.failed(failure->error);
        close();
    }
}

void Clone::Private::warnOfExtensions()
{
    const std::vector<UnknownExtension> &declared = m_open->rules.extensions().unknown();
    if (declared == m_warnedOf)
        return;
    const std::vector<UnknownExtension> before = std::exchange(m_warnedOf, declared);
    for (const UnknownExtension &unknown : declared) {
        if (std::find(before.cbegin(), before.cend(), unknown) != before.cend())
            continue;
        qCWarning(lcClone).noquote() << "the domain asks for an extension that is not known here:"
                                     << unknown.module << unknown.className;
    }
}

void Clone::Private::close()
{
    switch (m_phase) {
    case Phase::Idle:
        m_phase = Phase::Closed;
        QMetaObject::invokeMethod(&m_clone, &Clone::closed, Qt::QueuedConnection);
        return;
    case Phase::Running:
        break;
    case Phase::Closing:
    case Phase::Closed:
        return;
    }
    m_phase = Phase::Closing;
    m_open->machine.close();
    flush();
    m_wakeTimer.stop();
    if (m_transport && m_transport->state() != Transport::State::Closed)
        m_transport->close(); // shut() when it has
    else
        QMetaObject::invokeMethod(&m_clone, [this] { shut(); }, Qt::QueuedConnection);
}

void Clone::Private::shut()
{
    if (m_phase != Phase::Closing)
        return;
    m_phase = Phase::Closed;
    m_isFlushScheduled = false;
    m_open.reset();
    m_tickets.clear();
    Q_EMIT m_clone.closed();
}

} // namespace mld
