// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include "constraint/extensions.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld::simulation {

namespace {

const DomainName domain = u"sim.example.org"_s;
const QString textProperty = u"http://sim.example.org/#body"_s;
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
    Member genesis;
    genesis.settings = {m_folder.filePath(u"c0.mld"_s), domain, u"c0"_s, true, {u"http://sim.example.org/#name"_s}};
    m_members.push_back(std::move(genesis));
    restart(m_members[0]);
    SimClone &first = *m_members[0].clone;
    first.write(Extensions::textDeclaration({textProperty}));
    for (const QString &text : texts)
        first.write(QJsonObject{{u"@id"_s, text}, {u"body"_s, u"start"_s}});
    first.commit();
    addMember();
    pass(5000);

    for (int i = 0; i < m_settings.steps && m_problem.isEmpty(); ++i) {
        act();
        pass(m_random.below(60));
        for (const Member &member : m_members) {
            const QString failure = failureOf(member);
            if (!failure.isEmpty())
                m_problem = u"step %1: %2"_s.arg(i).arg(failure);
        }
    }
    if (m_problem.isEmpty() && !heal())
        m_problem = u"the world does not come to rest"_s;
    return m_problem.isEmpty() ? compare() : m_problem;
}

QString World::failureOf(const Member &member) const
{
    if (!member.clone)
        return {};
    if (member.clone->failure().isEmpty()) {
        const QString told = member.clone->checkEvents();
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

void World::act()
{
    const int dice = m_random.below(1000);
    Member *member = randomUp();
    if (member && member->clone->hasClock() && dice < 750) {
        if (dice < 350)
            write(*member->clone);
        else if (dice < 650)
            editText(*member->clone);
        else
            editList(*member->clone);
    } else if (dice < 790) {
        if (int(m_members.size()) < m_settings.maxMembers)
            addMember();
    } else if (dice < 830) {
        if (member)
            crash(*member);
    } else if (dice < 880) {
        Member &any = m_members[size_t(m_random.below(int(m_members.size())))];
        if (!any.clone)
            restart(any);
    } else if (dice < 920) {
        partition();
    } else if (dice < 980) {
        if (member)
            shakeConnection(*member);
    } else {
        // The quality of the network changes for a while.
        m_maxDelay = m_random.of(std::vector<int>{0, 20, 200, 1500});
        m_lossPerMille = m_random.of(std::vector<int>{0, 0, 5, 20});
    }
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
    ++m_counts[clone.write(pattern) ? u"writes"_s : u"refused writes"_s];
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
    ++m_counts[clone.write(QJsonObject{{u"@update"_s, update}}) ? u"splices"_s : u"refused splices"_s];
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

void World::addMember()
{
    Member member;
    const QString name = u"c%1"_s.arg(m_members.size());
    member.settings = {m_folder.filePath(name + u".mld"_s), domain, name, false, {u"http://sim.example.org/#name"_s}};
    m_members.push_back(std::move(member));
    restart(m_members.back());
    ++m_counts[u"newcomers"_s];
}

void World::restart(Member &member)
{
    log(u"start "_s + member.settings.id);
    member.clone = std::make_unique<SimClone>(member.settings, m_network, m_random);
    ++m_counts[u"starts"_s];
}

void World::crash(Member &member)
{
    log(u"crash "_s + member.settings.id);
    const QString difference = member.clone->checkEvents();
    if (!difference.isEmpty())
        m_problem = member.settings.id + u": "_s + difference;
    if (m_random.chance(30))
        member.clone->close();
    member.clone.reset();
    // A clone may come back under another name (wire.md 1).
    if (m_random.chance(30))
        member.settings.id += u'x';
    ++m_counts[u"crashes"_s];
}

void World::partition()
{
    if (m_random.chance(50)) {
        log(u"network heals"_s);
        return m_network.heal();
    }
    QSet<CloneId> side;
    for (const Member &member : m_members) {
        if (m_random.chance(50))
            side.insert(member.settings.id);
    }
    log(u"partition"_s);
    m_network.partition({side});
    ++m_counts[u"partitions"_s];
}

void World::shakeConnection(Member &member)
{
    if (m_random.chance(50)) {
        log(u"disconnect "_s + member.settings.id);
        m_network.disconnect(member.settings.id);
        ++m_counts[u"disconnections"_s];
    } else {
        m_network.reconnect(member.settings.id);
    }
}

void World::commitSome()
{
    for (Member &member : m_members) {
        if (member.clone && member.clone->isDirty() && (m_isHealing || m_random.chance(70)))
            member.clone->commit();
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
    m_network.heal();
    for (Member &member : m_members) {
        if (!member.clone)
            restart(member);
        else
            m_network.disconnect(member.settings.id); // so that lost operations are asked for
    }
    pass(100);
    for (const Member &member : m_members)
        m_network.reconnect(member.settings.id);
    constexpr int patience = 600;
    for (int i = 0; i < patience; ++i) {
        pass(1000);
        if (isQuiet())
            break;
    }
    // Once more, for those who recovered from someone who had not yet.
    for (const Member &member : m_members)
        m_network.disconnect(member.settings.id);
    pass(100);
    for (const Member &member : m_members)
        m_network.reconnect(member.settings.id);
    for (int i = 0; i < patience; ++i) {
        pass(1000);
        if (isQuiet())
            return true;
    }
    return false;
}

bool World::isQuiet() const
{
    return std::all_of(m_members.cbegin(), m_members.cend(), [](const Member &member) {
        const CloneStatus status = member.clone->machine().status();
        return status.online && !status.outdated && !member.clone->isDirty()
                && member.clone->machine().state() == Machine::State::Live;
    });
}

QString World::compare() const
{
    const SimClone &first = *m_members[0].clone;
    const Picture expected = first.picture();
    for (const Member &member : m_members) {
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
        if (picture.triples.size() != expected.triples.size()) {
            for (const auto &[triple, tids] : picture.triples) {
                if (!expected.triples.contains(triple))
                    return u"%1 has %2, and c0 has not"_s.arg(member.settings.id, triple);
            }
        }
        if (picture.texts != expected.texts) {
            for (const auto &[value, text] : expected.texts) {
                if (picture.texts.at(value) != text)
                    return u"%1 has text \"%2\" for \"%3\""_s.arg(member.settings.id, picture.texts.at(value), text);
            }
        }
        if (member.clone->seen() != first.seen())
            return u"%1 has seen other operations"_s.arg(member.settings.id);
    }
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
