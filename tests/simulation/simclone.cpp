// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "simclone.h"

#include "dataset/snapshot.h"
#include "query/write.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld::simulation {

namespace {

QString written(const Triple &triple)
{
    const Term &object = triple.object;
    const QString value = object.isIri()
            ? QStringLiteral("<%1>").arg(object.text())
            : QStringLiteral("\"%1\"^^%2").arg(object.text(), object.datatype());
    return triple.subject.text() + u' ' + triple.predicate.text() + u' ' + value;
}

/// Indexes of list slots are each clone's own (wire.md 11).
bool isOwnBusiness(const Triple &triple)
{
    return triple.predicate.text() == iris::index;
}

std::map<QString, QString> textsOf(const Graph &graph)
{
    std::map<QString, QString> texts;
    graph.match(0, 0, 0, [&](TermId, TermId, TermId object) {
        const Term term = graph.term(object);
        if (term.datatype() == iris::text)
            texts[term.text()] = graph.textOf(term.text()).value_or(QStringLiteral("(no text)"));
        return true;
    });
    return texts;
}

std::set<QString> triplesOf(const Graph &graph)
{
    std::set<QString> triples;
    graph.match(0, 0, 0, [&](TermId subject, TermId predicate, TermId object) {
        const Triple triple{graph.term(subject), graph.term(predicate), graph.term(object)};
        if (!isOwnBusiness(triple))
            triples.insert(written(triple));
        return true;
    });
    return triples;
}

template <typename T>
QString firstDifference(const T &told, const T &held)
{
    for (const auto &entry : told) {
        if (!held.contains(entry))
            return QStringLiteral("events tell of, but is not there: ") + entry;
    }
    for (const auto &entry : held) {
        if (!told.contains(entry))
            return QStringLiteral("is there, but no event told: ") + entry;
    }
    return {};
}

QString describe(const Change &change)
{
    QStringList parts{(change.isLocal ? QStringLiteral("wrote @%1") : QStringLiteral("updated @%1")).arg(change.ticks)};
    if (!change.agreement.isEmpty())
        parts.append(QStringLiteral("agreed"));
    const auto add = [&parts](const char *sign, const std::vector<Triple> &triples) {
        for (const Triple &triple : triples) {
            if (!isOwnBusiness(triple))
                parts.append(QString::fromLatin1(sign) + written(triple));
        }
    };
    add("-", change.patch.deletes);
    add("+", change.patch.inserts);
    add("(-)", change.patch.entailedDeletes);
    add("(+)", change.patch.entailedInserts);
    for (const TextSplices &splices : change.patch.splices) {
        for (const Splice &splice : splices.splices) {
            parts.append(QStringLiteral("%1[%2,%3,\"%4\"]")
                                 .arg(splices.triple.object.text())
                                 .arg(splice.index)
                                 .arg(splice.deleteCount)
                                 .arg(splice.content));
        }
    }
    return parts.join(QStringLiteral("  "));
}

} // namespace

SimClone::SimClone(Settings settings, MemoryNetwork &network, Random &random)
    : m_settings(std::move(settings)), m_environment(network, random), m_nextId(m_settings.id)
{
    m_context = *Context::forDomain(m_settings.domain);
    auto store = Store::open(m_settings.path);
    if (!store) {
        m_failure = store.error().message;
        return;
    }
    m_store = std::move(*store);
    m_dataset = std::make_unique<Dataset>(*m_store, m_settings.id);
    m_journal = std::make_unique<Journal>(*m_store);
    ConfiguredConstraints configured;
    configured.singleValued.assign(m_settings.singleValued.cbegin(), m_settings.singleValued.cend());
    m_rules = std::make_unique<DomainRules>(configured, m_settings.id, [this] {
        return QString(m_context.domainBase() + m_environment.uniqueId());
    });
    m_replica = std::make_unique<Replica>(*m_store, *m_dataset, *m_journal, *m_rules,
                                          ReplicaConfig{m_settings.domain, m_settings.id});
    if (!m_settings.copyOf.isEmpty() && m_journal->time() && !m_replica->isDetached())
        m_replica->relinquishClock(ClockLoss::Copied, m_settings.copyOf, m_settings.id);
    MachineConfig config;
    config.genesis = m_settings.genesis;
    config.networkTimeoutMs = m_settings.networkTimeoutMs;
    config.triplesInMessage = 5; // so that most snapshots take many
    m_machine = std::make_unique<Machine>(config, *m_replica, m_environment);
    readAll();
    m_machine->start();
    settle();
    commit();
    m_transport = network.makeTransport();
    if (m_settings.wrap)
        m_transport = m_settings.wrap(m_settings.id, std::move(m_transport));
    connectTransport();
    m_transport->open(m_settings.domain, m_settings.id);
}

