// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editingtrace.h"
#include "text/tseq.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <random>

using namespace mld;

/// True typing, recorded and modelled: what replicas hold is compared with plain strings, and with each
/// other. Recorded traces are found through MLD_EDITING_TRACES; bench_text measures them.
class TestTextTraces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sequential_data();
    void sequential();
    void concurrent_data();
    void concurrent();
    void typing_data();
    void typing();

private:
    static void addTraces(const QString &folder);
};

void TestTextTraces::addTraces(const QString &folder)
{
    QTest::addColumn<QString>("path");
    const QDir dir(EditingTrace::folder() + folder);
    const QStringList names = EditingTrace::folder().isEmpty()
        ? QStringList()
        : dir.entryList({QStringLiteral("*.json.gz")}, QDir::Files, QDir::Name);
    for (const QString &name : names)
        QTest::addRow("%s", qPrintable(name)) << dir.filePath(name);
    if (names.isEmpty())
        QTest::newRow("no traces") << QString();
}

void TestTextTraces::sequential_data()
{
    addTraces(QStringLiteral("/sequential_traces"));
}

// One author writes, another follows.
void TestTextTraces::sequential()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("MLD_EDITING_TRACES names no folder with editing traces");
    const EditingTrace trace = EditingTrace::read(path);
    QVERIFY(!trace.transactions.empty());
    TSeq author(QStringLiteral("author"));
    TSeq follower(QStringLiteral("follower"));
    for (const EditingTrace::Transaction &transaction : trace.transactions) {
        for (const EditingTrace::Patch &patch : transaction.patches) {
            const auto edit = author.splice(patch.index, patch.deleteCount, patch.content);
            QVERIFY(edit);
            const auto operation = TextOperation::fromMsgPack(edit->operation.toMsgPack());
            QVERIFY(operation);
            const auto update = follower.apply(*operation, author.pid());
            QVERIFY(update);
            if (edit->splice.deleteCount > 0 || !edit->splice.content.isEmpty())
                QCOMPARE(update->splices, QList<TextSplice>{edit->splice});
        }
    }
    QCOMPARE(author.text(), trace.endContent);
    QCOMPARE(follower.text(), trace.endContent);
    QVERIFY(author.check());
    QVERIFY(follower.check());
    const auto loaded = TSeq::load(author.pid(), author.saveState());
    QVERIFY(loaded);
    QVERIFY(loaded->check());
    QCOMPARE(loaded->text(), trace.endContent);
    QCOMPARE(loaded->saveState(), author.saveState());
    const QByteArray compact = author.saveCompact();
    QVERIFY(compact.size() * 3 < author.saveState().size());
    const auto again = TSeq::loadCompact(author.pid(), compact);
    QVERIFY(again);
    QVERIFY(again->check());
    QCOMPARE(again->saveState(), author.saveState());
}

void TestTextTraces::concurrent_data()
{
    addTraces(QStringLiteral("/concurrent_traces"));
}

/// The text in which the reference ends, as a sum: not always the recorded one. In friendsforever two
/// agents do insert in one place at a time (transactions 22360 and 22366, after a character that
/// one of them replaces): TSeq orders that by its structure, otherwise than the recorder did.
static QByteArray referenceSum(const QString &trace)
{
    QFile file(QStringLiteral(MLD_TEST_DATA "/../engine/text/concurrent-traces.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The sums are missing");
    return QJsonDocument::fromJson(file.readAll())[trace].toString().toLatin1();
}

// Each agent has, at each of its transactions, just what it had when it was recorded.
void TestTextTraces::concurrent()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("MLD_EDITING_TRACES names no folder with editing traces");
    const EditingTrace trace = EditingTrace::read(path);
    QVERIFY(!trace.transactions.empty());
    std::vector<TSeq> replicas;
    for (size_t agent = 0; agent < trace.agents; ++agent)
        replicas.emplace_back(QStringLiteral("agent%1").arg(agent));
    // Of every transaction, in the order of the trace, which is causal.
    std::vector<std::vector<TextOperation>> done(trace.transactions.size());
    std::vector<size_t> numbers; // of each transaction among its agent's
    std::vector<size_t> counts(trace.agents, 0);
    for (const EditingTrace::Transaction &transaction : trace.transactions)
        numbers.push_back(counts[transaction.agent]++);
    std::vector<std::vector<size_t>> missing(trace.agents); // transactions not applied yet
    const auto deliver = [&](size_t agent, const std::vector<size_t> *seen) {
        std::vector<size_t> left;
        for (const size_t i : missing[agent]) {
            const size_t author = trace.transactions[i].agent;
            if (seen && numbers[i] >= (*seen)[author]) {
                left.push_back(i);
                continue;
            }
            for (const TextOperation &operation : done[i]) {
                if (!replicas[agent].apply(operation, replicas[author].pid()))
                    return false;
            }
        }
        missing[agent] = left;
        return true;
    };
    for (size_t i = 0; i < trace.transactions.size(); ++i) {
        const EditingTrace::Transaction &transaction = trace.transactions[i];
        QVERIFY(deliver(transaction.agent, &transaction.seen));
        for (const EditingTrace::Patch &patch : transaction.patches) {
            auto edit = replicas[transaction.agent].splice(patch.index, patch.deleteCount,
                                                           patch.content);
            QVERIFY(edit);
            done[i].push_back(std::move(edit->operation));
        }
        for (size_t agent = 0; agent < trace.agents; ++agent) {
            if (agent != transaction.agent)
                missing[agent].push_back(i);
        }
    }
    for (size_t agent = 0; agent < trace.agents; ++agent) {
        QVERIFY(deliver(agent, nullptr));
        QCOMPARE(replicas[agent].text(), replicas[0].text());
        QVERIFY(replicas[agent].check());
    }
    const QByteArray text = replicas[0].text().toUtf8();
    QCOMPARE(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex(),
             referenceSum(QFileInfo(path).fileName().section(u'.', 0, 0)));
    if (!path.contains(QLatin1String("friendsforever")))
        QCOMPARE(replicas[0].text(), trace.endContent);
}

