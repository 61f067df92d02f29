// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/clone.h"
#include "codec/operation.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"
#include "protocol/aclsecurity.h"
#include "support/expectedwarnings.h"

#include <QRegularExpression>
#include <QTest>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

const DomainName kDomain = u"secured.example.org"_s;
const QString kSecret = u"http://m-ld.org/#secret"_s;
const QString kPublicKey = u"http://m-ld.org/#public-key"_s;

/// A person with a key pair.
struct Principal
{
    explicit Principal(const QString &name) : iri(u"https://people.example/"_s + name)
    {
        EVP_PKEY *key = EVP_RSA_gen(2048);
        uchar *der = nullptr;
        privateKey = take(der, i2d_PrivateKey(key, &der));
        der = nullptr;
        publicKey = take(der, i2d_PUBKEY(key, &der));
        EVP_PKEY_free(key);
    }

    QString iri;
    QByteArray privateKey;
    QByteArray publicKey;

private:
    static QByteArray take(uchar *&der, int size)
    {
        const QByteArray bytes(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
        return bytes;
    }
};

QJsonObject binary(const QByteArray &bytes)
{
    return {{u"@type"_s, u"http://www.w3.org/2001/XMLSchema#base64Binary"_s},
            {u"@value"_s, QString::fromLatin1(bytes.toBase64())}};
}

struct Member
{
    Member(const QString &id, MemoryNetwork &network, const Principal *principal, bool genesis = false)
    {
        CloneConfig config;
        config.id = id;
        config.domain = kDomain;
        config.genesis = genesis;
        config.storePath = u":memory:"_s;
        config.networkTimeoutMs = 200;
        clone = std::make_unique<Clone>(config, network.makeTransport());
        if (principal) {
            auto security = AclSecurity::create(kDomain, principal->iri, principal->privateKey);
            if (security)
                clone->setSecurity(std::move(*security));
        }
        QVERIFY(clone->start());
    }

    bool write(const QJsonObject &pattern)
    {
        std::optional<bool> outcome;
        clone->write(pattern, [&](const Result<void> &result) { outcome = result.isOk(); });
        return QTest::qWaitFor([&] { return outcome.has_value(); }) && *outcome;
    }
    QString name(const QString &id) const
    {
        const auto found = clone->get(id);
        return found && *found ? (*found)->value(u"name"_s).toString() : QString();
    }
    bool isLevel() const
    {
        const CloneStatus status = clone->status();
        return clone->isStarted() && status.online && !status.outdated;
    }

    std::unique_ptr<Clone> clone;
};

} // namespace

/// wire.md 20 from one end to the other.
class TestSecuredClone : public QObject
{
    Q_OBJECT

private:
    const Principal m_ada{u"ada"_s};
    const Principal m_ben{u"ben"_s};
    const Principal m_mallory{u"mallory"_s};

    /// A genesis clone of Ada's, which declares the secret and who may take part.
    std::unique_ptr<Member> founder(MemoryNetwork &network, const QList<const Principal *> &members)
    {
        auto ada = std::make_unique<Member>(u"ada"_s, network, &m_ada, true);
        ada->write({{u"@id"_s, QString(u"http://"_s + kDomain + u'/')}, {kSecret, binary(QByteArray(32, 's'))}});
        for (const Principal *member : members)
            ada->write({{u"@id"_s, member->iri}, {kPublicKey, binary(member->publicKey)}});
        return ada;
    }

private Q_SLOTS:
    void membersUnderstandEachOtherAndNobodyElseDoes()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        auto ada = founder(network, {&m_ada, &m_ben});
        const auto eve = network.makeTransport();
        QList<QByteArray> overheard;
        connect(eve.get(), &Transport::operationReceived, this,
                [&](const QByteArray &payload) { overheard.append(payload); });
        eve->open(kDomain, u"eve"_s);
        Member ben(u"ben"_s, network, &m_ben);
        QTRY_VERIFY(ben.isLevel() && ada->isLevel());