SimClone::~SimClone() = default;

void SimClone::connectTransport()
{
    Transport *transport = m_transport.get();
    QObject::connect(transport, &Transport::stateChanged, transport, [this](Transport::State state) {
        if (state == Transport::State::Offline || state == Transport::State::Closed)
            m_machine->disconnected();
        settle();
    });
    QObject::connect(transport, &Transport::presenceChanged, transport,
                     [this](QSet<CloneId> present) {
                         if (m_transport->state() != Transport::State::Connected)
                             return;
                         present.remove(id());
                         m_machine->presenceChanged(present);
                         settle();
                     });
    QObject::connect(transport, &Transport::operationReceived, transport,
                     [this](const QByteArray &payload) {
                         m_machine->operationReceived(payload);
                         settle();
                     });
    QObject::connect(transport, &Transport::messageReceived, transport,
                     [this](const Address &from, const QByteArray &payload) {
                         m_machine->messageReceived(from, payload);
                         settle();
                     });
    QObject::connect(transport, &Transport::channelOpened, transport, [this](const QString &channel) {
        m_machine->channelOpened(channel);
        settle();
    });
    QObject::connect(transport, &Transport::done, transport, [this](Ticket ticket, bool ok) {
        const auto found = m_tickets.find(ticket);
        if (found == m_tickets.end())
            return;
        const Ticket own = found->second;
        m_tickets.erase(found);
        m_machine->ticketDone(own, ok);
        settle();
    });
}

bool SimClone::write(const QJsonValue &pattern, bool isAgreement)
{
    const query::WriteEnvironment environment{
        [this] { return m_environment.uniqueId(); },
        [this](const QString &iri) { return m_rules->isTextProperty(iri); }};
    auto patch = query::evaluateWrite(*m_dataset, m_context, pattern, environment);
    bool isWritten = false;
    if (patch && m_rules->constraint().check(*m_dataset, *patch))
        isWritten = bool(m_machine->write(*patch, isAgreement ? QByteArray("\xc3") : QByteArray()));
    else
        m_machine->writeRefused();
    settle();
    return isWritten;
}

void SimClone::timePassed()
{
    m_machine->timePassed();
    settle();
}

void SimClone::tidyUp(int loose)
{
    if (!m_replica->packJournal(loose))
        m_failure = QStringLiteral("the journal cannot be packed");
    // A rest may be over after any of its steps.
    bool isMore = true;
    for (int i = 0; isMore && (loose % 2 == 0 || i < loose); ++i) {
        const auto tidied = m_replica->tidy();
        if (!tidied)
            m_failure = tidied.error().message;
        isMore = tidied && *tidied;
    }
    m_isDirty = true;
}

void SimClone::settle()
{
    m_isDirty = true;
    if (const auto state = m_machine->state(); state != std::exchange(m_loggedState, state) && m_settings.log)
        log(QStringLiteral("state %1, T %2").arg(int(state)).arg(QString::fromUtf8(time().toText())));
    for (const Change &change : m_machine->takeChanges()) {
        if (m_settings.log)
            log(describe(change));
        follow(change);
    }
}

void SimClone::commit()
{
    m_isDirty = false;
    const Result<void> committed = m_replica->commit();
    if (!committed)
        m_failure = committed.error().message;
    for (const Effect &effect : m_machine->takeEffects())
        carryOut(effect);
}

void SimClone::close()
{
    m_machine->close();
    commit();
    m_transport->close();
}

