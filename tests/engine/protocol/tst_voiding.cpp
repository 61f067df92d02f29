// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "handdriven.h"

#include "constraint/extensions.h"
#include "dataset/snapshot.h"
#include "rdf/vocabulary.h"

#include <rapidcheck.h>

#include <QTest>

#include <map>

using namespace mld;
using namespace mld::byhand;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString textProperty = u"http://hand.example.org/#body"_s;

/// The data of a replica: each triple with its transaction ids, and the texts.
std::map<QString, QString> picture(const Member &member)
{
    std::map<QString, QString> picture;
    const auto snapshot = member.dataset->snapshot();
    for (auto batch = snapshot->next(100); batch && *batch; batch = snapshot->next(100)) {
        for (const TripleTids &entry : (*batch)->inserts) {
            const Triple &triple = entry.triple;
            if (triple.predicate.text() == iris::index)
                continue;
            QStringList tids;
            for (const Tid &tid : entry.tids)
                tids.append(QString::fromLatin1(tid));
            tids.sort();
            picture[triple.subject.text() + u' ' + triple.predicate.text() + u' ' + triple.object.text()] =
                    tids.join(u' ') + member.dataset->textOf(triple.object.text()).value_or(QString());
        }
    }
    return picture;
}

/// Members that hear of each other's operations in any order.
struct Domain
{
    explicit Domain(int count)
    {
        all.push_back(std::make_unique<Member>(u"m0"_s, true));
        Member &first = *all.front();
        first.see({}); // before it has looked whether it is alone, nobody joins it
        RC_ASSERT(first.write(Extensions::textDeclaration({textProperty})));
        RC_ASSERT(first.write(u"note"_s, u"body"_s, u"start"_s));
        for (int i = 1; i < count; ++i) {
            all.push_back(std::make_unique<Member>(u"m%1"_s.arg(i)));
            all.back()->see({u"m0"_s});
            carry({&first, all.back().get()});
            RC_ASSERT(all.back()->isStarted);
        }
        std::vector<Member *> members;
        for (const auto &member : all)
            members.push_back(member.get());
        meet(members);
        settle(members);
        for (Member *member : members) {
            RC_ASSERT(member->machine->state() == Machine::State::Live);
            member->broadcasts.clear();
        }
        inbox.resize(all.size());
    }

    /// Puts what a member has made in the boxes of the others.
    void send(size_t from)
    {
        for (const effect::Broadcast &broadcast : std::exchange(all[from]->broadcasts, {})) {
            for (size_t to = 0; to < all.size(); ++to) {
                if (to != from)
                    inbox[to].push_back(broadcast.payload);
            }
        }
    }

    /// Hands a member the operation at a place in its box, if that can be applied.
    bool deliver(size_t to, size_t place)
    {
        Replica &replica = *all[to]->replica;
        const auto message = decodeMessage(inbox[to][place]);
        const auto tuple = decodeTuple(message->enc, replica.context());
        const Arrival arrival = replica.judge(*tuple, message->prev);
        if (arrival == Arrival::Early || arrival == Arrival::Gap)
            return false;
        inbox[to].erase(inbox[to].begin() + qsizetype(place));
        if (arrival == Arrival::Applied)
            RC_ASSERT(replica.apply(*message, *tuple).isOk());
        for (OwnOperation &own : replica.takeOwnOperations()) {
            for (size_t other = 0; other < all.size(); ++other) {
                if (other != to)
                    inbox[other].push_back(own.payload);
            }
        }
        return true;
    }

    /// Until nothing can be applied any more; each time whatever chance picks.
    void deliverAll()
    {
        for (bool isMoving = true; isMoving;) {
            isMoving = false;
            for (size_t to = 0; to < all.size(); ++to) {
                for (size_t tries = 2 * inbox[to].size(); tries > 0 && !inbox[to].empty(); --tries)
                    isMoving |= deliver(to, *rc::gen::inRange<size_t>(0, inbox[to].size()));
                for (size_t place = 0; place < inbox[to].size(); ++place) {
                    if (deliver(to, place)) {
                        isMoving = true;
                            --place;
                    }
                }
            }
        }
    }

    std::vector<std::unique_ptr<Member>> all;
    std::vector<std::vector<QByteArray>> inbox;
};

QJsonObject anyWrite()
{
    const QJsonObject subject{{u"@id"_s, u"s%1"_s.arg(*rc::gen::inRange(0, 3))},
                              {u"p%1"_s.arg(*rc::gen::inRange(0, 2)), *rc::gen::inRange(0, 4)}};
    switch (*rc::gen::inRange(0, 5)) {
    case 0:
        return {{u"@delete"_s, subject}};
    case 1:
        return {{u"@update"_s, subject}};
    case 2:
    case 3: {
        const QJsonArray splice{*rc::gen::inRange(0, 8), *rc::gen::inRange(0, 3),
                                QString(QChar(u'a' + *rc::gen::inRange(0, 26)))};
        return {{u"@update"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, QJsonObject{{u"@splice"_s, splice}}}}}};
    }
    default:
        return subject;
    }
}

} // namespace

/// wire.md 13
class TestVoiding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void convergesInEveryOrder()
    {
        QVERIFY(rc::check("agreements of one member void the same everywhere", [] {
            Domain members(3);
            for (int steps = *rc::gen::inRange(1, 25); steps > 0; --steps) {
                const auto who = *rc::gen::inRange<size_t>(0, members.all.size());
                if (*rc::gen::inRange(0, 3) == 0 && !members.inbox[who].empty()) {
                    members.deliver(who, *rc::gen::inRange<size_t>(0, members.inbox[who].size()));
                    continue;
                }
                const bool isAgreement = who == 1 && *rc::gen::inRange(0, 4) == 0;
                members.all[who]->write(anyWrite(), isAgreement);
                members.send(who);
            }
            members.deliverAll();
            const auto expected = picture(*members.all[1]);
            for (size_t i = 0; i < members.all.size(); ++i) {
                RC_ASSERT(members.inbox[i].empty());
                RC_ASSERT(picture(*members.all[i]) == expected);
                RC_ASSERT(!members.all[i]->replica->seen().anyLt(members.all[1]->replica->seen()));
                RC_ASSERT(!members.all[1]->replica->seen().anyLt(members.all[i]->replica->seen()));
            }
        }));
    }
};

QTEST_GUILESS_MAIN(TestVoiding)
#include "tst_voiding.moc"
