// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/clone.h"
#include "constraint/extensions.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

const DomainName kDomain = u"test.example.org"_s;
const QString kText = u"http://test.example.org/#body"_s;

/// A clone on a network in memory, and what it said.
struct Member
{
    Member(const QString &id, MemoryNetwork *network, bool genesis = false,
           const QString &store = u":memory:"_s, const QJsonArray &constraints = {})
    {
        CloneConfig config;
        config.id = id;
        config.domain = kDomain;
        config.genesis = genesis;
        config.storePath = store;
        config.networkTimeoutMs = 1000;
        config.constraints = constraints;
        std::unique_ptr<MemoryTransport> end;
        if (network) {
            end = network->makeTransport();
            transport = end.get();
        }
        clone = std::make_unique<Clone>(config, std::move(end));
        QObject::connect(clone.get(), &Clone::updated, clone.get(),
                         [this](const CloneUpdate &update) { updates.append(update); });
        QObject::connect(clone.get(), &Clone::failed, clone.get(),
                         [this](const Error &error) { failures.append(error.message); });
        QObject::connect(clone.get(), &Clone::published, clone.get(),
                         [this](qint64 ticks) { published = ticks; });
    }

    void start()
    {
        const Result<void> started = clone->start();
        QVERIFY2(started.isOk(), started ? "" : qPrintable(started.error().message));
    }

    QString write(const QJsonValue &pattern)
    {
        std::optional<Result<void>> outcome;
        clone->write(pattern, [&](const Result<void> &result) { outcome = result; });
        if (!QTest::qWaitFor([&] { return outcome.has_value(); }))
            return u"no answer"_s;
        return *outcome ? QString() : outcome->error().message;
    }

    QJsonArray read(const QJsonObject &pattern) const
    {
        const auto found = clone->read(pattern);
        return found ? *found : QJsonArray{found.error().message};
    }
    QJsonObject describe(const QString &id) const
    {
        return read({{u"@describe"_s, id}}).at(0).toObject();
    }

    std::unique_ptr<Clone> clone;
    MemoryTransport *transport = nullptr;
    QList<CloneUpdate> updates;
    QStringList failures;
    qint64 published = -1;
};

bool isLive(const Member &member)
{
    const CloneStatus status = member.clone->status();
    return member.clone->isStarted() && status.online && !status.outdated;
}

QJsonObject splice(const QString &id, int index, int deleted, const QString &content)
{
    return {{u"@update"_s,
             QJsonObject{{u"@id"_s, id},
                         {u"body"_s, QJsonObject{{u"@splice"_s, QJsonArray{index, deleted, content}}}}}}};
}

} // namespace

