// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/controlmessage.h"

#include "../../support/packed.h"
#include "../../support/vectors.h"

#include <QTest>

using namespace mld;
using mld::test::packJson;
using mld::test::text;

namespace {

QByteArray packed(const QByteArray &source)
{
    return packJson(QJsonDocument::fromJson("[" + source + "]").array().at(0));
}

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

} // namespace

// wire.md 14; whole sessions are in tst_recordedtraffic
class TestControlMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrapper();
    void requestsRefused_data();
    void requestsRefused();
    void resumption();
    void snapshotWithoutClock();
    void responsesRefused_data();
    void responsesRefused();
    void rejection();
    void ack();
    void notifications();
    void notificationsRefused_data();
    void notificationsRefused();
    void snapshotBatches();
};

void TestControlMessage::wrapper()
{
    const ControlMessage plain{ "abc", {} };
    QCOMPARE(decodeControl(encodeControl(plain)).value(), plain);
    const ControlMessage attributed{ "abc", Attribution{ QStringLiteral("http://a.org/x"), "s" } };
    QCOMPARE(decodeControl(encodeControl(attributed)).value(), attributed);
    QCOMPARE(decodeControl(packed(R"({"enc":{"$bin":"YWJj"}})")).value(), plain);
    QVERIFY(!decodeControl(packed(R"({"attr":null})")));
    QVERIFY(!decodeControl(packed(R"({"enc":"abc","attr":null})")));
    QVERIFY(!decodeControl(packed(R"({"enc":{"$bin":"YWJj"},"attr":1})")));
    QVERIFY(!decodeControl(encodeAck()));
    QVERIFY(!decodeControl(encodeControl(plain).append('x')));
}

