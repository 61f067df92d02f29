// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealedmember.h"

#include "sealed/epochfile.h"
#include "support/expectedwarnings.h"
#include "support/vectors.h"

#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using namespace mld::test;

namespace {

NotebookKey after(const NotebookKey &key)
{
    SystemEnvironment environment;
    return *key.replacement(environment);
}

/// A member and its folder: keeps its key, and what it hears of other keys, as an app must. Can be killed at each step.
class Person
{
public:
    Person(MemoryNetwork &network, const QString &id, const NotebookKey &first, bool isFirst)
        : m_network(network), m_id(id), m_isFirst(isFirst)
    {
        keep(first);
    }

    void run()
    {
        const NotebookKey kept = key();
        const EpochFile file(m_folder.filePath(u"epoch"_s));
        const auto heard = file.read(kept.domain());
        member = std::make_unique<SealedMember>(
                m_network, kept, SealedMember::Settings{m_id, m_isFirst, m_folder.filePath(u"clone.mld"_s), *heard});
        QObject::connect(member->transport, &SealedTransport::keyReplaced, member->transport,
                         [this, file](const EpochRecord &newer) {
                             if (diesAt(u"heard"_s))
                                 return;
                             QVERIFY(file.keep(newer, key().domain()));
                             (void)diesAt(u"recorded"_s);
                         });
        QVERIFY(member->clone->start());
    }
    /// Without a word, as a crash is.
    void kill()
    {
        isDying = false;
        member.reset();
    }
    /// The steps of who takes another key into use.
    void use(const NotebookKey &next)
    {
        if (diesAt(u"given"_s))
            return;
        keep(next);
        if (diesAt(u"kept"_s))
            return;
        QVERIFY(member->transport->replaceKey(next));
        (void)diesAt(u"used"_s);
    }
    NotebookKey key() const
    {
        QFile file(m_folder.filePath(u"key"_s));
        return file.open(QIODevice::ReadOnly) ? *NotebookKey::fromText(QString::fromLatin1(file.readAll())) : newKey();
    }
    bool isLive() const
    {
        return member && member->clone->isStarted() && member->clone->status().online
                && member->transport->record() == key().record();
    }
    bool isLockedOut() const
    {
        return member && member->transport->state() == Transport::State::Failed
                && member->lastError.code == TransportErrorCode::Forbidden;
    }

