// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "datasetfixture.h"

#include <rapidcheck.h>

#include <deque>

using namespace mld;
using namespace mld::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// The set as the specification has it, without storage (wire.md 7).
struct Model
{
    Contents rows;

    void apply(const OperationContent &content, const Tid &tid)
    {
        for (const TripleTids &deleted : content.deletes) {
            const auto row = rows.find(shown(deleted.triple));
            if (row == rows.end())
                continue;
            for (const Tid &gone : deleted.tids)
                row->second.erase(gone);
            if (row->second.empty())
                rows.erase(row);
        }
        for (const TripleTids &inserted : content.inserts) {
            auto &tids = rows[shown(inserted.triple)];
            tids.insert(inserted.tids.begin(), inserted.tids.end());
            if (inserted.tids.empty())
                tids.insert(tid);
        }
    }
};

struct Message
{
    Tid tid;
    OperationContent content;
    int author = 0;
    /// How many operations of each replica its author had seen.
    std::vector<size_t> seen;
};

struct Member
{
    explicit Member(int number, int count)
        : replica(u"clone%1"_s.arg(number)), seen(size_t(count)), index(number)
    {
    }

    bool isReady(const Message &message) const
    {
        for (size_t i = 0; i < seen.size(); ++i) {
            if (seen[i] < message.seen[i])
                return false;
        }
        return true;
    }

    Replica replica;
    Model model;
    std::deque<Message> waiting;
    std::vector<size_t> seen;
    int index;
};

Triple anyTriple()
{
    const int s = *rc::gen::inRange(0, 3);
    const int p = *rc::gen::inRange(0, 2);
    const int o = *rc::gen::inRange(0, 3);
    return triple(u"s%1"_s.arg(s), u"p%1"_s.arg(p), o == 0 ? node(u"o"_s) : integer(o));
}

Patch anyPatch()
{
    Patch patch;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        patch.deletes.push_back(anyTriple());
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        patch.inserts.push_back(anyTriple());
    // No triple twice, and none on both sides, as a Patch is defined.
    const auto unique = [](std::vector<Triple> &triples) {
        std::vector<Triple> once;
        for (const Triple &t : triples) {
            if (std::find(once.begin(), once.end(), t) == once.end())
                once.push_back(t);
        }
        triples = once;
    };
    unique(patch.deletes);
    unique(patch.inserts);
    std::erase_if(patch.deletes, [&](const Triple &t) {
        return std::find(patch.inserts.begin(), patch.inserts.end(), t) != patch.inserts.end();
    });
    return patch;
}

/// Delivers one message that is causally ready, if there is one; which one is chance.
void deliverOne(Member &member)
{
    std::vector<size_t> ready;
    for (size_t i = 0; i < member.waiting.size(); ++i) {
        if (member.isReady(member.waiting[i]))
            ready.push_back(i);
    }
    if (ready.empty())
        return;
    const size_t chosen = ready[*rc::gen::inRange<size_t>(0, ready.size())];
    const Message message = member.waiting[chosen];
    member.waiting.erase(member.waiting.begin() + ptrdiff_t(chosen));
    member.replica.receive(message.content, message.tid);
    member.model.apply(message.content, message.tid);
    ++member.seen[size_t(message.author)];
    RC_ASSERT(contentsOf(*member.replica.dataset) == member.model.rows);
}

void write(std::vector<std::unique_ptr<Member>> &members, Member &author, int number)
{
    const Tid tid = "t" + QByteArray::number(number);
    const LocalChange change = author.replica.write(anyPatch(), tid);
    author.model.apply(change.content, tid);
    RC_ASSERT(contentsOf(*author.replica.dataset) == author.model.rows);
    const Message message { tid, change.content, author.index, author.seen };
    ++author.seen[size_t(author.index)];
    for (auto &member : members) {
        if (member.get() != &author)
            member->waiting.push_back(message);
    }
}

void convergesInAnyCausalOrder()
{
    constexpr int count = 3;
    std::vector<std::unique_ptr<Member>> members;
    for (int i = 0; i < count; ++i)
        members.push_back(std::make_unique<Member>(i, count));
    const int steps = *rc::gen::inRange(1, 40);
    for (int step = 0; step < steps; ++step) {
        Member &member = *members[size_t(*rc::gen::inRange(0, count))];
        if (*rc::gen::arbitrary<bool>())
            write(members, member, step);
        else
            deliverOne(member);
    }
    for (auto &member : members) {
        while (!member->waiting.empty())
            deliverOne(*member);
    }
    for (auto &member : members)
        RC_ASSERT(member->model.rows == members[0]->model.rows);
}

