// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include "constraint/extensions.h"
#include "rdf/vocabulary.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld::simulation {

namespace {

const DomainName plainDomain = u"sim.example.org"_s;
const QStringList subjects{u"s0"_s, u"s1"_s, u"s2"_s, u"s3"_s};
const QStringList properties{u"p"_s, u"q"_s, u"name"_s};
const QStringList texts{u"note0"_s, u"note1"_s};

QString folderTemplate()
{
    // In memory where there is such a place: thousands of commits need no disk.
    const QString shared = u"/dev/shm"_s;
    return (QDir(shared).exists() ? shared : QDir::tempPath()) + u"/mld-simulation-XXXXXX"_s;
}

} // namespace

World::World(const WorldSettings &settings)
    : m_settings(settings), m_random(settings.seed), m_folder(folderTemplate())
{
    if (m_settings.isSealed) {
        SimEnvironment environment(m_network, m_random);
        m_service = std::make_unique<HostileService>(NotebookKey::create(environment), m_network, m_random);
    }
    m_domain = m_service ? m_service->key().domain() : plainDomain;
    m_network.setReconnectDelay(-1);
    m_network.setRoute([this](const CloneId &, const CloneId &to, qsizetype) {
        MemoryNetwork::Delivery delivery;
        delivery.delayMs = m_random.below(m_maxDelay + 1);
        if (to.isEmpty() || m_isHealing)
            return delivery;
        if (m_random.below(1000) < m_lossPerMille) {
            // What is lost is lost with the connection: a service owes that to its clients.
            delivery.copies = 0;
            m_breaking.insert(to);
        } else if (m_random.below(1000) < m_duplicatesPerMille)
            delivery.copies = 2;
        return delivery;
    });
}

QString World::run()
{
    begin();
    for (int i = 0; i < m_settings.steps && m_problem.isEmpty(); ++i) {
        act();
        pass(m_random.below(60));
        // All the data are gone through to check events, so not after every step.
        constexpr int stepsBetweenChecks = 20;
        for (const Member &member : m_members) {
            const QString failure = failureOf(member, i % stepsBetweenChecks == 0);
            if (!failure.isEmpty())
                m_problem = u"step %1: %2"_s.arg(i).arg(failure);
        }
    }
    if (m_problem.isEmpty() && !heal())
        m_problem = u"the world does not come to rest"_s;
    if (m_problem.isEmpty())
        m_problem = compare();
    if (m_problem.isEmpty() && m_settings.agreementsPerMille > 0)
        m_problem = goOn();
    if (m_problem.isEmpty() && m_random.chance(10))
        m_problem = rollBackUnseen();
    return m_problem;
}

void World::begin()
{
    addMember();
    SimClone &first = *m_members[0].clone;
    first.write(Extensions::textDeclaration({u"http://%1/#body"_s.arg(m_domain)}));
    for (const QString &text : texts)
        first.write(QJsonObject{{u"@id"_s, text}, {u"body"_s, u"start"_s}});
    first.commit();
    addMember();
    pass(5000);
}

QString World::failureOf(const Member &member, bool areEventsChecked) const
{
    if (!member.clone)
        return {};
    if (member.clone->failure().isEmpty()) {
        const QString told = areEventsChecked ? member.clone->checkEvents() : QString();
        return told.isEmpty() ? QString() : member.settings.id + u": "_s + told;
    }
    return member.settings.id + u" failed: "_s + member.clone->failure();
}

void World::log(const QString &what) const
{
    if (m_settings.isVerbose)
        QTextStream(stdout) << m_network.now() << ' ' << what << Qt::endl;
}

World::Member *World::randomUp()
{
    std::vector<Member *> up;
    for (Member &member : m_members) {
        if (member.clone)
            up.push_back(&member);
    }
    return up.empty() ? nullptr : m_random.of(up);
}

World::Member *World::randomWriter()
{
    Member *member = randomUp();
    return member && (member->clone->hasClock() || member->clone->isDetached()) ? member : nullptr;
}

