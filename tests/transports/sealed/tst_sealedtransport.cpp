// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealedmember.h"

#include "constraint/extensions.h"

#include <QFile>
#include <QSignalSpy>

#if defined(__SANITIZE_ADDRESS__)
#define MLD_HAS_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MLD_HAS_ADDRESS_SANITIZER
#endif
#endif
#ifdef MLD_HAS_ADDRESS_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using namespace mld::test;

namespace {


const QString textProperty = u"body"_s;

/// All that the members of the tests say, and that nobody else may see.
const QStringList &secrets()
{
    static const QStringList all{u"Träume & Zettel"_s,      u"http://garden.example/#Plan"_s, u"QXWeather"_s,
                                 u"Ada Lovelace"_s,          u"http://schema.org/NoteDigitalDocument"_s,
                                 u"Grüße, JÜRGEN; 12.5 %"_s, u"@type"_s, u"http://control.m-ld.org/request"_s,
                                 u"TOO LARGE A SENTENCE! "_s};
    return all;
}

QJsonObject splice(int index, const QString &content)
{
    return {{u"@update"_s,
             QJsonObject{{u"@id"_s, u"http://garden.example/#Plan"_s},
                         {textProperty, QJsonObject{{u"@splice"_s, QJsonArray{index, 0, content}}}}}}};
}

/// Bytes in a row that somebody has said, of this length, in what passed.
int gramsIn(const QByteArray &passed, int length)
{
    QSet<QByteArray> grams;
    for (const QString &secret : secrets()) {
        const QByteArray utf8 = secret.toUtf8();
        for (qsizetype at = 0; at + length <= utf8.size(); ++at)
            grams.insert(utf8.sliced(at, length));
    }
    int found = 0;
    for (qsizetype at = 0; at + length <= passed.size(); ++at)
        found += grams.contains(QByteArray::fromRawData(passed.constData() + at, length)) ? 1 : 0;
    return found;
}

QByteArray allOf(const QList<Wiretap::Passed> &passed)
{
    QByteArray bytes;
    for (const Wiretap::Passed &message : passed) {
        bytes += message.payload + '\n';
        if (message.address) {
            const Address &is = *message.address;
            for (const QString &id : {is.from, is.to, is.messageId, is.sentMessageId, is.channelId})
                bytes += id.toUtf8() + '\n';
        }
    }
    return bytes;
}

/// What the process holds. A sanitizer keeps what is given back for a while, so there it is asked for the rest.
qint64 heldBytes()
{
#ifdef MLD_HAS_ADDRESS_SANITIZER
    return qint64(__sanitizer_get_current_allocated_bytes());
#else
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4096 : 0;
#endif
}

/// Somebody who knows the domain's name, and has access to the service, but not the key.
class Stranger
{
public:
    Stranger(MemoryNetwork &network, const DomainName &domain, const CloneId &id) : transport(network.makeTransport())
    {
        QObject::connect(transport.get(), &Transport::presenceChanged, transport.get(),
                         [this](const QSet<CloneId> &set) { present = set; });
        QObject::connect(transport.get(), &Transport::operationReceived, transport.get(),
                         [this](const QByteArray &payload) { heard.append(payload); });
        transport->open(domain, id);
        transport->setPresent(true);
    }
    /// A payload in every way that there is, to one of those who are there.
    void send(const QByteArray &payload, const CloneId &to, const std::optional<Address> &as)
    {
        transport->broadcast(payload);
        for (const Lane lane : {Lane::Send, Lane::Reply, Lane::Notify}) {
            Address address = as.value_or(Address{});
            address.lane = lane;
            address.to = to;
            if (address.messageId.isEmpty())
                address.messageId = u"m"_s;
            if (address.sentMessageId.isEmpty())
                address.sentMessageId = u"s"_s;
            if (address.channelId.isEmpty())
                address.channelId = u"awareness"_s;
            transport->unicast(address, payload);
        }
    }

    std::unique_ptr<MemoryTransport> transport;
    QSet<CloneId> present;
    QList<QByteArray> heard;
};

} // namespace

/// What travels of a sealed domain, and what becomes of what a stranger sends there.
class TestSealedTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyOnTheWayReads();
    void payloadsLeaveRoomForTheSeal();
    void onlyMembersArePresent();
    void idsComeAsTheyWereGiven();
    void aStrangerDoesNothing();
    void aRequestIsAnsweredOnce();
    void theKeyMustBeTheDomains();
    void tickets();
};

