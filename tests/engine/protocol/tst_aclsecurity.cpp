// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/controlmessage.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "protocol/aclsecurity.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace mld;

/// wire.md 20, against traffic of the reference (mqtt-secure.json).
class TestAclSecurity : public QObject
{
    Q_OBJECT

private:
    QJsonObject m_vector;
    QByteArray m_secret;
    QByteArray m_publicKey;
    std::unique_ptr<AclSecurity> m_security;
    const DomainName m_domain = QStringLiteral("secure.example.org");
    const QString m_alice = QStringLiteral("https://alice.example/profile#me");

    QByteArray bytes(const char *key) const
    {
        return m_vector.value(QLatin1String(key)).toString().toLatin1();
    }

    /// The payloads that clones sent to topics that begin with `start`.
    QList<QByteArray> sentTo(const QString &start) const
    {
        QList<QByteArray> result;
        for (const QJsonValue &record : m_vector.value(QLatin1String("records")).toArray()) {
            if (record[QLatin1String("direction")] == QLatin1String("to-broker")
                && record[QLatin1String("topic")].toString().startsWith(start))
                result << QByteArray::fromBase64(record[QLatin1String("payload")].toString().toLatin1());
        }
        return result;
    }

    AclKeys keys(std::optional<QByteArray> secret)
    {
        return { std::move(secret), { { m_alice, { m_publicKey } } } };
    }

    auto create(AclKeys keys) const
    {
        return AclSecurity::create(m_domain, m_alice, bytes("privateKeyPkcs8Pem"), std::move(keys));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(MLD_TEST_DATA "/mqtt-secure.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_vector = QJsonDocument::fromJson(file.readAll()).object();
        m_secret = QByteArray::fromBase64(bytes("aesKey"));
        m_publicKey = QByteArray::fromBase64(bytes("publicKeySpki"));
        auto security = create(keys(m_secret));
        QVERIFY2(security, qPrintable(security ? QString() : security.error().message));
        m_security = std::move(*security);
    }

    void readsTheReferencesOperations()
    {
        const OperationContext context(m_domain);
        int secured = 0;
        for (const QByteArray &payload : sentTo(QStringLiteral("secure.example.org/operations/"))) {
            const auto message = decodeMessage(payload);
            QVERIFY(message);
            auto tuple = decodeTuple(message->enc, context);
            QVERIFY(tuple);
            QByteArray signedBytes = message->enc;
            if (tuple->isSecured()) {
                const auto plain = m_security->unseal(tuple->update, MessagePurpose::ForOperation);
                QVERIFY(plain);
                secured += *plain != tuple->update;
                tuple->update = *plain;
                tuple->encoding.pop_back();
                const auto encoded = encodeTuple(*tuple, context);
                QVERIFY(encoded);
                signedBytes = *encoded;
            }
            QVERIFY(m_security->verify(signedBytes, message->attr, MessagePurpose::ForOperation));
            QVERIFY(unpackContent(*tuple, context));
        }
        QVERIFY(secured >= 3);
    }

    void verifiesTheReferencesRequests()
    {
        const QList<QByteArray> requests = sentTo(QStringLiteral("__send/"));
        QVERIFY(requests.size() >= 3);
        for (const QByteArray &payload : requests) {
            const auto control = decodeControl(payload);
            QVERIFY(control);
            QVERIFY(m_security->verify(control->enc, control->attr, MessagePurpose::ForRequest));
            QByteArray forged = control->enc;
            forged[forged.size() - 1] = char(forged.back() ^ 1);
            QVERIFY(!m_security->verify(forged, control->attr, MessagePurpose::ForRequest));
        }
    }

    void signsAsTheReferenceDoes()
    {
        // RSASSA-PKCS1-v1_5 is deterministic, so the very bytes must agree.
        const auto control = decodeControl(sentTo(QStringLiteral("__send/")).constFirst());
        QVERIFY(control);
        const auto attr = m_security->sign(control->enc);
        QVERIFY(attr);
        QCOMPARE((*attr)->signature, control->attr->signature);
        QCOMPARE((*attr)->principalId, control->attr->principalId);
    }

    void sealsWhatItUnseals_data()
    {
        QTest::addColumn<int>("keySize");
        QTest::addColumn<int>("size");
        for (int keySize : { 16, 32 }) {
            for (int size : { 0, 1, 15, 16, 17, 5000 })
                QTest::addRow("key %d, %d bytes", keySize, size) << keySize << size;
        }
    }
    void sealsWhatItUnseals()
    {
        QFETCH(int, keySize);
        QFETCH(int, size);
        auto security = create(keys(QByteArray(keySize, 'k')));
        QVERIFY(security);
        const QByteArray data(size, 'x');
        const auto sealed = (*security)->seal(data, MessagePurpose::ForOperation);
        QVERIFY(sealed);
        QVERIFY(*sealed != data);
        const auto plain = (*security)->unseal(*sealed, MessagePurpose::ForOperation);
        QVERIFY(plain);
        QCOMPARE(*plain, data);
        const auto again = (*security)->seal(data, MessagePurpose::ForOperation);
        QVERIFY(again);
        QVERIFY2(*again != *sealed, "the initialisation vector must be fresh");
    }

    void leavesPlainWhatIsPlain()
    {
        // T5: a journalled operation may claim to be secured without being so.
        const QByteArray update = QByteArray::fromHex("9280" "81a3406964a466726564");
        const auto out = m_security->unseal(update, MessagePurpose::ForOperation);
        QVERIFY(out);
        QCOMPARE(*out, update);

        auto open = create(keys(std::nullopt));
        QVERIFY(open);
        const auto sealed = (*open)->seal(update, MessagePurpose::ForOperation);
        QVERIFY(sealed);
        QCOMPARE(*sealed, update);
    }

    void refusesWhatItCannotTrust()
    {
        QVERIFY(!m_security->verify("x", std::nullopt, MessagePurpose::ForOperation));
        const auto attr = m_security->sign("x");
        QVERIFY(attr);
        QVERIFY(m_security->verify("x", *attr, MessagePurpose::ForOperation));
        auto stranger = **attr;
        stranger.principalId = QStringLiteral("https://mallory.example/");
        QVERIFY(!m_security->verify("x", stranger, MessagePurpose::ForOperation));
        QVERIFY(m_security->verify("x", std::nullopt, MessagePurpose::ForResponse));

        const auto sealed = m_security->seal("secret", MessagePurpose::ForOperation);
        QVERIFY(sealed);
        for (qsizetype size = 0; size < sealed->size(); ++size) {
            // Cut bytes are no longer an Encrypted map, so they count as plain; they never decrypt.
            const auto out = m_security->unseal(sealed->left(size), MessagePurpose::ForOperation);
            QVERIFY(!out || *out == sealed->left(size));
        }
        auto other = create(keys(QByteArray(16, '?')));
        QVERIFY(other);
        const auto wrongKey = (*other)->unseal(*sealed, MessagePurpose::ForOperation);
        QVERIFY(!wrongKey || *wrongKey != QByteArray("secret"));
        QVERIFY(!AclSecurity::create(m_domain, m_alice, "not a key"));
    }
};

QTEST_GUILESS_MAIN(TestAclSecurity)
#include "tst_aclsecurity.moc"