World::Member *World::randomDown()
{
    Member &member = m_members[size_t(m_random.below(int(m_members.size())))];
    return member.clone ? nullptr : &member;
}

int World::countMembersBut(const Member &member) const
{
    return int(std::count_if(m_members.cbegin(), m_members.cend(), [&member](const Member &other) {
        return &other != &member && other.isMember;
    }));
}

const std::vector<World::Action> &World::actions()
{
    static const std::vector<Action> actions{
        {300, &World::someoneWrites},
        {60, &World::someoneWritesMark},
        {280, &World::someoneEditsText},
        {100, &World::someoneEditsList},
        {40, &World::newcomerComes},
        {40, &World::someoneCrashes},
        {50, &World::someoneStarts},
        {40, &World::networkSplitsOrHeals},
        {60, &World::connectionBreaksOrReturns},
        {20, &World::networkChanges},
        {60, &World::someoneTidiesUp},
        {2, &World::someoneLeaves},
        {6, &World::storeIsBackedUp},
        {4, &World::storeIsRestored},
        {3, &World::storeIsCopied},
        {15, &World::hostileComesOrActs},
    };
    return actions;
}

void World::act()
{
    int sum = 0;
    for (const Action &action : actions())
        sum += action.weight;
    int drawn = m_random.below(sum);
    for (const Action &action : actions()) {
        drawn -= action.weight;
        if (drawn < 0)
            return (this->*action.happen)();
    }
}

void World::someoneWrites()
{
    if (Member *member = randomWriter())
        write(*member->clone);
}

void World::someoneWritesMark()
{
    if (Member *member = randomWriter())
        writeMark(*member);
}

void World::someoneEditsText()
{
    if (Member *member = randomWriter())
        editText(*member->clone);
}

void World::someoneEditsList()
{
    if (Member *member = randomWriter())
        editList(*member->clone);
}

void World::newcomerComes()
{
    if (int(m_members.size()) < m_settings.maxMembers)
        addMember();
}

void World::someoneCrashes()
{
    if (Member *member = randomUp())
        crash(*member);
}

void World::someoneStarts()
{
    if (Member *member = randomDown())
        restart(*member);
}

void World::someoneTidiesUp()
{
    if (Member *member = randomUp())
        member->clone->tidyUp(m_random.below(8));
}

void World::networkChanges()
{
    // The quality of the network changes for a while.
    m_maxDelay = m_random.of(std::vector<int>{0, 20, 200, 1500});
    m_lossPerMille = m_random.of(std::vector<int>{0, 0, 5, 20});
}

void World::someoneLeaves()
{
    // Who leaves and has what nobody else has takes it away, be it that others rest on it: then they can
    // never agree. So only one leaves, and only when all that it has is elsewhere, too: with two, since one may be
    // restored from a backup, and then has no clock to give the others a snapshot with (CloneConfig::takeOver is
    // for that, and for a person to decide).
    Member *member = randomUp();
    if (!member || m_hasSomeoneLeft || !member->clone->hasClock() || countMembersBut(*member) < 2)
        return;
    int companions = 0;
    for (const Member &other : m_members) {
        if (&other == member || !other.clone)
            continue;
        if (!other.clone->hasClock() || other.clone->isDirty() || other.clone->seen() != member->clone->seen())
            return;
        ++companions;
    }
    if (companions < 2)
        return;
    log(u"leaves for ever: "_s + member->settings.id);
    m_hasSomeoneLeft = true;
    commit(*member);
    member->clone->close();
    pass(10);
    const size_t index = size_t(member - m_members.data());
    std::erase_if(m_backups, [index](const Backup &backup) { return backup.member == index; });
    for (Backup &backup : m_backups)
        backup.member -= backup.member > index ? 1 : 0;
    m_members.erase(m_members.begin() + qsizetype(index));
    ++m_counts[u"leavings"_s];
}

