// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/fusion.h"
#include "journal/textfusion.h"
#include "rdf/vocabulary.h"
#include "text/tseq.h"

#include "../../support/normal.h"
#include "../../support/packed.h"
#include "../../support/vectors.h"

#include <QTest>
#include <rapidcheck.h>

#include <map>
#include <set>
#include <utility>

using namespace mld;
using mld::test::normalContent;
using mld::test::text;

namespace {

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

/// An operation as the vectors have it.
Operation operationOf(const QJsonValue &json)
{
    OperationTuple tuple;
    tuple.from = json[QLatin1String("from")].toInteger();
    tuple.time = TreeClock::fromJson(json[QLatin1String("time")]).value();
    tuple.update = mld::test::packJson(json[QLatin1String("update")]);
    tuple.encoding = { UpdateEncoding::MsgPack };
    if (const QJsonValue id = json[QLatin1String("principalId")]; id.isString())
        tuple.principalId = context().expandNode(id.toString());
    if (const QJsonValue agreed = json[QLatin1String("agreed")]; agreed.isArray())
        tuple.agreed = Agreement{ agreed[0].toInteger(), mld::test::packJson(agreed[1]) };
    return decodeOperation(tuple, context()).value();
}

void compare(const Operation &actual, const QJsonValue &expected)
{
    const OperationTuple tuple = encodeOperation(actual, context()).value();
    QCOMPARE(tuple.from, expected[QLatin1String("from")].toInteger());
    QCOMPARE(text(tuple.time.toJson()), text(expected[QLatin1String("time")]));
    const Operation read = operationOf(expected);
    QCOMPARE(tuple.principalId, read.principalId);
    QCOMPARE(tuple.agreed, read.agreed);
    const auto packed = encodeContent(actual.content, context(), tuple.isFusion());
    QCOMPARE(normalContent(mld::test::unpackJson(*packed)),
             normalContent(expected[QLatin1String("update")]));
}

void addRows(const char *key)
{
    QTest::addColumn<QJsonObject>("row");
    const QJsonArray rows =
            mld::test::loadVectors(QStringLiteral("fusion.json"))[QLatin1String(key)].toArray();
    QVERIFY(!rows.isEmpty());
    for (const QJsonValue &row : rows)
        QTest::newRow(qPrintable(row[QLatin1String("what")].toString())) << row.toObject();
}

Triple tripleOf(int subject, const Term &object)
{
    return { Term::iri(QStringLiteral("http://ex.org/s%1").arg(subject)),
             Term::iri(QStringLiteral("http://ex.org/#v")), object };
}

const Triple textTriple =
        tripleOf(0, Term::literal(QStringLiteral("text1"), iris::text));

/// What a clone has, as wire.md 7 and 12.1 tell it.
struct Data
{
    std::map<QString, std::set<Tid>> tids; ///< by the triple's subject, which is enough here
    std::optional<TSeq> body;

    void apply(const Operation &operation)
    {
        for (const auto &[triple, removed] : operation.content.deletes) {
            for (const Tid &tid : removed)
                tids[triple.subject.text()].erase(tid);
        }
        const bool hadBody = body.has_value();
        for (const auto &[triple, added] : operation.content.inserts) {
            tids[triple.subject.text()].insert(added.begin(), added.end());
            const auto state = operation.content.states.find(triple.object.text());
            if (state != operation.content.states.end() && !body)
                body = *TSeq::load(QStringLiteral("reader"), *state);
        }
        // One that has just got the state has the edits in it (T23).
        for (const ContentUpdate &update : operation.content.updates) {
            if (hadBody)
                RC_ASSERT(body->apply(*TextOperation::fromMsgPack(update.operation)).isOk());
        }
        std::erase_if(tids, [](const auto &entry) { return entry.second.empty(); });
    }

    QString bodyText() const { return body ? body->text() : QString(); }
};

/// An author's operations, one for each tick, and the data before and after each.
struct History
{
    std::vector<Operation> operations;
    std::vector<Data> data; ///< one more than operations