/// Creating, joining, typing, a caret, renaming, an absence, and what is refused.
void TestSealedTransport::nobodyOnTheWayReads()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    network.setMaxPayload(20'000);
    network.setReconnectDelay(-1);
    const NotebookKey key = newKey();
    SealedMember a(network, key, {.id = u"c-of-ada"_s, .genesis = true});
    QVERIFY(a.start());
    QVERIFY(a.write(Extensions::textDeclaration({u"http://%1/#%2"_s.arg(key.domain(), textProperty)})));
    QVERIFY(a.write({{u"@id"_s, u"http://garden.example/#Plan"_s},
                     {u"@type"_s, u"http://schema.org/NoteDigitalDocument"_s},
                     {u"name"_s, u"Träume & Zettel"_s},
                     {u"QXWeather"_s, 12},
                     {textProperty, u"Grüße"_s}}));
    SealedMember b(network, key, {.id = u"c-of-jo"_s});
    QVERIFY(b.start());
    const QString plan = u"http://garden.example/#Plan"_s;
    QVERIFY(b.comesToRead(plan, u"name"_s, u"Träume & Zettel"_s));
    QVERIFY(a.sees({u"c-of-jo"_s}));

    const QString more = u", JÜRGEN; 12.5 %"_s;
    for (int i = 0; i < more.size(); ++i)
        QVERIFY(a.write(splice(5 + i, more.mid(i, 1))));
    QVERIFY(b.comesToRead(plan, textProperty, u"Grüße, JÜRGEN; 12.5 %"_s));
    // A caret.
    QSignalSpy carets(b.transport, &Transport::messageReceived);
    b.transport->openChannel(u"awareness"_s, {});
    QSignalSpy opened(b.transport, &Transport::channelOpened);
    QVERIFY(opened.wait());
    a.transport->unicast({Lane::Notify, {}, {}, {}, {}, u"awareness"_s}, "Ada Lovelace, http://garden.example/#Plan");
    QTRY_VERIFY(std::any_of(carets.cbegin(), carets.cend(), [](const QList<QVariant> &arguments) {
        return arguments[1].toByteArray().startsWith("Ada Lovelace");
    }));
    // A revup.
    network.disconnect(b.wireId);
    QTRY_VERIFY(!b.clone->status().online);
    QVERIFY(a.write({{u"@update"_s, QJsonObject{{u"@id"_s, plan}, {u"name"_s, u"Ada Lovelace"_s}}}}));
    network.reconnect(b.wireId);
    QVERIFY(b.comesToRead(plan, u"name"_s, u"Ada Lovelace"_s));
    // What cannot be sent.
    QString large;
    for (quint32 i = 0; large.size() < 200'000; ++i) // which does not become small by packing
        large += u"TOO LARGE A SENTENCE! %1"_s.arg(qHash(i, 7), 0, 36);
    QVERIFY(!a.write({{u"@id"_s, plan}, {u"QXWeather"_s, large}}));

    const QByteArray passed = allOf(a.passed) + allOf(b.passed);
    QVERIFY(a.passed.size() > 25 && b.passed.size() > 4);
    QSet<int> lanes;
    for (const auto *members : {&a.passed, &b.passed}) {
        for (const Wiretap::Passed &message : *members) {
            lanes.insert(message.address ? int(message.address->lane) : -1);
            QCOMPARE(message.payload[0], '\xE1');
        }
    }
    QCOMPARE(lanes, QSet<int>({-1, int(Lane::Send), int(Lane::Reply), int(Lane::Notify)}));
    // Among so many random bytes, four are those of some word once in some hundred runs; five never.
    QVERIFY2(gramsIn(passed, 4) <= 1, "something can be read");
    QCOMPARE(gramsIn(passed, 5), 0);
    QVERIFY(gramsIn("the plan of http://garden.example/#Plan", 4) > 20); // which would find it
    QCOMPARE(a.transport->refused().all(), 0);
    QCOMPARE(b.transport->refused().all(), 0);
}

void TestSealedTransport::payloadsLeaveRoomForTheSeal()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey key = newKey();
    SealedTransport transport(network.makeTransport(), key);
    QCOMPARE(transport.capabilities().maxPayload, 0); // no limit is none
    network.setMaxPayload(1000);
    const qint64 most = transport.capabilities().maxPayload;
    QVERIFY(most > 870 && most < 1000 - 49);
    SystemEnvironment environment;
    QVERIFY(Seal(key).sealed(QByteArray(most, 'x'), {}, environment).size() <= 1000);
    QVERIFY(Seal(key).sealed(QByteArray(most + 1, 'x'), {}, environment).size() > 1000);
}

void TestSealedTransport::onlyMembersArePresent()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey key = newKey();
    // One that was never joined ends, or works on apart, if it meets somebody.
    SealedMember a(network, key, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    Stranger plain(network, key.domain(), u"b"_s);
    Stranger like(network, key.domain(), u"b"_s + a.wireId.mid(1));
    Stranger other(network, key.domain(), Seal(newKey()).wireId(u"b"_s));
    QTRY_COMPARE(plain.present.size(), 3);
    SealedMember b(network, key, {.id = u"b"_s});
    QVERIFY(b.start());
    QVERIFY(a.sees({u"b"_s}));
    QVERIFY(b.sees({u"a"_s}));
    QVERIFY(a.failure.isEmpty());
    QVERIFY(!a.clone->status().silo);
}