void World::storeIsBackedUp()
{
    Member *member = randomDown();
    if (!member || !member->isMember)
        return;
    const QString path = m_folder.filePath(u"backup%1.mld"_s.arg(m_backups.size()));
    if (QFile::copy(member->settings.path, path))
        m_backups.push_back({member->settings.id, path, size_t(member - m_members.data()), member->marks});
}

void World::storeIsRestored()
{
    if (m_backups.empty())
        return;
    const Backup &backup = m_random.of(m_backups);
    Member &member = m_members[backup.member];
    if (member.clone || countMembersBut(member) < 1)
        return;
    log(u"restored from a backup: "_s + member.settings.id);
    QFile::remove(member.settings.path);
    QFile::copy(backup.path, member.settings.path);
    member.settings.copyOf = backup.id;
    member.settings.id = u"c%1"_s.arg(m_names++);
    member.isMember = false;
    member.marks = backup.marks;
    ++m_counts[u"restored stores"_s];
    restart(member);
}

void World::storeIsCopied()
{
    Member *member = randomDown();
    if (!member || !member->isMember || int(m_members.size()) >= m_settings.maxMembers)
        return;
    Member copy;
    copy.settings = member->settings;
    copy.settings.copyOf = member->settings.id;
    copy.settings.id = u"c%1"_s.arg(m_names++);
    copy.settings.genesis = false;
    copy.settings.path = m_folder.filePath(copy.settings.id + u".mld"_s);
    if (!QFile::copy(member->settings.path, copy.settings.path))
        return;
    log(u"%1 is a copy of %2"_s.arg(copy.settings.id, member->settings.id));
    m_members.push_back(std::move(copy));
    restart(m_members.back());
    ++m_counts[u"copied stores"_s];
}

void World::hostileComesOrActs()
{
    if (m_service) {
        m_service->act();
        ++m_counts[u"acts of the service"_s];
        return;
    }
    // A genesis clone that was never forked would end at the sight of anybody (wire.md 15).
    if (!m_hostile) {
        const SimClone *first = m_members[0].clone.get();
        if (!first || first->time().isRootId() || !m_random.chance(10))
            return;
        log(u"a hostile member comes"_s);
        m_hostile = std::make_unique<Hostile>(m_domain, u"hostile"_s, m_network, m_random);
        ++m_counts[u"hostile members"_s];
        return;
    }
    if (m_random.chance(10))
        m_hostile->claimMoreOfNext();
    m_hostile->act();
    ++m_counts[u"hostile acts"_s];
}

bool World::makesAgreement()
{
    // Without agreements a seed must go on making the world that it has made before.
    if (m_settings.agreementsPerMille == 0 || m_random.below(1000) >= m_settings.agreementsPerMille)
        return false;
    ++m_counts[u"agreements"_s];
    return true;
}

void World::write(SimClone &clone)
{
    const QString id = m_random.of(subjects);
    const QString property = m_random.of(properties);
    QJsonValue value = m_random.below(6);
    if (m_random.chance(30))
        value = QJsonObject{{u"@id"_s, m_random.of(subjects)}};
    else if (m_random.chance(30) || property == u"name")
        value = QString(QChar(u'a' + m_random.below(5)));
    const QJsonObject subject{{u"@id"_s, id}, {property, value}};
    QJsonObject pattern;
    switch (m_random.below(5)) {
    case 0:
        pattern = {{u"@delete"_s, subject}};
        break;
    case 1:
        pattern = {{u"@update"_s, subject}};
        break;
    case 2:
        pattern = {{u"@delete"_s, QJsonObject{{u"@id"_s, id}}}};
        break;
    default:
        pattern = subject;
    }
    const bool isAgreement = makesAgreement();
    ++m_counts[clone.write(pattern, isAgreement) ? u"writes"_s : u"refused writes"_s];
}