void TestControlMessage::requestsRefused_data()
{
    QTest::addColumn<QByteArray>("source");
    const auto row = [](const char *name, const char *source) {
        QTest::newRow(name) << QByteArray(source);
    };
    row("null", "null");
    row("no type", R"({"newClock":true})");
    row("not in 0.10", R"({"@type":"http://control.m-ld.org/request/clock"})");
    row("no newClock", R"({"@type":"http://control.m-ld.org/request/snapshot"})");
    row("number", R"({"@type":"http://control.m-ld.org/request/snapshot","newClock":1})");
    row("part is text", R"({"@type":"http://control.m-ld.org/request/snapshot","newClock":true,"resume":"d","part":"1"})");
    row("no address", R"({"@type":"http://control.m-ld.org/request/snapshot","newClock":true,"resume":1,"part":1})");
    row("no time", R"({"@type":"http://control.m-ld.org/request/revup"})");
    row("no clock", R"({"@type":"http://control.m-ld.org/request/revup","time":null})");
    row("no identity", R"({"@type":"http://control.m-ld.org/request/revup","time":1})");
}

void TestControlMessage::requestsRefused()
{
    QFETCH(QByteArray, source);
    const auto request = decodeRequest(packed(source));
    QVERIFY(!request);
    QCOMPARE(request.error().code, ErrorCode::Malformed);
}

// 14.5
void TestControlMessage::resumption()
{
    const Request request = SnapshotRequest{ true, SnapshotResumption{ QStringLiteral("d"), 7 } };
    QCOMPARE(decodeRequest(encodeRequest(request)).value(), request);
    // Half of it is not meant for us.
    for (const char *half : { R"("resume":"d")", R"("part":7)" }) {
        const QByteArray source = QByteArray(R"({"@type":"http://control.m-ld.org/request/snapshot","newClock":true,)") + half + '}';
        QCOMPARE(decodeRequest(packed(source)).value(), Request(SnapshotRequest{ true }));
    }
}

// T3
void TestControlMessage::snapshotWithoutClock()
{
    const QByteArray rest = R"("gwc":[1,"kQE="],"agreed":[],"dataAddress":"d","updatesAddress":"u",)"
                            R"("@type":"http://control.m-ld.org/response/snapshot"})";
    for (const char *clock : { R"("clock":{"$undefined":true},)", R"("clock":null,)", "" }) {
        const auto response = decodeResponse(packed(QByteArray("{") + clock + rest));
        QVERIFY(response.isOk());
        SnapshotResponse snapshot = std::get<SnapshotResponse>(*response);
        QVERIFY(!snapshot.clock);
        QCOMPARE(snapshot.dataAddress, QStringLiteral("d"));
        QCOMPARE(encodeResponse(snapshot).error().code, ErrorCode::BadResponse);
        snapshot.clock = TreeClock::genesis();
        QCOMPARE(decodeResponse(encodeResponse(snapshot).value()).value(), Response(snapshot));
    }
}

void TestControlMessage::responsesRefused_data()
{
    QTest::addColumn<QByteArray>("source");
    const auto row = [](const char *name, const char *source) {
        QTest::newRow(name) << QByteArray(source);
    };
    row("null", "null");
    row("other", R"({"@type":"http://control.m-ld.org/response/other"})");
    row("no gwc", R"({"@type":"http://control.m-ld.org/response/revup","updatesAddress":"u"})");
    row("tree clock as gwc, T24",
        R"({"@type":"http://control.m-ld.org/response/revup","gwc":[1,[],0],"updatesAddress":"u"})");
    row("no address", R"({"@type":"http://control.m-ld.org/response/revup","gwc":null})");
    row("no agreed", R"({"@type":"http://control.m-ld.org/response/snapshot","clock":[],)"
                     R"("gwc":[0,"kA=="],"dataAddress":"d","updatesAddress":"u"})");
    row("clock without identity",
        R"({"@type":"http://control.m-ld.org/response/snapshot","clock":1,"agreed":[],)"
        R"("gwc":[0,"kA=="],"dataAddress":"d","updatesAddress":"u"})");
}

void TestControlMessage::responsesRefused()
{
    QFETCH(QByteArray, source);
    const auto response = decodeResponse(packed(source));
    QVERIFY(!response);
    QCOMPARE(response.error().code, ErrorCode::Malformed);
}

// wire.md 22
void TestControlMessage::rejection()
{
    const auto status = [](const QByteArray &more) {
        const auto response = decodeResponse(
                packed("{\"@type\":\"http://control.m-ld.org/response/rejected\"" + more + "}"));
        return response ? std::get<Rejected>(*response).status : -1;
    };
    QCOMPARE(decodeResponse(*encodeResponse(Rejected{ 5004 })).value(), Response(Rejected{ 5004 }));
    QCOMPARE(status(",\"status\":5032"), 5032);
    QCOMPARE(status(""), 5000);
    QCOMPARE(status(",\"status\":\"x\""), 5000);
}

void TestControlMessage::ack()
{
    QCOMPARE(encodeAck(), QByteArray("\xc0"));
    QVERIFY(isAck(encodeAck()));
    QVERIFY(!isAck(""));
    QVERIFY(!isAck(encodeAck().repeated(2)));
}

// wire.md 14.2
void TestControlMessage::notifications()
{
    for (const Notification &each : { Notification(NextNotification{ "payload" }),
                                      Notification(NextNotification{ "" }),
                                      Notification(CompleteNotification()),
                                      Notification(ErrorNotification{ 5001, QStringLiteral("é") }) })
        QCOMPARE(decodeNotification(encodeNotification(each)).value(), each);
    QCOMPARE(decodeNotification(packed(R"({"error":{"message":"Oh"}})")).value(),
             Notification(ErrorNotification{ 5000, QStringLiteral("Oh") }));
    QCOMPARE(decodeNotification(packed(R"({"error":"Oh"})")).value(),
             Notification(ErrorNotification{ 5000, QString() }));
}

void TestControlMessage::notificationsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("null") << packed("null");
    QTest::newRow("empty") << packed("{}");
    QTest::newRow("text as next") << packed(R"({"next":"x"})");
    QTest::newRow("trailing") << encodeNotification(CompleteNotification()).append('x');
}

void TestControlMessage::notificationsRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!decodeNotification(bytes));
}

// wire.md 14.5
void TestControlMessage::snapshotBatches()
{
    OperationContent content;
    for (int i = 0; i < 200; ++i) {
        content.inserts.push_back({ { Term::iri(QStringLiteral("http://ex.org/s%1").arg(i)),
                                      Term::iri(QStringLiteral("http://json-rql.org/#index")),
                                      Term::string(QString::number(i)) },
                                    i % 2 ? std::vector<Tid>{ "kQE=" } : std::vector<Tid>() });
    }
    const auto large = encodeSnapshotBatch(content, context());
    QVERIFY(large.isOk());
    QCOMPARE(text(mld::test::unpackJson(*large)[QLatin1String("encoding")]), QByteArray("[1,2]"));
    QCOMPARE(decodeSnapshotBatch(*large, context()).value(), SnapshotBatch(content));
    content.inserts.resize(1);
    const auto small = encodeSnapshotBatch(content, context());
    QVERIFY(small.isOk());
    QCOMPARE(text(mld::test::unpackJson(*small)[QLatin1String("encoding")]), QByteArray("[1]"));
    QCOMPARE(decodeSnapshotBatch(*small, context()).value(), SnapshotBatch(content));

    // What is not shown looks like a message without triples to who does not know of it.
    const auto hidden = encodeSnapshotBatch(HiddenTriples{ content }, context(), SnapshotPart{ 7, true });
    QVERIFY(hidden.isOk());
    QCOMPARE(decodeSnapshotBatch(*hidden, context()).value(), SnapshotBatch(HiddenTriples{ content }));
    QCOMPARE(decodeSnapshotPart(*hidden), (SnapshotPart{ 7, true }));
    const auto none = encodeSnapshotBatch(OperationContent(), context());
    QCOMPARE(mld::test::unpackJson(*hidden)[QLatin1String("inserts")],
             mld::test::unpackJson(*none)[QLatin1String("inserts")]);
    QVERIFY(!decodeSnapshotBatch(packed(R"({"inserts":{"$bin":"gA=="},"encoding":[1],"hidden":1})"), context()));
    QVERIFY(!decodeSnapshotBatch(packed(R"({"hidden":{"inserts":{"$bin":"gA=="}}})"), context()));

    OperationTuple tuple;
    tuple.from = 1;
    tuple.time = TreeClock::genesis().ticked();
    QVERIFY(packContent(tuple, content, context()).isOk());
    const auto operation = encodeSnapshotBatch(tuple, context());
    QVERIFY(operation.isOk());
    QCOMPARE(decodeSnapshotBatch(*operation, context()).value(), SnapshotBatch(tuple));

    QVERIFY(!decodeSnapshotBatch("", context()));
    QVERIFY(!decodeSnapshotBatch(packed("{}"), context()));
    QVERIFY(!decodeSnapshotBatch(packed(R"({"inserts":{"$bin":"gA=="}})"), context()));
    QVERIFY(!decodeSnapshotBatch(packed(R"({"inserts":"x","encoding":[1]})"), context()));
    QVERIFY(!decodeSnapshotBatch(packed(R"({"operation":{}})"), context()));
    QVERIFY(!decodeSnapshotBatch(QByteArray(*small).append('x'), context()));
}

QTEST_GUILESS_MAIN(TestControlMessage)
#include "tst_controlmessage.moc"
