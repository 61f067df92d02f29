// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/fakesecretstore.h"

#include <QTest>

using namespace commonplace;
using Status = SecretStore::Status;

class TestSecrets : public QObject
{
    Q_OBJECT

    const QString m_key = QStringLiteral("service");
    const QString m_secret = QStringLiteral("open sesame");

    static std::pair<Status, QString> read(Secrets &secrets, const QString &key)
    {
        std::optional<std::pair<Status, QString>> result;
        secrets.read(key, [&](Status status, const QString &secret) { result = { status, secret }; });
        if (result) // never from inside the call
            return { Status::Missing, QStringLiteral("answered at once") };
        return QTest::qWaitFor([&] { return result.has_value(); }) ? *result
                                                                    : std::pair { Status::Missing, QStringLiteral("no answer") };
    }
    static Secrets::Kept write(Secrets &secrets, const QString &key, const QString &secret)
    {
        std::optional<Secrets::Kept> result;
        secrets.write(key, secret, [&](Secrets::Kept kept, Status) { result = kept; });
        [&] { QTRY_VERIFY(result.has_value()); }();
        return *result;
    }

private Q_SLOTS:
    void keepsInTheKeychain()
    {
        FakeSecretStore store;
        {
            Secrets secrets(&store);
            QCOMPARE(write(secrets, m_key, m_secret), Secrets::Kept::InKeychain);
        }
        QCOMPARE(store.entries.value(m_key), m_secret);
        Secrets later(&store);
        QCOMPARE(read(later, m_key), (std::pair { Status::Ok, m_secret }));
    }

    void keepsForTheSessionWithoutKeychain_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("locked") << int(Status::Locked);
        QTest::newRow("slow") << int(Status::Waiting);
        QTest::newRow("missing") << int(Status::Missing);
    }
    void keepsForTheSessionWithoutKeychain()
    {
        QFETCH(int, state);
        FakeSecretStore store;
        store.setState(Status(state));
        Secrets secrets(&store);
        QCOMPARE(write(secrets, m_key, m_secret), Secrets::Kept::ForThisSession);
        QCOMPARE(read(secrets, m_key), (std::pair { Status::Ok, m_secret }));
        Secrets nextStart(&store);
        const auto gone = read(nextStart, m_key);
        QVERIFY(gone.first != Status::Ok);
        QCOMPARE(gone.second, QString());
    }

    void answersWhenTheKeychainDoes_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("locked") << int(Status::Locked);
        QTest::newRow("slow") << int(Status::Waiting);
    }
    void answersWhenTheKeychainDoes()
    {
        QFETCH(int, state);
        FakeSecretStore store;
        store.entries.insert(m_key, m_secret);
        store.setState(Status(state));
        Secrets secrets(&store);
        QList<Status> statuses;
        QString found;
        secrets.read(m_key, [&](Status status, const QString &secret) {
            statuses.append(status);
            found = secret;
        });
        const QString other = QStringLiteral("other service");
        QList<Secrets::Kept> kept;
        secrets.write(other, m_secret, [&](Secrets::Kept where, Status) { kept.append(where); });
        QTRY_COMPARE(kept.size(), 1);
        QCOMPARE(statuses, QList<Status> { Status(state) });
        QVERIFY(!SecretStore::isFinal(statuses.first()));
        store.setState(Status::Ok);
        QTRY_COMPARE(kept, (QList<Secrets::Kept> { Secrets::Kept::ForThisSession, Secrets::Kept::InKeychain }));
        QCOMPARE(statuses, (QList<Status> { Status(state), Status::Ok }));
        QCOMPARE(found, m_secret);
        QCOMPARE(store.entries.value(other), m_secret);
    }

    void aNewSecretCountsAtOnce()
    {
        FakeSecretStore store;
        store.entries.insert(m_key, QStringLiteral("old"));
        Secrets secrets(&store);
        secrets.write(m_key, m_secret, [](Secrets::Kept, Status) {});
        QCOMPARE(read(secrets, m_key).second, m_secret);
    }

    void forgets()
    {
        FakeSecretStore store;
        Secrets secrets(&store);
        write(secrets, m_key, m_secret);
        secrets.remove(m_key);
        QCOMPARE(read(secrets, m_key).first, Status::NotFound);
        QVERIFY(store.entries.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