void World::editText(SimClone &clone)
{
    const QString id = m_random.of(texts);
    if (m_random.chance(2)) {
        // The whole text is replaced: those who edit the old one lose what they write.
        clone.write(QJsonObject{{u"@update"_s, QJsonObject{{u"@id"_s, id}, {u"body"_s, u"anew"_s}}}});
        return;
    }
    QString content;
    for (int i = m_random.below(5); i > 0; --i)
        content += QChar(u'a' + m_random.below(26));
    if (m_random.chance(5))
        content += u"\U0001F600"_s;
    const QJsonArray splice{m_random.below(30), m_random.below(4), content};
    const QJsonObject update{{u"@id"_s, id}, {u"body"_s, QJsonObject{{u"@splice"_s, splice}}}};
    ++m_counts[clone.write(QJsonObject{{u"@update"_s, update}}, makesAgreement()) ? u"splices"_s : u"refused splices"_s];
}

void World::editList(SimClone &clone)
{
    const QString id = u"list"_s;
    const QString index = QString::number(m_random.below(5));
    QJsonObject pattern;
    if (m_random.chance(60)) {
        const QJsonObject items{{index, QString(QChar(u'a' + m_random.below(26)))}};
        pattern = {{u"@id"_s, id}, {u"@list"_s, items}};
    } else {
        pattern = {{u"@delete"_s, QJsonObject{{u"@id"_s, id}, {u"@list"_s, QJsonObject{{index, u"?"_s}}}}}};
    }
    ++m_counts[clone.write(pattern) ? u"list edits"_s : u"refused list edits"_s];
}

void World::writeMark(Member &member)
{
    // What may be voided is no mark; when all know all, nothing is.
    if (m_settings.agreementsPerMille > 0 && !m_isHealing)
        return;
    const int mark = m_marks++;
    if (member.clone->write(QJsonObject{{u"@id"_s, u"marks"_s}, {u"mark"_s, mark}}))
        member.freshMarks.insert(mark);
}

void World::addMember()
{
    const QString name = u"c%1"_s.arg(m_names++);
    Member member;
    member.settings.path = m_folder.filePath(name + u".mld"_s);
    member.settings.domain = m_domain;
    if (m_service) {
        member.settings.wrap = [this](const CloneId &clone, std::unique_ptr<Transport> inner) {
            return m_service->makeTransport(clone, std::move(inner));
        };
    }
    member.settings.id = name;
    member.settings.genesis = m_members.empty();
    member.settings.singleValued = QStringList{u"http://%1/#name"_s.arg(m_domain)};
    if (m_settings.isVerbose)
        member.settings.log = [this](const QString &what) { log(what); };
    m_members.push_back(std::move(member));
    restart(m_members.back());
    ++m_counts[u"newcomers"_s];
}

void World::restart(Member &member)
{
    log(u"start "_s + member.settings.id);
    member.clone = std::make_unique<SimClone>(member.settings, m_network, m_random);
    member.isMember = member.isMember || member.clone->hasClock();
    ++m_counts[u"starts"_s];
}

void World::crash(Member &member)
{
    log(u"crash "_s + member.settings.id);
    const QString difference = member.clone->checkEvents();
    if (!difference.isEmpty())
        m_problem = member.settings.id + u": "_s + difference;
    if (m_random.chance(30)) {
        commit(member);
        member.clone->close();
    }
    const bool isDetached = member.clone->isDetached();
    if (!isDetached)
        member.settings.copyOf.clear();
    member.settings.id = member.clone->nextId();
    member.clone.reset();
    member.freshMarks.clear();
    // A clone may come back under another name (wire.md 1), unless it has one for want of a clock.
    if (!isDetached && m_random.chance(30))
        member.settings.id += u'x';
    ++m_counts[u"crashes"_s];
}