        QVERIFY(ada->write({{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}));
        QTRY_COMPARE(ben.name(u"fred"_s), u"Fred"_s);
        QVERIFY(ben.write({{u"@id"_s, u"wilma"_s}, {u"name"_s, u"Wilma"_s}}));
        QTRY_COMPARE(ada->name(u"wilma"_s), u"Wilma"_s);

        QTRY_COMPARE(overheard.size(), 2);
        const OperationContext context(kDomain);
        for (const QByteArray &payload : std::as_const(overheard)) {
            const auto message = decodeMessage(payload);
            QVERIFY(message && message->attr && !message->attr->signature.isEmpty());
            const auto tuple = decodeTuple(message->enc, context);
            QVERIFY(tuple && tuple->isSecured());
            QVERIFY(!payload.contains("Fred") && !payload.contains("Wilma"));
        }
    }

    void aStrangerIsNotServed_data()
    {
        QTest::addColumn<bool>("hasKey");
        QTest::newRow("with a key that nobody knows") << true;
        QTest::newRow("without any key") << false;
    }
    void aStrangerIsNotServed()
    {
        QFETCH(bool, hasKey);
        MemoryNetwork network(MemoryNetwork::Time::Real);
        auto ada = founder(network, {&m_ada, &m_ben});
        const test::ExpectedWarnings refusals(u"signature|refused the request"_s);
        Member mallory(u"mallory"_s, network, hasKey ? &m_mallory : nullptr);
        // Ben comes later, and is served all the same: so there was time to serve Mallory.
        Member ben(u"ben"_s, network, &m_ben);
        QTRY_VERIFY(ben.isLevel());
        QVERIFY(!mallory.clone->isStarted());
        QVERIFY(refusals.count() > 0);
    }

    void aMemberThatIsStruckOffIsHeardNoMore()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        auto ada = founder(network, {&m_ada, &m_ben});
        Member ben(u"ben"_s, network, &m_ben);
        QTRY_VERIFY(ben.isLevel() && ada->isLevel());
        QVERIFY(ada->write({{u"@delete"_s, QJsonObject{{u"@id"_s, m_ben.iri}}}}));
        QTRY_VERIFY(!ben.clone->get(m_ben.iri)->has_value());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"signature of %1 is not valid"_s.arg(m_ben.iri)));
        QVERIFY(ben.write({{u"@id"_s, u"wilma"_s}, {u"name"_s, u"Wilma"_s}}));
        // A newcomer knows no keys yet, so it believes whoever serves it: that must not be Ben.
        ben.clone->close();
        QTRY_VERIFY(ada->clone->status().silo);

        Member other(u"other"_s, network, &m_ada);
        QTRY_VERIFY(other.clone->isStarted());
        QVERIFY(ada->write({{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}));
        QTRY_COMPARE(other.name(u"fred"_s), u"Fred"_s);
        QCOMPARE(ada->name(u"wilma"_s), QString());
        QCOMPARE(other.name(u"wilma"_s), QString());
    }

    /// What was made while apart is cut, relayed and signed anew on the way.
    void membersMergeAfterAPartition()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        auto ada = founder(network, {&m_ada, &m_ben});
        Member ben(u"ben"_s, network, &m_ben);
        QTRY_VERIFY(ben.isLevel() && ada->isLevel());
        network.partition({{u"ada"_s}, {u"ben"_s}});
        for (int i = 0; i < 5; ++i) {
            QVERIFY(ada->write({{u"@id"_s, u"a%1"_s.arg(i)}, {u"name"_s, u"A"_s}}));
            QVERIFY(ben.write({{u"@id"_s, u"b%1"_s.arg(i)}, {u"name"_s, u"B"_s}}));
        }
        network.heal();
        for (int i = 0; i < 5; ++i) {
            QTRY_COMPARE(ada->name(u"b%1"_s.arg(i)), u"B"_s);
            QTRY_COMPARE(ben.name(u"a%1"_s.arg(i)), u"A"_s);
        }
        // A third one takes over all of it, and can cut what it is sent.
        Member third(u"third"_s, network, &m_ada);
        QTRY_VERIFY(third.isLevel());
        QCOMPARE(third.name(u"b4"_s), u"B"_s);
    }
};

QTEST_GUILESS_MAIN(TestSecuredClone)
#include "tst_securedclone.moc"