void TestSealedTransport::idsComeAsTheyWereGiven()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey key = newKey();
    SealedTransport a(network.makeTransport(), key);
    SealedTransport b(network.makeTransport(), key);
    a.open(key.domain(), u"a"_s);
    b.open(key.domain(), u"b"_s);
    QTRY_VERIFY(a.state() == Transport::State::Connected && b.state() == Transport::State::Connected);
    QSignalSpy received(&b, &Transport::messageReceived);
    a.unicast({Lane::Send, {}, u"b"_s, u"m"_s, {}, {}}, "hello");
    QTRY_COMPARE(received.size(), 1);
    const auto from = received[0][0].value<Address>();
    QCOMPARE(from.from, u"a"_s);
    QCOMPARE(from.to, u"b"_s);
    QCOMPARE(from.messageId, u"m"_s);
    QCOMPARE(received[0][1].toByteArray(), QByteArray("hello"));
}

void TestSealedTransport::aStrangerDoesNothing()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    network.setReconnectDelay(-1);
    const NotebookKey key = newKey();
    SealedMember a(network, key, {.id = u"a"_s, .genesis = true});
    QVERIFY(a.start());
    QVERIFY(a.write({{u"@id"_s, u"x"_s}, {u"name"_s, u"first"_s}}));
    SealedMember b(network, key, {.id = u"b"_s});
    QVERIFY(b.start());
    QVERIFY(b.comesToRead(u"x"_s, u"name"_s, u"first"_s));
    QVERIFY(a.sees({u"b"_s}));
    QVERIFY(a.write({{u"@id"_s, u"y"_s}, {u"name"_s, u"second"_s}}));
    QVERIFY(b.comesToRead(u"y"_s, u"name"_s, u"second"_s));
    network.disconnect(b.wireId); // so that there is a revup to be recorded
    QVERIFY(a.sees({}));
    QVERIFY(a.write({{u"@id"_s, u"z"_s}, {u"name"_s, u"third"_s}}));
    network.reconnect(b.wireId);
    QVERIFY(b.comesToRead(u"z"_s, u"name"_s, u"third"_s));
    // Both have looked once more whether they missed something, and rest.
    QTRY_VERIFY_WITH_TIMEOUT(!a.clone->status().outdated && !b.clone->status().outdated, kPatienceMs);

    const QList<Wiretap::Passed> recorded = a.passed + b.passed;
    const QByteArray timeOfA = a.clone->time();
    const QByteArray timeOfB = b.clone->time();
    Stranger stranger(network, key.domain(), u"stranger"_s);
    QTRY_COMPARE(stranger.present.size(), 2);
    const qint64 before = heldBytes();
    // All that was ever said, in every way, to everybody, under every name.
    for (const Wiretap::Passed &message : recorded) {
        for (const CloneId &to : {a.wireId, b.wireId})
            stranger.send(message.payload, to, message.address);
    }
    QTRY_VERIFY_WITH_TIMEOUT(a.transport->refused().all() > recorded.size(), kPatienceMs);
    // Whatever else comes to mind: the half of it looks like what is sealed.
    const QByteArray head = recorded[0].payload.first(9);
    quint32 random = 1;
    constexpr int messages = 100'000;
    for (int i = 0; i < messages; ++i) {
        random = random * 1664525 + 1013904223;
        QByteArray junk(qsizetype(random >> 24), char(random >> 16));
        if (random & 0x100)
            junk = head + QByteArray(24 + 16 + 64, char(random >> 16));
        if (i % 4 == 0)
            stranger.transport->broadcast(junk);
        else
            stranger.transport->unicast({Lane(i % 3), {}, i % 2 ? a.wireId : b.wireId, u"m"_s, u"s"_s, u"sealing"_s},
                                        junk);
        if (i % 1000 == 0)
            QCoreApplication::processEvents();
    }
    const auto refusedByBoth = [&] { return a.transport->refused().all() + b.transport->refused().all(); };
    QTRY_VERIFY_WITH_TIMEOUT(refusedByBoth() > messages / 2, kPatienceMs);
    QVERIFY2(heldBytes() - before < 100 << 20, qPrintable(QString::number(heldBytes() - before)));

    // No change, no fork, no tick.
    QCOMPARE(a.clone->time(), timeOfA);
    QCOMPARE(b.clone->time(), timeOfB);
    QVERIFY(a.failure.isEmpty() && b.failure.isEmpty());
    QCOMPARE(a.clone->peers(), QSet<CloneId>{u"b"_s});
    QCOMPARE(b.clone->peers(), QSet<CloneId>{u"a"_s});
    QVERIFY(a.transport->refused().notSealed > 0 && a.transport->refused().broken > 0);
    // And the two go on.
    QElapsedTimer timer;
    timer.start();
    QVERIFY(a.write({{u"@id"_s, u"x"_s}, {u"name"_s, u"last"_s}}));
    QTRY_VERIFY_WITH_TIMEOUT(!stranger.heard.isEmpty(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(b.read(u"x"_s, u"name"_s).toArray().size(), 2, kPatienceMs);
    QVERIFY(timer.elapsed() < 5000);
    QCOMPARE(gramsIn(stranger.heard.join(), 5), 0);

    // Who has a clone like any other, but no key, meets nobody.
    auto transport = network.makeTransport();
    CloneConfig config;
    config.id = u"stock"_s;
    config.domain = key.domain();
    config.networkTimeoutMs = 500;
    config.storePath = u":memory:"_s;
    config.waitForPeers = false;
    Clone stock(config, std::move(transport));
    QSignalSpy failed(&stock, &Clone::failed);
    QVERIFY(stock.start());
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatienceMs);
    QVERIFY(!stock.isStarted());
    QCOMPARE(a.clone->peers(), QSet<CloneId>{u"b"_s});
}