    std::unique_ptr<SealedMember> member;
    QString diesWhen; ///< once
    bool isDying = false;

private:
    bool diesAt(const QString &step)
    {
        if (step != diesWhen)
            return isDying;
        diesWhen.clear();
        isDying = true;
        return true;
    }
    void keep(const NotebookKey &key)
    {
        QSaveFile file(m_folder.filePath(u"key"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(key.toText().toLatin1());
        QVERIFY(file.commit());
    }

    MemoryNetwork &m_network;
    const QString m_id;
    const bool m_isFirst;
    QTemporaryDir m_folder;
};

QJsonObject note(const QString &id, const QString &text)
{
    return {{u"@id"_s, id}, {u"name"_s, text}};
}

} // namespace

/// The key of a notebook is replaced: who had the old one alone is neither heard nor told, and nothing is lost.
class TestKeyReplacement : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ExpectedWarnings> m_warnings;

private Q_SLOTS:
    /// A clone whose connection ends says what it could not ask just then.
    void init() { m_warnings = std::make_unique<ExpectedWarnings>(u"could not be sent"_s); }
    void cleanup() { m_warnings.reset(); }
    void nothingIsLostWhoeverDies_data();
    void nothingIsLostWhoeverDies();
    void whoWasAwayForTwoReplacementsLosesNothing();
    void theOldKeyIsNeitherReadNorHeard();
    void whatOwnersDidNotSignIsIgnored();
    void ownersWhoReplaceAtOnceAgree();
    void aNewerVersionsKeyIsToldOf();
    void anOldKeyIsRefusedAfterARestart();
    void whatWasHeardIsKept();
    void newsIsSparing();
};

void TestKeyReplacement::nothingIsLostWhoeverDies_data()
{
    QTest::addColumn<bool>("isOwner");
    QTest::addColumn<QString>("step");
    QTest::newRow("nobody") << true << QString();
    for (const QString &step : {u"given"_s, u"kept"_s, u"used"_s})
        QTest::newRow(qPrintable(u"the owner, "_s + step)) << true << step;
    for (const QString &step : {u"heard"_s, u"recorded"_s, u"given"_s, u"kept"_s, u"used"_s})
        QTest::newRow(qPrintable(u"the member, "_s + step)) << false << step;
}

void TestKeyReplacement::nothingIsLostWhoeverDies()
{
    QFETCH(bool, isOwner);
    QFETCH(QString, step);
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey first = newKey();
    Person a(network, u"a"_s, first, true);
    a.run();
    QTRY_VERIFY_WITH_TIMEOUT(a.isLive(), kPatienceMs);
    Person b(network, u"b"_s, first.forEditor(), false);
    b.run();
    QTRY_VERIFY_WITH_TIMEOUT(b.isLive() && a.member->clone->peers().size() == 1, kPatienceMs);
    QVERIFY(b.member->write(note(u"early"_s, u"of b"_s)));
    (isOwner ? a : b).diesWhen = step;

    // The owner replaces the key, however often that takes.
    for (int tries = 0; tries < 3 && a.key().record().number() == 0; ++tries) {
        a.use(after(a.key()));
        if (a.isDying) {
            a.kill();
            a.run();
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(a.isLive(), kPatienceMs);
    QCOMPARE(a.member->transport->record().number(), 1u);
    // The member hears of it, goes on writing, and gets another invitation.
    QTRY_VERIFY_WITH_TIMEOUT(b.isDying || b.isLockedOut(), kPatienceMs);
    if (b.isDying) {
        b.kill();
        b.run();
        QTRY_VERIFY_WITH_TIMEOUT(b.isLockedOut(), kPatienceMs);
    }
    QVERIFY(b.member->write(note(u"late"_s, u"of b"_s)));
    QVERIFY(a.member->write(note(u"late"_s, u"of a"_s)));
    for (int tries = 0; tries < 3 && b.key().record().number() == 0; ++tries) {
        b.use(a.key().forEditor());
        if (b.isDying) {
            b.kill();
            b.run();
        }
    }
    QTRY_VERIFY_WITH_TIMEOUT(b.isLive(), kPatienceMs);
    for (const Person *person : {&a, &b}) {
        QTRY_COMPARE_WITH_TIMEOUT(person->member->read(u"early"_s, u"name"_s), QJsonValue(u"of b"_s), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(person->member->read(u"late"_s, u"name"_s).toArray().size() == 2, kPatienceMs);
    }
    QVERIFY(!a.member->clone->isCopy() && !b.member->clone->isCopy());
}

void TestKeyReplacement::whoWasAwayForTwoReplacementsLosesNothing()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    network.setReconnectDelay(-1);
    NotebookKey key = newKey();
    SealedMember a(network, key, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    SealedMember b(network, key, {.id = u"b"_s});
    QVERIFY(b.start() && a.sees({u"b"_s}));
    network.disconnect(b.wireId);
    QTRY_VERIFY(!b.clone->status().online);
    constexpr int edits = 1000;
    int written = 0;
    for (int i = 0; i < edits; ++i)
        b.clone->write(note(u"b%1"_s.arg(i), u"of b"_s), [&written](const Result<void> &result) { written += result.isOk(); });
    for (int i = 0; i < 2; ++i) {
        key = after(key);
        QVERIFY(a.transport->replaceKey(key));
        QTRY_VERIFY(a.transport->record() == key.record() && a.clone->status().online);
        QVERIFY(a.write(note(u"a%1"_s.arg(i), u"of a"_s)));
    }
    QTRY_COMPARE_WITH_TIMEOUT(written, edits, kPatienceMs);
    network.reconnect(b.wireId);
    QTRY_COMPARE_WITH_TIMEOUT(b.transport->state(), Transport::State::Failed, kPatienceMs);
    QCOMPARE(b.lastError.code, TransportErrorCode::Forbidden);
    QVERIFY(b.transport->replaceKey(key.forEditor()));
    QVERIFY(a.comesToRead(u"b%1"_s.arg(edits - 1), u"name"_s, u"of b"_s));
    for (int i = 0; i < edits; ++i)
        QVERIFY(a.comesToRead(u"b%1"_s.arg(i), u"name"_s, u"of b"_s));
    QVERIFY(b.comesToRead(u"a0"_s, u"name"_s, u"of a"_s));
    QVERIFY(b.comesToRead(u"a1"_s, u"name"_s, u"of a"_s));
}

void TestKeyReplacement::theOldKeyIsNeitherReadNorHeard()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey old = newKey();
    const NotebookKey key = after(old);
    SealedMember a(network, old, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    QVERIFY(a.transport->replaceKey(key));
    QTRY_VERIFY(a.transport->record() == key.record() && a.clone->status().online);
    SealedMember b(network, key, {.id = u"b"_s});
    QVERIFY(b.start() && a.sees({u"b"_s}));
    a.passed.clear();

    // Somebody who has the old key, and pays no heed to the owner's word.
    const Seal seal(old);
    SystemEnvironment environment;
    MemoryTransport removed(network);
    QSignalSpy heard(&removed, &Transport::operationReceived);
    QSignalSpy told(&removed, &Transport::messageReceived);
    removed.open(key.domain(), seal.wireId(u"removed"_s));
    removed.setPresent(true);
    removed.openChannel(u"sealing"_s, {});
    QTRY_COMPARE(removed.state(), Transport::State::Connected);
    removed.broadcast(seal.sealed("an operation", {}, environment));
    QTRY_COMPARE(a.transport->refused().otherKey, 1);
    QVERIFY(a.write(note(u"x"_s, u"for members"_s)));
    QTRY_VERIFY(!heard.isEmpty());
    for (const auto &operation : heard)
        QCOMPARE(seal.opened(operation[0].toByteArray(), {}).outcome, SealOutcome::OtherKey);
    for (const Wiretap::Passed &message : a.passed)
        QVERIFY(seal.opened(message.payload, {}).outcome != SealOutcome::Opened);
    QCOMPARE(a.clone->peers(), QSet<CloneId>{u"b"_s});
    QVERIFY(b.comesToRead(u"x"_s, u"name"_s, u"for members"_s));
    // It was told why.
    QTRY_VERIFY(std::any_of(told.cbegin(), told.cend(), [&](const QList<QVariant> &message) {
        return message[1].toByteArray() == key.record().encoded();
    }));
}

void TestKeyReplacement::whatOwnersDidNotSignIsIgnored()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey first = newKey();
    const NotebookKey second = after(first);
    SealedMember a(network, second, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    MemoryTransport stranger(network);
    stranger.open(first.domain(), u"stranger"_s);
    QTRY_COMPARE(stranger.state(), Transport::State::Connected);
    QSignalSpy replaced(a.transport, &SealedTransport::keyReplaced);
    const QByteArray genuine = after(second).record().encoded();
    QByteArray forged = genuine;
    forged.back() = char(forged.back() ^ 1);
    const QList<QByteArray> records{first.record().encoded(), second.record().encoded(),
                                    after(after(newKey())).record().encoded(), forged, genuine.chopped(1), genuine + 'x',
                                    "junk", {}};
    for (const QByteArray &record : records)
        stranger.unicast({Lane::Notify, {}, {}, {}, {}, u"sealing"_s}, record);
    QSignalSpy done(&stranger, &Transport::done);
    stranger.broadcast("the last of it");
    QTRY_COMPARE(a.transport->refused().notSealed, 1);
    QCOMPARE(replaced.size(), 0);
    QCOMPARE(a.transport->state(), Transport::State::Connected);
    // While the owner's own word is heard, whoever brings it.
    stranger.unicast({Lane::Notify, {}, {}, {}, {}, u"sealing"_s}, genuine);
    QTRY_COMPARE(replaced.size(), 1);
    QTRY_COMPARE(a.transport->state(), Transport::State::Failed);
    QVERIFY(!a.transport->replaceKey(second));
    QVERIFY(!a.transport->replaceKey(first));
}

void TestKeyReplacement::ownersWhoReplaceAtOnceAgree()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    network.setReconnectDelay(-1);
    const NotebookKey first = newKey();
    SealedMember desk(network, first, {.id = u"desk"_s, .genesis = true});
    QVERIFY(desk.start());
    SealedMember phone(network, first, {.id = u"phone"_s});
    QVERIFY(phone.start() && desk.sees({u"phone"_s}));
    network.partition({{desk.wireId}, {phone.wireId}});
    NotebookKey ofDesk = after(first);
    NotebookKey ofPhone = after(first);
    if (ofPhone.record().replaces(ofDesk.record()))
        std::swap(ofDesk, ofPhone);
    // They are in parts of the network by other names now.
    network.partition({{Seal(ofDesk).wireId(u"desk"_s)}, {Seal(ofPhone).wireId(u"phone"_s)}});
    QVERIFY(desk.transport->replaceKey(ofDesk) && phone.transport->replaceKey(ofPhone));
    QTRY_VERIFY(desk.transport->record().number() == 1 && phone.transport->record().number() == 1);
    QTRY_VERIFY(desk.clone->status().online && phone.clone->status().online);
    QVERIFY(desk.write(note(u"x"_s, u"of the desk"_s)));
    QVERIFY(phone.write(note(u"y"_s, u"of the phone"_s)));
    network.heal();
    QTRY_COMPARE_WITH_TIMEOUT(phone.transport->state(), Transport::State::Failed, kPatienceMs);
    QCOMPARE(desk.transport->state(), Transport::State::Connected);
    QVERIFY(phone.transport->replaceKey(ofDesk));
    QVERIFY(phone.comesToRead(u"x"_s, u"name"_s, u"of the desk"_s));
    QVERIFY(desk.comesToRead(u"y"_s, u"name"_s, u"of the phone"_s));
}

void TestKeyReplacement::aNewerVersionsKeyIsToldOf()
{
    const QJsonObject vectors = loadVectors(u"sealing.json"_s);
    const auto key = NotebookKey::fromText(vectors.value(u"keys"_s)[0].toObject().value(u"editor"_s).toString());
    const QByteArray newer = QByteArray::fromHex(vectors.value(u"newerRecords"_s)[0].toString().toLatin1());
    MemoryNetwork network(MemoryNetwork::Time::Real);
    SealedMember a(network, *key, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    MemoryTransport other(network);
    other.open(key->domain(), u"other"_s);
    QTRY_COMPARE(other.state(), Transport::State::Connected);
    other.unicast({Lane::Notify, {}, {}, {}, {}, u"sealing"_s}, newer);
    QTRY_COMPARE(a.transport->state(), Transport::State::Failed);
    QVERIFY2(a.lastError.message.contains(u"newer version"_s), qPrintable(a.lastError.message));
}

void TestKeyReplacement::anOldKeyIsRefusedAfterARestart()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey old = newKey();
    const NotebookKey key = after(old);
    SealedMember a(network, old, {.id = u"a"_s, .genesis = true, .heard = key.record()});
    QVERIFY(a.clone->start());
    QTRY_COMPARE(a.transport->state(), Transport::State::Failed);
    QVERIFY(a.write(note(u"x"_s, u"written all the same"_s)));
    QCOMPARE(a.passed.size(), 0); // not a word
    QVERIFY(a.transport->replaceKey(key));
    QTRY_VERIFY_WITH_TIMEOUT(a.clone->status().online, kPatienceMs);
    // A record that is no newer than the key is no news.
    SealedMember b(network, key, {.id = u"b"_s, .heard = key.record()});
    QVERIFY(b.start());
    QVERIFY(b.comesToRead(u"x"_s, u"name"_s, u"written all the same"_s));
}

void TestKeyReplacement::whatWasHeardIsKept()
{
    QTemporaryDir folder;
    const EpochFile file(folder.filePath(u"epoch"_s));
    const NotebookKey first = newKey();
    const NotebookKey second = after(first);
    const QString domain = first.domain();
    QVERIFY(!(*file.read(domain)).has_value());
    QVERIFY(file.keep(second.record(), domain));
    QCOMPARE((*file.read(domain))->encoded(), second.record().encoded());
    QVERIFY(file.keep(first.record(), domain)); // is no newer
    QCOMPARE((*file.read(domain))->encoded(), second.record().encoded());
    QCOMPARE(file.read(newKey().domain()).error().code, ErrorCode::StoreDamaged);
    QFile damaged(folder.filePath(u"epoch"_s));
    QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("rubbish") > 0);
    damaged.close();
    QCOMPARE(file.read(domain).error().code, ErrorCode::StoreDamaged);
    QVERIFY(file.keep(second.record(), domain));
    QVERIFY((*file.read(domain)).has_value());
    const EpochFile nowhere(folder.filePath(u"no/such/folder"_s));
    QCOMPARE(nowhere.keep(second.record(), domain).error().code, ErrorCode::StoreFailed);
}

void TestKeyReplacement::newsIsSparing()
{
    const NotebookKey first = newKey();
    const NotebookKey second = after(first);
    const NotebookKey third = after(second);
    KeyNews ofFirst(first.record());
    ofFirst.noteDoubt();
    QVERIFY(!ofFirst.waitMs(0)); // nobody can have an older one

    KeyNews news(second.record());
    QVERIFY(!news.waitMs(0));
    news.noteDoubt();
    QCOMPARE(news.take(0), second.record().encoded());
    QVERIFY(!news.heard(first.record().encoded(), 10)); // somebody is behind
    QCOMPARE(news.waitMs(10), 990);
    QVERIFY(!news.take(10));
    QCOMPARE(news.take(1000), second.record().encoded());
    QVERIFY(!news.heard(second.record().encoded(), 1001));
    QVERIFY(!news.waitMs(1001));
    // A flood of what is not signed takes no more time than it must; after it, the owner's word counts.
    QByteArray forged = third.record().encoded();
    forged.back() = char(forged.back() ^ 1);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(!news.heard(forged, 3000));
    QVERIFY(!news.heard(third.record().encoded(), 3000));
    QVERIFY(news.heard(third.record().encoded(), 4000));
    QCOMPARE(news.newer()->encoded(), third.record().encoded());
    news.noteDoubt();
    QVERIFY(!news.waitMs(10'000)); // one's own is in force no more
    QVERIFY(!news.heard(second.record().encoded(), 10'000));
}

QTEST_GUILESS_MAIN(TestKeyReplacement)
#include "tst_keyreplacement.moc"