void World::networkSplitsOrHeals()
{
    if (m_random.chance(50)) {
        log(u"network heals"_s);
        return m_network.heal();
    }
    QSet<CloneId> side;
    for (const Member &member : m_members) {
        if (m_random.chance(50))
            side.insert(wireId(member.settings.id));
    }
    log(u"partition"_s);
    m_network.partition({side});
    ++m_counts[u"partitions"_s];
}

void World::connectionBreaksOrReturns()
{
    Member *member = randomUp();
    if (!member)
        return;
    if (m_random.chance(50)) {
        log(u"disconnect "_s + member->settings.id);
        m_network.disconnect(wireId(member->settings.id));
        ++m_counts[u"disconnections"_s];
    } else {
        m_network.reconnect(wireId(member->settings.id));
    }
}

void World::commit(Member &member)
{
    member.clone->commit();
    member.isMember = member.clone->hasClock();
    member.marks.merge(member.freshMarks);
    member.freshMarks.clear();
}

void World::commitSome()
{
    for (Member &member : m_members) {
        if (member.clone && member.clone->isDirty() && (m_isHealing || m_random.chance(70)))
            commit(member);
    }
}

void World::pass(qint64 ms)
{
    const qint64 end = m_network.now() + ms;
    for (;;) {
        commitSome();
        qint64 next = end;
        Member *waking = nullptr;
        for (Member &member : m_members) {
            if (!member.clone)
                continue;
            const auto at = member.clone->machine().wakeAt();
            if (at && *at < next) {
                next = *at;
                waking = &member;
            }
        }
        const qint64 due = m_network.nextDue();
        if (due >= 0 && due <= std::max(next, m_network.now())) {
            m_network.deliverNext();
            breakConnections();
        } else if (waking) {
            m_network.advance(std::max<qint64>(0, next - m_network.now()));
            waking->clone->timePassed();
        } else {
            m_network.advance(end - m_network.now());
            return;
        }
    }
}

void World::breakConnections()
{
    for (const CloneId &id : std::exchange(m_breaking, {})) {
        m_network.disconnect(id);
        m_network.reconnect(id);
        ++m_counts[u"broken connections"_s];
    }
}

bool World::heal()
{
    log(u"healing"_s);
    m_isHealing = true;
    m_lossPerMille = 0;
    m_maxDelay = 20;
    m_hostile.reset();
    if (m_service)
        m_service->rest();
    m_network.heal();
    for (Member &member : m_members) {
        if (!member.clone)
            restart(member);
        else
            m_network.disconnect(wireId(member.settings.id)); // so that lost operations are asked for
    }
    pass(100);
    for (const Member &member : m_members)
        m_network.reconnect(wireId(member.settings.id));
    if (!comesToRest())
        return false;
    // Once more, for those who recovered from someone who had not yet.
    for (const Member &member : m_members)
        m_network.disconnect(wireId(member.settings.id));
    pass(100);
    for (const Member &member : m_members)
        m_network.reconnect(wireId(member.settings.id));
    return comesToRest();
}

bool World::comesToRest()
{
    constexpr int patience = 900;
    for (int i = 0; i < patience; ++i) {
        pass(1000);
        if (isQuiet())
            return true;
    }
    return false;
}

QString World::goOn()
{
    // Those who look the same may still differ in what they hold for agreed, or name causes that nobody has.
    for (Member &member : m_members)
        writeMark(member);
    if (!comesToRest())
        return u"the world does not come to rest when it goes on"_s;
    const QString problem = compare();
    return problem.isEmpty() ? problem : u"when it goes on: "_s + problem;
}