    /// The fusion of the operations from `begin` up to, not including, `end`.
    Operation fused(size_t begin, size_t end) const
    {
        for (size_t i = begin + 1; i < end; ++i)
            RC_ASSERT(isContiguous(operations[i - 1], operations[i]));
        return *fuse(std::span(operations).subspan(begin, end - begin), textFusion());
    }
};

History randomHistory()
{
    History history;
    Data data;
    data.tids[QStringLiteral("http://ex.org/s1")] = { "old1", "old2" };
    TreeClock time = *TreeClock::fromJson(QJsonArray{ 2, QJsonArray{ 3 }, 4 });
    TSeq author(QStringLiteral("author"));
    if (*rc::gen::arbitrary<bool>()) { // a text from before
        author.splice(0, 0, u"before").value();
        data.body = author;
        data.tids[textTriple.subject.text()] = { "old3" };
    }
    bool hasBody = data.body.has_value();
    history.data.push_back(data);
    const int count = *rc::gen::inRange(2, 9);
    for (int i = 0; i < count; ++i) {
        time = time.ticked();
        const Tid tid = time.hash();
        Operation operation{ time.ticks(), time, {}, {}, {} };
        std::set<int> touched;
        for (int changes = *rc::gen::inRange(0, 4); changes > 0; --changes) {
            const int subject = *rc::gen::inRange(1, 4);
            if (!touched.insert(subject).second)
                continue;
            const Triple triple = tripleOf(subject, Term::string(QStringLiteral("x")));
            const auto held = data.tids.find(triple.subject.text());
            if (held != data.tids.end() && *rc::gen::arbitrary<bool>()) {
                operation.content.deletes.push_back(
                        { triple, { held->second.begin(), held->second.end() } });
            } else {
                operation.content.inserts.push_back({ triple, { tid } });
            }
        }
        const qsizetype length = author.length();
        const auto edit = author.splice(*rc::gen::inRange<qsizetype>(0, length + 1),
                                        *rc::gen::inRange<qsizetype>(0, 3),
                                        QStringView(u"abc").first(*rc::gen::inRange<qsizetype>(0, 4)));
        if (hasBody) {
            operation.content.updates.push_back({ textTriple, edit->operation.toMsgPack() });
        } else if (*rc::gen::arbitrary<bool>()) {
            operation.content.inserts.push_back({ textTriple, { tid } });
            operation.content.states.insert(textTriple.object.text(), author.saveState());
            hasBody = true;
        }
        data.apply(operation);
        history.operations.push_back(operation);
        history.data.push_back(data);
    }
    return history;
}

} // namespace

// wire.md 9
class TestFusion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fuses_data() { addRows("fusion"); }
    void fuses();
    void cuts_data() { addRows("cutting"); }
    void cuts();
    void contiguity();
    void agreements();
    void unknownDatatypes();
    void whatDoesNotFit();
    void hostileRange();
    void fusionHasTheEffectOfItsParts();
    void cutLeavesWhatIsNotSeen();
};

void TestFusion::fuses()
{
    QFETCH(QJsonObject, row);
    const QJsonArray operations = row[QLatin1String("operations")].toArray();
    const QJsonArray contiguous = row[QLatin1String("contiguous")].toArray();
    std::vector<Operation> parts;
    for (const QJsonValue &operation : operations)
        parts.push_back(operationOf(operation));
    Operation stepwise = parts.front();
    for (size_t i = 1; i < parts.size(); ++i) {
        QCOMPARE(isContiguous(parts[i - 1], parts[i]), contiguous[qsizetype(i) - 1].toBool());
        stepwise = fuse(stepwise, parts[i], textFusion()).value();
    }
    compare(stepwise, row[QLatin1String("fused")]);
    compare(fuse(parts, textFusion()).value(), row[QLatin1String("fused")]);
}

