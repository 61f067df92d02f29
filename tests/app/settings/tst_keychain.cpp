// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/secretstore.h"

#include <QElapsedTimer>
#include <QTest>

using namespace commonplace;
using Status = SecretStore::Status;

/// The real keychain of the session: gnome-keyring, started for this test by keychain.sh, unlocked, or
/// none (KEYCHAIN=none).
class TestKeychain : public QObject
{
    Q_OBJECT

    const QString m_key = QStringLiteral("service/1");

    template <typename Start>
    static Status outcome(Start start)
    {
        std::optional<Status> status;
        start([&](Status result) { status = result; });
        if (!QTest::qWaitFor([&] { return status.has_value(); }, KeychainStore::timeoutMs + 2000))
            return Status(-1);
        return *status;
    }

private Q_SLOTS:
    void keepsSecrets()
    {
        KeychainStore store(QStringLiteral("commonplace-test"));
        const QString secret = QStringLiteral("p4ß\n😀") + QString(4000, u'x');
        const bool isThere = qgetenv("KEYCHAIN") != "none";
        const Status written = outcome([&](auto done) { store.write(m_key, secret, done); });
        QCOMPARE(written, isThere ? Status::Ok : Status::Missing);
        QString found;
        const Status read = outcome([&](auto done) {
            store.read(m_key, [&found, done](Status status, const QString &text) {
                found = text;
                done(status);
            });
        });
        if (!isThere) {
            QVERIFY(read != Status::Ok);
            QCOMPARE(found, QString());
            return;
        }
        QCOMPARE(read, Status::Ok);
        QCOMPARE(found, secret);
        QCOMPARE(outcome([&](auto done) { store.remove(m_key, done); }), Status::Ok);
        QCOMPARE(outcome([&](auto done) {
                     store.read(m_key, [done](Status status, const QString &) { done(status); });
                 }),
                 Status::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