void TestTextTraces::typing_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("authors");
    for (unsigned seed = 1; seed <= 6; ++seed)
        QTest::addRow("%u", seed) << seed << (seed % 2 == 0 ? 2 : seed % 3 == 0 ? 5 : 1);
}

namespace {

/// Someone who types in bursts, corrects, moves about and pastes.
struct Typist
{
    TSeq text;
    QString shown; // as an editor has it, changed by splices only
    qsizetype caret = 0;
    int burst = 0;
    std::vector<size_t> seen;

    TextSplice next(std::mt19937 &random)
    {
        const auto draw = [&](unsigned below) { return qsizetype(random() % below); };
        if (burst-- <= 0) {
            burst = int(draw(40));
            caret = draw(3) == 0 ? shown.size() : draw(unsigned(shown.size() + 1));
        }
        caret = std::min(caret, shown.size());
        switch (draw(20)) {
        case 0:
        case 1:
        case 2: { // backspace
            const qsizetype count = std::min<qsizetype>(caret, 1);
            caret -= count;
            return {caret, count, {}};
        }
        case 3: { // select and delete, or replace
            const qsizetype count = std::min(draw(12), shown.size() - caret);
            return {caret, count, draw(2) == 0 ? QString() : QStringLiteral("word")};
        }
        case 4: { // paste
            const QString pasted(draw(30), QLatin1Char('p'));
            const TextSplice splice{caret, 0, pasted};
            caret += pasted.size();
            return splice;
        }
        default:
            return {caret++, 0, QString(QLatin1Char(char('a' + draw(26))))};
        }
    }
};

} // namespace

void TestTextTraces::typing()
{
    QFETCH(unsigned, seed);
    QFETCH(int, authors);
    std::mt19937 random(seed);
    std::vector<Typist> typists;
    std::vector<std::vector<QByteArray>> sent(static_cast<size_t>(authors));
    for (int i = 0; i < authors; ++i)
        typists.push_back({TSeq(QStringLiteral("typist%1").arg(i)), {}, 0, 0,
                           std::vector<size_t>(size_t(authors), 0)});
    const auto follow = [&](size_t reader, size_t author) {
        Typist &typist = typists[reader];
        // What each sends depends on what it has seen; in rounds, everything of a round is
        // known to all before the next, so any order is causal.
        while (typist.seen[author] < sent[author].size()) {
            const auto operation
                = TextOperation::fromMsgPack(sent[author][typist.seen[author]++]);
            const auto update = typist.text.apply(*operation, typists[author].text.pid());
            if (!update)
                return false;
            applySplices(typist.shown, update->splices);
        }
        return typist.shown == typist.text.text();
    };
    for (int round = 0; round < 300; ++round) {
        for (size_t i = 0; i < typists.size(); ++i) {
            for (unsigned keys = random() % 20; keys > 0; --keys) {
                Typist &typist = typists[i];
                const TextSplice splice = typist.next(random);
                const auto edit
                    = typist.text.splice(splice.index, splice.deleteCount, splice.content);
                QVERIFY(edit);
                if (splice.deleteCount > 0 || !splice.content.isEmpty())
                    QCOMPARE(edit->splice, splice);
                applySplices(typist.shown, {splice});
                sent[i].push_back(edit->operation.toMsgPack());
            }
            QCOMPARE(typists[i].text.text(), typists[i].shown);
        }
        for (size_t reader = 0; reader < typists.size(); ++reader) {
            for (size_t step = 1; step < typists.size(); ++step)
                QVERIFY(follow(reader, (reader + step) % typists.size()));
        }
        for (const Typist &typist : typists)
            QCOMPARE(typist.shown, typists[0].shown);
    }
    for (const Typist &typist : typists) {
        QVERIFY(typist.text.check());
        const auto loaded = TSeq::load(typist.text.pid(), typist.text.saveState());
        QVERIFY(loaded);
        QCOMPARE(loaded->text(), typist.shown);
    }
}

QTEST_GUILESS_MAIN(TestTextTraces)
#include "tst_texttraces.moc"