QString World::rollBackUnseen()
{
    Member &member = m_members[size_t(m_random.below(int(m_members.size())))];
    if (countMembersBut(member) < 1)
        return {};
    log(u"rolled back unseen: "_s + member.settings.id);
    const QString backup = m_folder.filePath(u"unseen.mld"_s);
    const auto close = [&member, this] {
        commit(member);
        member.clone->close();
        pass(100);
        member.settings.id = member.clone->nextId();
        member.settings.copyOf.clear();
        member.clone.reset();
    };
    const auto writeSome = [&member, this] {
        for (int i = 1 + m_random.below(4); i > 0; --i) {
            write(*member.clone);
            editText(*member.clone);
            writeMark(member);
        }
    };
    close();
    QFile::copy(member.settings.path, backup);
    restart(member);
    if (!comesToRest())
        return u"one who starts again does not come to rest"_s;
    writeSome();
    if (!comesToRest())
        return u"the world does not come to rest after some writes"_s;
    close();
    QFile::remove(member.settings.path);
    QFile::copy(backup, member.settings.path);
    restart(member); // nothing is delivered before pass()
    writeSome();
    ++m_counts[u"unseen rollbacks"_s];
    if (!heal())
        return u"the world does not come to rest after a rollback"_s;
    const QString problem = compare();
    return problem.isEmpty() ? problem : u"after a rollback: "_s + problem;
}

bool World::isQuiet() const
{
    return std::all_of(m_members.cbegin(), m_members.cend(), [](const Member &member) {
        const CloneStatus status = member.clone->machine().status();
        return status.online && !status.outdated && !member.clone->isDirty()
                && member.clone->machine().state() == Machine::State::Live
                && !member.clone->machine().wakeAt();
    });
}

bool World::isSame(const GlobalClock &seen, const GlobalClock &other) const
{
    if (m_settings.agreementsPerMille == 0)
        return seen == other;
    // A fork of which all operations are void may be known to one, and not to another.
    return !seen.anyLt(other) && !other.anyLt(seen)
            && std::all_of(m_members.cbegin(), m_members.cend(), [&](const Member &member) {
                   const TreeClock &time = member.clone->time();
                   return seen.ticksOf(time) == other.ticksOf(time) && seen.tid(time) == other.tid(time);
               });
}

QString World::compare() const
{
    const SimClone &first = *m_members[0].clone;
    const Picture expected = first.picture();
    for (const Member &member : m_members) {
        const QString problem = compare(member, first, expected);
        if (!problem.isEmpty())
            return problem;
        for (const int mark : member.marks) {
            const QString triple = u"http://%3/marks http://%3/#mark \"%1\"^^%2"_s.arg(mark).arg(iris::xsdInteger).arg(m_domain);
            if (!expected.triples.contains(triple))
                return u"mark %1 of %2 is lost"_s.arg(mark).arg(member.settings.id);
        }
    }
    return {};
}

QString World::compare(const Member &member, const SimClone &first, const Picture &expected) const
{
    const QString told = member.clone->checkEvents();
    if (!told.isEmpty())
        return member.settings.id + u": "_s + told;
    const Picture picture = member.clone->picture();
    for (const auto &[triple, tids] : expected.triples) {
        const auto found = picture.triples.find(triple);
        if (found == picture.triples.end())
            return u"%1 lacks %2 (%3 TIDs)"_s.arg(member.settings.id, triple).arg(tids.size());
        if (found->second != tids)
            return u"%1 has other TIDs of %2"_s.arg(member.settings.id, triple);
    }
    for (const auto &[triple, tids] : picture.triples) {
        if (!expected.triples.contains(triple))
            return u"%1 has %2, and the first has not"_s.arg(member.settings.id, triple);
    }
    for (const auto &[value, text] : expected.texts) {
        const auto found = picture.texts.find(value);
        if (found == picture.texts.end() || found->second != text) {
            return u"%1 has text \"%2\" for \"%3\""_s.arg(
                    member.settings.id, found == picture.texts.end() ? u"(none)"_s : found->second, text);
        }
    }
    if (!isSame(member.clone->seen(), first.seen()))
        return u"%1 has seen other operations"_s.arg(member.settings.id);
    return {};
}

QString World::summary() const
{
    QStringList parts;
    for (const auto &[what, count] : m_counts)
        parts.append(u"%1 %2"_s.arg(count).arg(what));
    return parts.join(u", "_s);
}

} // namespace mld::simulation