void TestFusion::cuts()
{
    QFETCH(QJsonObject, row);
    std::vector<Operation> seen;
    for (const QJsonValue &each : row[QLatin1String("seen")].toArray())
        seen.push_back(operationOf(each));
    const auto result = cut(operationOf(row[QLatin1String("incoming")]), seen, textFusion());
    QVERIFY(result.isOk());
    compare(*result, row[QLatin1String("result")]);
}

namespace {

Operation emptyAt(qint64 from, const char *time)
{
    Operation operation;
    operation.from = from;
    operation.time = TreeClock::fromJson(
            QJsonDocument::fromJson(QByteArray("[") + time + "]").array()[0]).value();
    return operation;
}

} // namespace

// T1
void TestFusion::contiguity()
{
    QVERIFY(isContiguous(emptyAt(1, "[[1],2]"), emptyAt(2, "[[2],2]")));
    QVERIFY(isContiguous(emptyAt(1, "[[3],2]"), emptyAt(4, "[[6],2]")));
    QVERIFY(!isContiguous(emptyAt(1, "[[1],2]"), emptyAt(3, "[[3],2]")));
    QVERIFY(!isContiguous(emptyAt(1, "[[1],2]"), emptyAt(2, "[[2],3]")));
    QVERIFY(!isContiguous(emptyAt(1, "[[1],2]"), emptyAt(2, "[1,[2]]")));
    QVERIFY(!isContiguous(emptyAt(1, "[1]"), emptyAt(2, "[1,[1],0]")));
    Operation other = emptyAt(2, "[[2],2]");
    other.principalId = QStringLiteral("http://ex.org/alice");
    QVERIFY(!isContiguous(emptyAt(1, "[[1],2]"), other));
    OperationTuple a = encodeOperation(emptyAt(1, "[[1],2]"), context()).value();
    OperationTuple b = encodeOperation(emptyAt(2, "[[2],2]"), context()).value();
    QVERIFY(isContiguous(a, b));
    QVERIFY(!isContiguous(b, a));
}

// wire.md 9, step 5
void TestFusion::agreements()
{
    Operation first = emptyAt(1, "[1]");
    first.agreed = Agreement{ 1, "\xc3" };
    const Operation second = emptyAt(2, "[2]");
    const Operation third = emptyAt(3, "[3]");
    const Operation both = fuse(first, second, textFusion()).value();
    QCOMPARE(both.agreed, first.agreed);
    const Operation all = fuse(both, third, textFusion()).value();
    QVERIFY(!cut(all, { first }, textFusion())->agreed);
    Operation later = third;
    later.agreed = Agreement{ 3, "\xc2" };
    QCOMPARE(fuse(both, later, textFusion())->agreed, later.agreed);
    QCOMPARE(cut(*fuse(both, later, textFusion()), { both }, textFusion())->agreed, later.agreed);
}

// wire.md 12.1
void TestFusion::unknownDatatypes()
{
    const Triple counter = tripleOf(
            1, Term::literal(QStringLiteral("id"), QStringLiteral("http://a.org/Counter")));
    Operation a = emptyAt(1, "[1]");
    a.content.updates.push_back({ counter, "\x01" });
    Operation b = emptyAt(2, "[2]");
    QCOMPARE(fuse(a, b, textFusion())->content.updates, a.content.updates);
    b.content.updates.push_back({ counter, "\x02" });
    QCOMPARE(fuse(a, b, textFusion()).error().code, ErrorCode::BadUpdate);
    Operation both = emptyAt(1, "[2]");
    both.content.updates.push_back({ counter, "\x03" });
    QCOMPARE(cut(both, { a }, textFusion()).error().code, ErrorCode::BadUpdate);
}