/// Who repeats a request keeps nobody busy with it.
void TestSealedTransport::aRequestIsAnsweredOnce()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey key = newKey();
    QList<Wiretap::Passed> passed;
    SealedTransport a(std::make_unique<Wiretap>(network.makeTransport(), passed), key);
    SealedTransport b(network.makeTransport(), key);
    a.open(key.domain(), u"a"_s);
    b.open(key.domain(), u"b"_s);
    QTRY_VERIFY(a.state() == Transport::State::Connected && b.state() == Transport::State::Connected);
    QSignalSpy received(&b, &Transport::messageReceived);
    a.unicast({Lane::Send, {}, u"b"_s, u"m"_s, {}, {}}, "please");
    QTRY_COMPARE(received.size(), 1);
    // The service itself does it, which can say that it comes from anybody.
    const Seal seal(key);
    MemoryTransport again(network);
    network.disconnect(seal.wireId(u"a"_s));
    again.open(key.domain(), seal.wireId(u"a"_s));
    QTRY_COMPARE(again.state(), Transport::State::Connected);
    for (int i = 0; i < 100; ++i)
        again.unicast(*passed[0].address, passed[0].payload);
    QTRY_COMPARE(b.refused().repeated, 100);
    QCOMPARE(received.size(), 1);
}

void TestSealedTransport::theKeyMustBeTheDomains()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    SealedTransport transport(network.makeTransport(), newKey());
    QSignalSpy states(&transport, &Transport::stateChanged);
    transport.open(newKey().domain(), u"a"_s);
    QCOMPARE(states.size(), 0);
    QTRY_COMPARE(states.size(), 1);
    QCOMPARE(transport.state(), Transport::State::Failed);
    QCOMPARE(states[0][1].value<TransportError>().code, TransportErrorCode::BadConfiguration);
    QVERIFY(!transport.replaceKey(newKey()));
    transport.close();
    QTRY_COMPARE(transport.state(), Transport::State::Closed);
}

void TestSealedTransport::tickets()
{
    MemoryNetwork network(MemoryNetwork::Time::Real);
    const NotebookKey key = newKey();
    SealedTransport transport(network.makeTransport(), key);
    QSignalSpy done(&transport, &Transport::done);
    const Ticket early = transport.broadcast("early");
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(done[0][0].value<Ticket>(), early);
    QCOMPARE(done[0][1].toBool(), false);
    // A key that is on its way out sends nothing.
    SystemEnvironment environment;
    transport.open(key.domain(), u"a"_s);
    QTRY_COMPARE(transport.state(), Transport::State::Connected);
    QVERIFY(transport.replaceKey(*key.replacement(environment)));
    const Ticket between = transport.broadcast("between");
    QTRY_COMPARE(done.size(), 2);
    QCOMPARE(done[1][0].value<Ticket>(), between);
    QCOMPARE(done[1][1].toBool(), false);
    QTRY_COMPARE(transport.record().number(), 1u);
    QTRY_COMPARE(transport.state(), Transport::State::Connected);
    const Ticket after = transport.broadcast("after");
    QTRY_COMPARE(done.size(), 3);
    QCOMPARE(done[2][0].value<Ticket>(), after);
    QVERIFY(done[2][1].toBool());
}

QTEST_GUILESS_MAIN(TestSealedTransport)
#include "tst_sealedtransport.moc"