/// Visible rows, hidden rows and texts: all that there is.
struct Everything
{
    Contents visible;
    std::set<QString> hidden;
    std::map<QString, QString> texts;

    bool operator==(const Everything &) const = default;
};

Everything everythingIn(const Replica &replica)
{
    Everything all;
    all.visible = contentsOf(*replica.dataset);
    for (int s = 0; s < 3; ++s) {
        for (int p = 0; p < 2; ++p) {
            replica.dataset->matchHidden(node(u"s%1"_s.arg(s)), node(u"p%1"_s.arg(p)),
                                         [&](const Triple &t) { all.hidden.insert(shown(t)); });
        }
    }
    for (int i = 0; i < 3; ++i) {
        if (const auto found = replica.dataset->textOf(u"id%1"_s.arg(i)))
            all.texts[u"id%1"_s.arg(i)] = *found;
    }
    return all;
}

/// A text of one of three ids, at the place that goes with it.
Triple anyText()
{
    const int i = *rc::gen::inRange(0, 3);
    return triple(u"s0"_s, u"p0"_s, text(u"id%1"_s.arg(i)));
}

/// One change of any kind, with its undo data.
QByteArray changeAnything(Replica &replica, const Tid &tid)
{
    Patch patch = anyPatch();
    switch (*rc::gen::inRange(0, 5)) {
    case 0: {
        const Triple created = anyText();
        patch.inserts.push_back(created);
        patch.newTexts.insert(created.object.text(), u"text of "_s + QString::fromLatin1(tid));
        break;
    }
    case 1:
        if (const Triple edited = anyText(); replica.dataset->textOf(edited.object.text())) {
            patch.splices.push_back({ edited, { { *rc::gen::inRange(0, 8), *rc::gen::inRange(0, 4),
                                                  QString(*rc::gen::inRange(0, 4), u'x') } } });
        }
        break;
    case 2:
        patch.deletes.push_back(anyText());
        std::erase_if(patch.inserts, [&](const Triple &t) { return t == patch.deletes.back(); });
        break;
    case 3: {
        // Not where texts are: there what is hidden follows from the values.
        const auto entailed = [] {
            Triple triple = anyTriple();
            triple.predicate = node(u"p1"_s);
            return triple;
        };
        patch.entailedDeletes.push_back(entailed());
        patch.entailedInserts.push_back(entailed());
        break;
    }
    default:
        break;
    }
    if (*rc::gen::arbitrary<bool>())
        return replica.write(patch, tid).change.undo;
    // The same as another clone would send it.
    OperationContent content;
    for (const Triple &t : patch.deletes)
        content.deletes.push_back({ t, { "t0", "t1", "t2", "t3" } });
    for (const Triple &t : patch.inserts) {
        if (!patch.newTexts.contains(t.object.text()))
            content.inserts.push_back({ t, {} });
    }
    return replica.receive(content, tid).undo;
}

/// wire.md 13
void undoRestoresExactly()
{
    Replica replica;
    std::vector<Everything> states { everythingIn(replica) };
    std::vector<QByteArray> undo;
    const int steps = *rc::gen::inRange(1, 12);
    for (int step = 0; step < steps; ++step) {
        undo.push_back(changeAnything(replica, "t" + QByteArray::number(step)));
        states.push_back(everythingIn(replica));
    }
    const bool joined = *rc::gen::arbitrary<bool>();
    if (joined) { // as for a fusion
        QByteArray all;
        for (const QByteArray &data : undo)
            all += data;
        replica.undo(all);
        RC_ASSERT(everythingIn(replica) == states.front());
        return;
    }
    for (size_t step = undo.size(); step-- > 0;) {
        replica.undo(undo[step]);
        RC_ASSERT(everythingIn(replica) == states[step]);
    }
}

} // namespace

/// Properties of the SU-Set, each against chance.
class TestSuSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void converges() { QVERIFY(rc::check(convergesInAnyCausalOrder)); }
    void undoes() { QVERIFY(rc::check(undoRestoresExactly)); }
};

QTEST_GUILESS_MAIN(TestSuSet)
#include "tst_suset.moc"