void TestFusion::whatDoesNotFit()
{
    const Operation incoming = emptyAt(5, "[9]");
    const auto isRefused = [&](const std::vector<Operation> &seen) {
        return !cut(incoming, seen, textFusion()).isOk();
    };
    QVERIFY(!isRefused({}));
    QVERIFY(!isRefused({ emptyAt(3, "[6]") }));
    QVERIFY(!isRefused({ emptyAt(3, "[6]"), emptyAt(7, "[8]") }));
    QVERIFY(isRefused({ emptyAt(3, "[4]") }));
    QVERIFY(isRefused({ emptyAt(5, "[9]") }));
    QVERIFY(isRefused({ emptyAt(5, "[6]"), emptyAt(8, "[8]") }));
    QVERIFY(isRefused({ emptyAt(5, "[7]"), emptyAt(6, "[6]") }));
    Operation badText = incoming;
    badText.content.updates.push_back({ textTriple, "\xc0" });
    Operation seenText = emptyAt(5, "[5]");
    seenText.content.updates.push_back({ textTriple, "\x90" });
    QVERIFY(!cut(badText, { seenText }, textFusion()));
}

void TestFusion::hostileRange()
{
    // TIDs that are found at no tick must not be looked for at each of 2^53.
    Operation seen = emptyAt(1, "[9007199254740990]");
    seen.content.inserts.push_back({ tripleOf(1, Term::string(QString())), { "none" } });
    const auto result = cut(emptyAt(1, "[9007199254740991]"), { seen }, textFusion());
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::BadUpdate);
}

void TestFusion::fusionHasTheEffectOfItsParts()
{
    QVERIFY(rc::check("a fusion leaves the data that its parts leave", [] {
        const History history = randomHistory();
        const size_t count = history.operations.size();
        const size_t begin = *rc::gen::inRange<size_t>(0, count);
        const size_t end = *rc::gen::inRange(begin + 1, count + 1);
        Operation fused = history.fused(begin, end);
        // Also after a journey.
        fused = *decodeOperation(*encodeOperation(fused, context()), context());
        Data data = history.data[begin];
        data.apply(fused);
        RC_ASSERT(data.tids == history.data[end].tids);
        RC_ASSERT(data.bodyText() == history.data[end].bodyText());
        // Fusing is associative.
        const size_t middle = *rc::gen::inRange(begin, end);
        if (middle > begin) {
            const auto other = fuse(history.fused(begin, middle), history.fused(middle, end),
                                    textFusion());
            Data otherData = history.data[begin];
            otherData.apply(*other);
            RC_ASSERT(otherData.tids == data.tids);
            RC_ASSERT(otherData.bodyText() == data.bodyText());
        }
    }));
}

void TestFusion::cutLeavesWhatIsNotSeen()
{
    QVERIFY(rc::check("what was seen and what the cut leaves make the whole", [] {
        const History history = randomHistory();
        const size_t count = history.operations.size();
        // Seen: `first` to `seen`, in one piece or several. Incoming: `begin` to `end`.
        const size_t begin = *rc::gen::inRange<size_t>(0, count - 1);
        const size_t seenEnd = *rc::gen::inRange(begin + 1, count);
        const size_t end = *rc::gen::inRange(seenEnd + 1, count + 1);
        std::vector<Operation> seen;
        for (size_t at = *rc::gen::inRange<size_t>(0, begin + 1); at < seenEnd;) {
            const size_t next = *rc::gen::inRange(at + 1, seenEnd + 1);
            if (next > begin) // others end before the fusion begins
                seen.push_back(history.fused(at, next));
            at = next;
        }
        const auto rest = cut(history.fused(begin, end), seen, textFusion());
        RC_ASSERT(rest.isOk());
        RC_ASSERT(rest->from == history.operations[seenEnd].from);
        Data data = history.data[seenEnd];
        data.apply(*rest);
        RC_ASSERT(data.tids == history.data[end].tids);
        RC_ASSERT(data.bodyText() == history.data[end].bodyText());
    }));
}

QTEST_GUILESS_MAIN(TestFusion)
#include "tst_fusion.moc"