class TestClone : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// semantics.md 13.2: usable at once, and no network needed.
    void genesisStandsAlone()
    {
        Member a(u"a"_s, nullptr, true);
        QSignalSpy started(a.clone.get(), &Clone::started);
        a.start();
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}), QString());
        QCOMPARE(started.size(), 1);
        QCOMPARE(a.describe(u"fred"_s).value(u"name"_s).toString(), u"Fred"_s);
        QCOMPARE(a.updates.size(), 1);
        QCOMPARE(a.updates[0].ticks, 1);
        QVERIFY(a.updates[0].isLocal);
        QCOMPARE(a.clone->status(), (CloneStatus{false, false, false, 1}));
    }

    void newcomerJoinsBySnapshotAndBothWrite()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}), QString());
        QTRY_COMPARE(a.clone->status(), (CloneStatus{true, false, true, 1}));

        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b));
        QCOMPARE(b.describe(u"fred"_s).value(u"name"_s).toString(), u"Fred"_s);
        QTRY_VERIFY(isLive(a) && !a.clone->status().silo);

        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"wilma"_s}, {u"name"_s, u"Wilma"_s}}), QString());
        QTRY_COMPARE(b.describe(u"wilma"_s).value(u"name"_s).toString(), u"Wilma"_s);
        QCOMPARE(b.updates.size(), 1);
        QVERIFY(!b.updates[0].isLocal);
        QTRY_COMPARE(a.published, 2);

        QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"wilma"_s}, {u"age"_s, 30}}), QString());
        QTRY_COMPARE(a.describe(u"wilma"_s).value(u"age"_s).toInt(), 30);
        QVERIFY(a.failures.isEmpty() && b.failures.isEmpty());
    }

    /// "Received by Ada" is told from the clocks that members show each other.
    void clockTellsWhatWasReceived()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        QCOMPARE(a.clone->time(), QByteArray());
        a.start();
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        const QByteArray before = b.clone->time();
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}), QString());
        const qint64 ticks = a.updates.last().ticks;
        QVERIFY(a.clone->ownTicksAt(before) < ticks);
        QTRY_VERIFY(!b.updates.isEmpty());
        QCOMPARE(a.clone->ownTicksAt(b.clone->time()), std::optional(ticks));
        QCOMPARE(a.clone->ownTicksAt(QByteArrayLiteral("no clock")), std::nullopt);
    }

    void textIsSharedCharacterByCharacter()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        QCOMPARE(a.write(Extensions::textDeclaration({kText})), QString());
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, u"hello"_s}}), QString());
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        QCOMPARE(b.describe(u"note"_s).value(u"body"_s).toString(), u"hello"_s);

        QCOMPARE(a.write(splice(u"note"_s, 5, 0, u" world"_s)), QString());
        QCOMPARE(b.write(splice(u"note"_s, 0, 1, u"J"_s)), QString());
        const auto body = [](const Member &member) {
            return member.describe(u"note"_s).value(u"body"_s).toString();
        };
        QTRY_COMPARE(body(a), u"Jello world"_s);
        QTRY_COMPARE(body(b), u"Jello world"_s);
        QCOMPARE(b.updates.last().updates.size() + b.updates.first().updates.size(), 2);
    }

    /// design.md 4.4: a caret stays with its character, also in the clone of another.
    void placesStayWithTheirCharacters()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        QCOMPARE(a.write(Extensions::textDeclaration({kText})), QString());
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, u"hello world"_s},
                                     {u"title"_s, u"plain"_s}}), QString());
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        const auto placeAt = [](const Member &member, qsizetype index) {
            const auto place = member.clone->textPlace(u"note"_s, u"body"_s, index);
            return place ? *place : place.error().message.toUtf8();
        };
        const auto indexOf = [](const Member &member, const QByteArray &place) {
            const auto index = member.clone->textIndex(u"note"_s, u"body"_s, place);
            return index ? qint64(*index) : -1;
        };
        // While b writes what a has not received yet, and the other way round.
        const QByteArray start = placeAt(a, 0);
        const QByteArray word = placeAt(a, 6);
        const QByteArray end = placeAt(a, 1000);
        QCOMPARE(b.write(splice(u"note"_s, 0, 1, u"Oh, h"_s)), QString());
        QCOMPARE(indexOf(b, word), 10);
        QCOMPARE(a.write(splice(u"note"_s, 11, 0, u"!"_s)), QString());
        QTRY_COMPARE(b.describe(u"note"_s).value(u"body"_s).toString(), u"Oh, hello world!"_s);
        QTRY_COMPARE(a.describe(u"note"_s).value(u"body"_s).toString(), u"Oh, hello world!"_s);
        for (const Member *member : {&a, &b}) {
            QCOMPARE(indexOf(*member, start), 0);
            QCOMPARE(indexOf(*member, word), 10);
            QCOMPARE(indexOf(*member, end), 15);
            QCOMPARE(placeAt(*member, 10), word);
        }
        QCOMPARE(a.write(splice(u"note"_s, 8, 4, {})), QString()); // its character goes
        QCOMPARE(indexOf(a, word), 8);

        QVERIFY(!a.clone->textPlace(u"note"_s, u"title"_s, 0));
        QVERIFY(!a.clone->textPlace(u"nobody"_s, u"body"_s, 0));
        for (const QByteArray &bad : {QByteArray(), QByteArray("\xc1"), word.chopped(1), QByteArray(word + 'x')})
            QCOMPARE(a.clone->textIndex(u"note"_s, u"body"_s, bad).error().code, ErrorCode::Malformed);
        QCOMPARE(a.write(QJsonObject{{u"@update"_s,
                                      QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, u"new"_s}}}}),
                 QString());
        QCOMPARE(a.clone->textIndex(u"note"_s, u"body"_s, word).error().code, ErrorCode::BadPattern);
    }

    /// wire.md 8.5: what was written apart is exchanged when they meet again.
    void writesMadeApartAreMerged()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        network.setReconnectDelay(-1);
        Member a(u"a"_s, &network, true);
        a.start();
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        network.disconnect(u"b"_s);
        QTRY_VERIFY(!b.clone->status().online);
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"from"_s, u"a"_s}}), QString());
        QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"from"_s, u"b"_s}}), QString());
        QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"y"_s}, {u"from"_s, u"b"_s}}), QString());
        network.reconnect(u"b"_s);
        QTRY_VERIFY(isLive(b));
        const auto from = [](const Member &member) {
            return member.read({{u"@select"_s, QJsonArray{u"?s"_s, u"?v"_s}},
                                {u"@where"_s, QJsonObject{{u"@id"_s, u"?s"_s}, {u"from"_s, u"?v"_s}}}})
                    .size();
        };
        QTRY_COMPARE(from(a), 3);
        QTRY_COMPARE(from(b), 3);
        QTRY_VERIFY(b.published > 0);
    }

    void storedCloneGoesOnWithItsClock()
    {
        QTemporaryDir folder;
        const QString store = folder.filePath(u"b.mld"_s);
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        {
            Member b(u"b"_s, &network, false, store);
            b.start();
            QTRY_VERIFY(isLive(b));
            QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), QString());
            QSignalSpy closed(b.clone.get(), &Clone::closed);
            b.clone->close();
            QTRY_COMPARE(closed.size(), 1);
        }
        QTRY_COMPARE(a.describe(u"x"_s).value(u"n"_s).toInt(), 1);
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"y"_s}, {u"n"_s, 2}}), QString());

        Member b(u"b2"_s, &network, false, store);
        b.start();
        QCOMPARE(b.describe(u"x"_s).value(u"n"_s).toInt(), 1);
        QTRY_VERIFY(isLive(b));
        QTRY_COMPARE(b.describe(u"y"_s).value(u"n"_s).toInt(), 2);
        QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"z"_s}, {u"n"_s, 3}}), QString());
        QTRY_COMPARE(a.describe(u"z"_s).value(u"n"_s).toInt(), 3);
    }

    /// design.md 2, rule 8: a clock has one owner.
    void copiedStoreJoinsAnew()
    {
        QTemporaryDir folder;
        const QString original = folder.filePath(u"b.mld"_s);
        const QString copied = folder.filePath(u"copy.mld"_s);
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        {
            Member b(u"b"_s, &network, false, original);
            b.start();
            QTRY_VERIFY(isLive(b));
            QVERIFY(!b.clone->isCopy());
            QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), QString());
            QSignalSpy closed(b.clone.get(), &Clone::closed);
            b.clone->close();
            QTRY_COMPARE(closed.size(), 1);
        }
        QVERIFY(QFile::copy(original, copied));
        CloneId id;
        const QRegularExpression itIsACopy(u"the store is a copy"_s);
        {
            QTest::ignoreMessage(QtWarningMsg, itIsACopy);
            Member alone(u"b"_s, nullptr, false, copied);
            alone.start();
            QVERIFY(alone.clone->isCopy());
            QCOMPARE(alone.describe(u"x"_s).value(u"n"_s).toInt(), 1);
            QVERIFY(!alone.clone->status().online);
            QCOMPARE(alone.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"m"_s, 2}}), QString());
        }
        Member b(u"b"_s, &network, false, original);
        b.start();
        QTRY_VERIFY(isLive(b));
        {
            Member copy(u"b"_s, &network, false, copied);
            QSignalSpy isCopy(copy.clone.get(), &Clone::isCopyChanged);
            QTest::ignoreMessage(QtWarningMsg, itIsACopy);
            copy.start();
            QVERIFY(copy.clone->isCopy());
            id = copy.clone->id();
            QVERIFY(id != u"b"_s);
            QTRY_VERIFY(isLive(copy));
            QTRY_VERIFY(!copy.clone->isCopy());
            QCOMPARE(isCopy.size(), 1);
            QCOMPARE(isCopy.at(0).at(0).toBool(), false);
            // What was written in the copy while it was alone has gone with it.
            for (const Member *member : {&a, &b, &copy})
                QTRY_COMPARE(member->describe(u"x"_s).value(u"m"_s).toInt(), 2);
            // Both write, and nobody mistakes one for the other.
            QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"y"_s}, {u"n"_s, 3}}), QString());
            QCOMPARE(copy.write(QJsonObject{{u"@id"_s, u"z"_s}, {u"n"_s, 4}}), QString());
            for (const Member *member : {&a, &b, &copy}) {
                QTRY_COMPARE(member->describe(u"y"_s).value(u"n"_s).toInt(), 3);
                QTRY_COMPARE(member->describe(u"z"_s).value(u"n"_s).toInt(), 4);
            }
        }
        Member again(u"b"_s, &network, false, copied);
        again.start();
        QVERIFY(!again.clone->isCopy());
        QCOMPARE(again.clone->id(), id);
    }

    void copiedStoreTakesOverIfTold()
    {
        QTemporaryDir folder;
        const QString copied = folder.filePath(u"copy.mld"_s);
        {
            Member a(u"a"_s, nullptr, true, folder.filePath(u"a.mld"_s));
            a.start();
            QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), QString());
        }
        QVERIFY(QFile::copy(folder.filePath(u"a.mld"_s), copied));
        CloneConfig config;
        config.id = u"a"_s;
        config.domain = kDomain;
        config.storePath = copied;
        config.takeOver = true;
        Clone clone(config);
        QVERIFY(clone.start());
        QVERIFY(!clone.isCopy());
        std::optional<bool> isWritten;
        clone.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 2}},
                    [&](const Result<void> &result) { isWritten = result.isOk(); });
        QTRY_VERIFY(isWritten.has_value());
        QVERIFY(*isWritten);
    }

    /// wire.md 10: every clone that sees a conflict resolves it, and all agree.
    void conflictsAreResolvedAlike()
    {
        const QJsonArray single{QJsonObject{{u"@type"_s, u"single-valued"_s}, {u"property"_s, u"name"_s}}};
        MemoryNetwork network(MemoryNetwork::Time::Real);
        network.setReconnectDelay(-1);
        Member a(u"a"_s, &network, true, u":memory:"_s, single);
        a.start();
        Member b(u"b"_s, &network, false, u":memory:"_s, single);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        network.disconnect(u"b"_s);
        QTRY_VERIFY(!b.clone->status().online);
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"name"_s, u"Apple"_s}}), QString());
        QCOMPARE(b.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"name"_s, u"Banana"_s}}), QString());
        network.reconnect(u"b"_s);
        const auto name = [](const Member &member) { return member.describe(u"x"_s).value(u"name"_s); };
        QTRY_COMPARE(name(a), QJsonValue(u"Banana"_s));
        QTRY_COMPARE(name(b), QJsonValue(u"Banana"_s));
        QVERIFY(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"name"_s, u"Cherry"_s}}).contains(u"Multiple values"_s));
    }

    /// semantics.md 13.4: an event's handlers see just the state after it.
    void writesFromHandlersComeAfter()
    {
        Member a(u"a"_s, nullptr, true);
        a.start();
        bool isFirst = true;
        QStringList seen;
        connect(a.clone.get(), &Clone::updated, a.clone.get(), [&](const CloneUpdate &update) {
            if (std::exchange(isFirst, false))
                a.clone->write(QJsonObject{{u"@id"_s, u"y"_s}, {u"n"_s, 2}});
            seen.append(update.inserts.at(0)[u"@id"_s].toString()
                        + QString::number(a.read({{u"@describe"_s, u"?s"_s},
                                                  {u"@where"_s, QJsonObject{{u"@id"_s, u"?s"_s}, {u"n"_s, u"?n"_s}}}}).size()));
        });
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), QString());
        QTRY_COMPARE(seen, QStringList({u"x1"_s, u"y2"_s}));
    }

    void secondGenesisIsRefused()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        QTRY_VERIFY(a.clone->status().silo);
        Member b(u"b"_s, &network, true);
        QSignalSpy closed(b.clone.get(), &Clone::closed);
        b.start();
        QTRY_COMPARE(b.failures, QStringList{u"Genesis clone trying to join a live domain."_s});
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(a.failures.isEmpty());
    }

    /// semantics.md 13.1: what a recovery left to wait for comes, and the clone has missed nothing.
    void caughtUpWhenTheLastWaitingOperationCame()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        QHash<std::pair<CloneId, CloneId>, qint64> delays;
        network.setRoute([&](const CloneId &from, const CloneId &to, qsizetype) {
            return MemoryNetwork::Delivery{delays.value({from, to}), 1};
        });
        Member a(u"a"_s, &network, true);
        Member b(u"b"_s, &network);
        Member c(u"c"_s, &network);
        Member d(u"d"_s, &network);
        a.start();
        QTRY_VERIFY(a.clone->status().silo);
        for (Member *member : {&b, &c, &d}) {
            member->start();
            QTRY_VERIFY(isLive(*member));
        }
        // The second change builds on the first, overtakes it on the way to b, and is there while b
        // asks d, who knows neither.
        delays = {{{u"a"_s, u"b"_s}, 600}, {{u"a"_s, u"d"_s}, 600}, {{u"c"_s, u"b"_s}, 100},
                  {{u"c"_s, u"d"_s}, 600}, {{u"d"_s, u"b"_s}, 100}};
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), QString());
        QTRY_VERIFY(!c.describe(u"x"_s).isEmpty());
        a.clone->close();
        QCOMPARE(c.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"m"_s, 2}}), QString());
        c.clone->close();
        network.partition({{u"b"_s}});
        QTRY_VERIFY(b.clone->status().silo);
        network.heal();
        QTRY_VERIFY(!b.clone->status().silo);
        QTRY_COMPARE(b.describe(u"x"_s).size(), 3);
        QTRY_VERIFY(isLive(b));
    }

    void badConfigurationIsRefused_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("domain");
        QTest::newRow("no id") << QString() << kDomain;
        QTest::newRow("id with slash") << u"a/b"_s << kDomain;
        QTest::newRow("no domain") << u"a"_s << QString();
        QTest::newRow("bad domain") << u"a"_s << u"Not A Domain"_s;
    }
    void badConfigurationIsRefused()
    {
        QFETCH(QString, id);
        QFETCH(QString, domain);
        CloneConfig config;
        config.id = id;
        config.domain = domain;
        config.storePath = u":memory:"_s;
        Clone clone(config);
        const Result<void> started = clone.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::BadConfiguration);
    }

    void closedCloneRefuses()
    {
        Member a(u"a"_s, nullptr, true);
        a.start();
        QSignalSpy closed(a.clone.get(), &Clone::closed);
        a.clone->close();
        a.clone->close();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}), u"Clone has closed"_s);
        QVERIFY(!a.clone->read({{u"@describe"_s, u"x"_s}}));
    }

    /// The writer is answered before the others are told; they are told all the same.
    void closingInTheAnswerKeepsTheWrite()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(a) && isLive(b));
        // Until a peer has told what it knows of a clone, it publishes nothing, whatever its status.
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"wilma"_s}, {u"name"_s, u"Wilma"_s}}), QString());
        QTRY_COMPARE(b.describe(u"wilma"_s).value(u"name"_s).toString(), u"Wilma"_s);
        QSignalSpy closed(a.clone.get(), &Clone::closed);
        a.clone->write(QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}},
                       [&](const Result<void> &written) {
                           QVERIFY(written.isOk());
                           a.clone->close();
                       });
        QTRY_COMPARE(closed.size(), 1);
        QTRY_COMPARE(b.describe(u"fred"_s).value(u"name"_s).toString(), u"Fred"_s);
    }

    /// semantics.md 10.1: what is declared and not known here is told of, whenever and however it comes.
    void unknownExtensionsAreToldOf()
    {
        static QStringList logged;
        logged.clear();
        const QtMessageHandler handler = qInstallMessageHandler(
                [](QtMsgType, const QMessageLogContext &, const QString &message) { logged.append(message); });
        const auto restore = qScopeGuard([handler] { qInstallMessageHandler(handler); });
        const auto declare = [](const QString &at, const QString &name) {
            return QJsonObject{{u"@id"_s, u"http://m-ld.org/extensions"_s},
                               {u"@list"_s,
                                QJsonObject{{at, QJsonObject{{u"@id"_s, name},
                                                             {u"http://js.m-ld.org/#require"_s, u"@acme/things"_s},
                                                             {u"http://js.m-ld.org/#class"_s, name}}}}}};
        };
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        QCOMPARE(a.write(declare(u"0"_s, u"Thing"_s)), QString());
        QCOMPARE(logged.filter(u"Thing"_s).size(), 1);
        QCOMPARE(a.write(declare(u"1"_s, u"Other"_s)), QString());
        QCOMPARE(logged.filter(u"Thing"_s).size(), 1);
        QCOMPARE(logged.filter(u"Other"_s).size(), 1);
        QTRY_VERIFY(a.clone->status().silo);
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b));
        QCOMPARE(logged.filter(u"Thing"_s).size(), 2);
        QCOMPARE(logged.filter(u"Other"_s).size(), 2);
    }

    /// The service's limit is known, or shows when a message is not taken: then the status says that this is held back,
    /// and what is too large is refused.
    void whatTheServiceDoesNotTakeIsSaid()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network, true);
        a.start();
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        QString big;
        for (int i = 0; i < 2000; ++i) // so that it cannot be packed
            big += QChar(0x4e00 + QRandomGenerator::global()->bounded(0x5000));
        network.setMaxPayload(1000);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"is held back"_s));
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"long"_s, big}}), QString());
        QTRY_VERIFY(a.clone->status().withheld);
        std::optional<Error> refused;
        a.clone->write(QJsonObject{{u"@id"_s, u"y"_s}, {u"long"_s, big}},
                       [&](const Result<void> &result) { refused = result ? Error{} : result.error(); });
        QTRY_VERIFY(refused.has_value());
        QCOMPARE(refused->code, ErrorCode::TooLargeForService);
        QVERIFY(a.read({{u"@describe"_s, u"y"_s}}).isEmpty());

        network.setMaxPayload(0);
        network.disconnect(u"a"_s);
        network.reconnect(u"a"_s);
        QTRY_VERIFY(!b.read({{u"@describe"_s, u"x"_s}}).isEmpty());
        QTRY_VERIFY(!a.clone->status().withheld);
    }

    /// Offline too: what is in the journal goes out some day.
    void valuesThatAMemberCannotSurviveAreRefused()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        network.setMaxTerm(9'999);
        Member a(u"a"_s, &network, true);
        a.start();
        network.disconnect(u"a"_s);
        const auto outcome = [&](const QJsonObject &pattern) {
            std::optional<ErrorCode> code;
            a.clone->write(pattern, [&](const Result<void> &result) {
                code = result ? ErrorCode() : result.error().code;
            });
            return QTest::qWaitFor([&] { return code.has_value(); }) ? *code : ErrorCode::StoreFailed;
        };
        const QString most(9'999, u'x');
        QCOMPARE(outcome({{u"@id"_s, u"x"_s}, {u"long"_s, most}}), ErrorCode());
        const qint64 ticks = a.clone->status().ticks;
        QCOMPARE(outcome({{u"@id"_s, u"y"_s}, {u"long"_s, QString(most + u'x')}}), ErrorCode::TooLargeForService);
        QCOMPARE(outcome({{u"@id"_s, u"y"_s}, {u"ref"_s, QJsonObject{{u"@id"_s, QString(most + u'x')}}}}),
                 ErrorCode::TooLargeForService);
        QVERIFY(a.read({{u"@describe"_s, u"y"_s}}).isEmpty());
        QCOMPARE(a.clone->status().ticks, ticks);
        // Deleting is always possible.
        QCOMPARE(outcome({{u"@delete"_s, QJsonObject{{u"@id"_s, u"x"_s}, {u"long"_s, most}}}}), ErrorCode());
    }

    /// The reference's own clone there would end when it fuses contiguous ones for a newcomer (wire.md T4).
    void editsOfATextAreKeptApart_data()
    {
        QTest::addColumn<int>("maxTerm");
        QTest::addColumn<int>("gap");
        QTest::newRow("gateway") << 9'999 << 1;
        QTest::newRow("others") << 0 << 0;
    }
    void editsOfATextAreKeptApart()
    {
        QFETCH(int, maxTerm);
        QFETCH(int, gap);
        MemoryNetwork network(MemoryNetwork::Time::Real);
        network.setMaxTerm(maxTerm);
        Member a(u"a"_s, &network, true);
        a.start();
        QCOMPARE(a.write(Extensions::textDeclaration({kText})), QString());
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, u""_s}}), QString());
        Member b(u"b"_s, &network);
        b.start();
        QTRY_VERIFY(isLive(b) && isLive(a) && !a.clone->status().silo);
        qint64 ticks = a.updates.last().ticks;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(a.write(splice(u"note"_s, i, 0, u"x"_s)), QString());
            const qint64 now = a.updates.last().ticks;
            if (i > 0) // the newcomer's fork is before the first
                QCOMPARE(now - ticks, 1 + gap);
            ticks = now;
        }
        QTRY_COMPARE(b.describe(u"note"_s).value(u"body"_s).toString(), u"xxx"_s);
        QCOMPARE(a.write(QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}), QString());
        QCOMPARE(a.updates.last().ticks, ticks + 1);
    }

    void oversizeWriteChangesNothing()
    {
        CloneConfig config;
        config.id = u"a"_s;
        config.domain = kDomain;
        config.genesis = true;
        config.storePath = u":memory:"_s;
        config.maxOperationSize = 200;
        Clone clone(config);
        QVERIFY(clone.start());
        std::optional<Error> refused;
        clone.write(QJsonObject{{u"@id"_s, u"x"_s}, {u"long"_s, QString(500, u'x')}},
                    [&](const Result<void> &result) { refused = result.error(); });
        QTRY_VERIFY(refused.has_value());
        QCOMPARE(refused->code, ErrorCode::DeltaTooBig);
        QVERIFY(clone.read({{u"@describe"_s, u"x"_s}})->isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestClone)
#include "tst_clone.moc"
