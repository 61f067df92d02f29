// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "socketio/client/packet.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <rapidcheck.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld::sio;

namespace {

QByteArray someBytes()
{
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    return QByteArray::fromStdString(bytes);
}

QVariant someValue(int depth)
{
    switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
    case 0:
        return QVariant::fromValue(nullptr);
    case 1:
        return *rc::gen::arbitrary<bool>();
    case 2:
        return qint64(*rc::gen::inRange(-1'000'000, 1'000'000));
    case 3:
        return QString::fromLatin1(someBytes());
    case 4:
        return someBytes();
    case 5: {
        QVariantList list;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
            list.append(someValue(depth - 1));
        return list;
    }
    default: {
        QVariantMap map;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
            map.insert(u"k%1"_s.arg(i), someValue(depth - 1));
        return map;
    }
    }
}

Decoder::Outcome feed(Decoder &decoder, const Frames &frames)
{
    auto outcome = decoder.addText(frames.text);
    for (const QByteArray &bytes : frames.attachments)
        outcome = decoder.addBinary(bytes);
    return outcome;
}

} // namespace

/// wire.md 17, and Socket.IO protocol 5, Engine.IO protocol 4.
class TestSocketIoPacket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsEncodedIsDecoded()
    {
        QVERIFY(rc::check([] {
            Packet packet{Packet::Type::Event, *rc::gen::element(u"/"_s, u"/notes"_s), std::nullopt,
                          QVariantList{u"event"_s, someValue(3), someValue(3)}};
            if (*rc::gen::arbitrary<bool>())
                packet.id = *rc::gen::inRange(0, 1'000'000);
            const Frames frames = encode(packet);
            RC_PRE(frames.attachments.size() <= kMostAttachments);
            Decoder decoder;
            RC_ASSERT(feed(decoder, frames) == Decoder::Outcome::Complete);
            const Packet again = decoder.take();
            RC_ASSERT(again.nsp == packet.nsp && again.id == packet.id);
            // Numbers may come as integers or doubles, so compare what is sent.
            const Frames sent = encode(again);
            RC_ASSERT(sent.text == frames.text && sent.attachments == frames.attachments);
        }));
    }

    void payloadsAreDecodedAsEncoded()
    {
        QVERIFY(rc::check([] {
            QList<EngineMessage> messages;
            for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
                if (*rc::gen::arbitrary<bool>())
                    messages.append({EngineMessage::Type::Binary, someBytes()});
                else
                    messages.append({EngineMessage::Type::Message, someBytes().toHex()});
            }
            qint64 size = messages.size() - 1;
            for (const auto &message : std::as_const(messages))
                size += sizeInPayload(message);
            RC_ASSERT(encodePayload(messages).size() == size);
            RC_ASSERT(decodePayload(encodePayload(messages)) == messages);
        }));
    }

    void noBytesDoHarm()
    {
        QVERIFY(rc::check([] {
            Decoder decoder(1000);
            for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
                if (*rc::gen::arbitrary<bool>())
                    decoder.addBinary(someBytes());
                else
                    decoder.addText(*rc::gen::element<QByteArray>("", "2", "5", "51-", "3", "61-1") + someBytes());
            }
            decodePayload(someBytes());
            Handshake::fromJson(someBytes());
        }));
    }

    /// What m-ld-js and its server were heard to say is read, and said again byte for byte.
    void recordedTrafficIsUnderstood()
    {
        QFile file(QStringLiteral(MLD_TEST_DATA "/socketio-raw.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto records = QJsonDocument::fromJson(file.readAll()).object()[u"records"_s].toArray();
        QHash<QString, Decoder> decoders;
        QHash<QString, QByteArray> texts;
        int complete = 0;
        for (const auto &value : records) {
            const QJsonObject record = value.toObject();
            if (record[u"engineIo"_s] != u"message"_s)
                continue;
            const QString stream = record[u"client"_s].toString() + record[u"direction"_s].toString();
            Decoder &decoder = decoders[stream];
            const QJsonValue data = record[u"data"_s];
            Decoder::Outcome outcome;
            if (data.isObject()) {
                outcome = decoder.addBinary(QByteArray::fromBase64(data.toObject()[u"$bin"_s].toString().toLatin1()));
            } else {
                texts[stream] = data.toString().toUtf8();
                outcome = decoder.addText(texts[stream]);
            }
            QVERIFY2(outcome != Decoder::Outcome::Malformed, texts[stream].constData());
            if (outcome == Decoder::Outcome::Complete) {
                ++complete;
                // Members may stand in another order.
                QCOMPARE(encode(decoder.take()).text.size(), texts[stream].size());
            }
        }
        QVERIFY(complete > 10);
    }

    void hostilePacketsAreMalformed_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", "7", "x", "2", "2{}", "2[]", "2[1]", "2[\"e\"", "2[\"e\"]x", "4", "1[]", "3[]", "30", "51", "51-",
              "5-[\"e\"]", "565-[\"e\"]", "51000000000000000000-[\"e\"]", "29999999999999999999[\"e\"]", "2/a",
              "2[\"e\",{\"_placeholder\":true,\"num\":0}]", "50-[\"e\",{\"_placeholder\":true,\"num\":0}]"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("deep") << "2[\"e\"," + QByteArray(200, '[') + QByteArray(200, ']') + ']';
    }
    void hostilePacketsAreMalformed()
    {
        QFETCH(QByteArray, text);
        Decoder decoder;
        QCOMPARE(decoder.addText(text), Decoder::Outcome::Malformed);
        QCOMPARE(decoder.addText("2[\"e\"]"), Decoder::Outcome::Complete); // as new
    }

    void impossiblePlaceholders_data()
    {
        QTest::addColumn<QByteArray>("number");
        for (const char *number : {"1", "-1", "0.5", "1e300", "\"0\"", "null", "4294967296"})
            QTest::newRow(number) << QByteArray(number);
    }
    void impossiblePlaceholders()
    {
        QFETCH(QByteArray, number);
        Decoder decoder;
        QCOMPARE(decoder.addText("51-[\"e\",{\"_placeholder\":true,\"num\":" + number + "}]"),
                 Decoder::Outcome::Incomplete);
        QCOMPARE(decoder.addBinary("x"), Decoder::Outcome::Malformed);
    }

    void whatIsNotExpectedIsMalformed()
    {
        Decoder decoder(100);
        QCOMPARE(decoder.addBinary("x"), Decoder::Outcome::Malformed);
        QCOMPARE(decoder.addText("51-[\"e\",{\"_placeholder\":true,\"num\":0}]"), Decoder::Outcome::Incomplete);
        QCOMPARE(decoder.addText("2[\"e\"]"), Decoder::Outcome::Malformed);
        QCOMPARE(decoder.addText("51-[\"e\",{\"_placeholder\":true,\"num\":0}]"), Decoder::Outcome::Incomplete);
        QCOMPARE(decoder.addBinary(QByteArray(100, 'x')), Decoder::Outcome::Malformed); // over the limit
    }

    void oldServersAreKnown()
    {
        QVERIFY(isOldHandshake(R"(96:0{"sid":"x","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40)"));
        for (const QByteArray &other : {QByteArray(), QByteArray(":0{"), QByteArray("0{\"sid\":\"x\"}"), QByteArray("96:4x"),
                                        QByteArray("<html>12:0{"), QByteArray("96"), QByteArray("1234567890:0{")})
            QVERIFY2(!isOldHandshake(other), other.constData());
    }

    void handshakesAreChecked()
    {
        const auto good = Handshake::fromJson(R"({"sid":"a","pingInterval":25000,"pingTimeout":20000,"maxPayload":5})");
        QVERIFY(good);
        QCOMPARE(good->maxPayload, 5);
        for (const char *json : {"", "[]", "{}", R"({"sid":"a"})", R"({"sid":"a","pingInterval":1e99,"pingTimeout":1})",
                                 R"({"sid":"a","pingInterval":-1,"pingTimeout":1})"})
            QVERIFY2(!Handshake::fromJson(json), json);
    }
};

QTEST_GUILESS_MAIN(TestSocketIoPacket)
#include "tst_socketiopacket.moc"