void SimClone::carryOut(const Effect &effect)
{
    if (const auto *warned = std::get_if<effect::Warned>(&effect))
        log(warned->message);
    else if (const auto *status = std::get_if<effect::StatusChanged>(&effect))
        log(QStringLiteral("online %1 outdated %2 silo %3")
                    .arg(status->status.online)
                    .arg(status->status.outdated)
                    .arg(status->status.silo));
    if (const auto *failed = std::get_if<effect::Failed>(&effect)) {
        m_failure = failed->error.message;
    } else if (const auto *lost = std::get_if<effect::ClockLost>(&effect)) {
        m_nextId = lost->pid;
    } else if (std::holds_alternative<effect::Started>(effect)) {
        readAll(); // as an app does when the clone has started
        m_isStarted = true;
    } else if (!m_transport) {
        return;
    } else if (const auto *broadcast = std::get_if<effect::Broadcast>(&effect)) {
        m_tickets[m_transport->broadcast(broadcast->payload)] = broadcast->ticket;
    } else if (const auto *unicast = std::get_if<effect::Unicast>(&effect)) {
        Address address = unicast->address;
        address.from = id();
        m_tickets[m_transport->unicast(address, unicast->payload)] = unicast->ticket;
    } else if (const auto *open = std::get_if<effect::OpenChannel>(&effect)) {
        m_transport->openChannel(open->channelId, open->peer);
    } else if (const auto *closed = std::get_if<effect::CloseChannel>(&effect)) {
        m_transport->closeChannel(closed->channelId);
    } else if (const auto *presence = std::get_if<effect::SetPresent>(&effect)) {
        m_transport->setPresent(presence->present);
    }
}

void SimClone::log(const QString &what) const
{
    if (m_settings.log)
        m_settings.log(id() + QStringLiteral(": ") + what);
}

void SimClone::readAll()
{
    m_shownTriples = triplesOf(*m_dataset);
    m_shownTexts = textsOf(*m_dataset);
}

void SimClone::follow(const Change &change)
{
    for (const Triple &triple : change.patch.deletes) {
        m_shownTriples.erase(written(triple));
        // Should it show again, it is told whole.
        if (triple.object.datatype() == iris::text)
            m_shownTexts.erase(triple.object.text());
    }
    for (const Triple &triple : change.patch.entailedDeletes)
        m_shownTriples.erase(written(triple));
    for (const auto *inserts : {&change.patch.inserts, &change.patch.entailedInserts}) {
        for (const Triple &triple : *inserts) {
            if (isOwnBusiness(triple))
                continue;
            m_shownTriples.insert(written(triple));
            const QString &value = triple.object.text();
            if (triple.object.datatype() == iris::text && !m_shownTexts.contains(value))
                m_shownTexts[value] = change.patch.newTexts.value(value, QStringLiteral("(no text)"));
        }
    }
    for (const TextSplices &splices : change.patch.splices) {
        QString &text = m_shownTexts[splices.triple.object.text()];
        // Those of others count from the text before, own ones from the text so far.
        auto apply = [&text](const Splice &splice) {
            const qsizetype index = std::min<qsizetype>(splice.index, text.size());
            text.replace(index, std::min<qsizetype>(splice.deleteCount, text.size() - index), splice.content);
        };
        if (change.isLocal)
            std::for_each(splices.splices.cbegin(), splices.splices.cend(), apply);
        else
            std::for_each(splices.splices.crbegin(), splices.splices.crend(), apply);
    }
}

QString SimClone::checkEvents() const
{
    if (!m_isStarted)
        return {};
    const QString difference = firstDifference(m_shownTriples, triplesOf(*m_dataset));
    if (!difference.isEmpty())
        return difference;
    for (const auto &[value, text] : textsOf(*m_dataset)) {
        const auto shown = m_shownTexts.find(value);
        if (shown == m_shownTexts.end() || shown->second != text) {
            return QStringLiteral("text %1 is \"%2\", but events make it \"%3\"")
                    .arg(value, text, shown == m_shownTexts.end() ? QStringLiteral("(none)") : shown->second);
        }
    }
    return {};
}

Picture SimClone::picture() const
{
    Picture picture;
    picture.texts = textsOf(*m_dataset);
    const auto snapshot = m_dataset->snapshot();
    const auto add = [&picture](const Result<std::optional<OperationContent>> &batch, const QString &mark) {
        if (!batch || !*batch)
            return false;
        for (const TripleTids &entry : (*batch)->inserts) {
            if (isOwnBusiness(entry.triple))
                continue;
            auto &tids = picture.triples[mark + written(entry.triple)];
            tids.insert(entry.tids.cbegin(), entry.tids.cend());
        }
        return true;
    };
    while (add(snapshot->next(1000), {}))
        ;
    while (add(snapshot->nextHidden(1000), QStringLiteral("hidden ")))
        ;
    return picture;
}

} // namespace mld::simulation
