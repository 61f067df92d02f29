// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/secretstore.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QTest>

using namespace commonplace;
using Status = SecretStore::Status;

/// A secret as the keychain's protocol carries it.
struct DBusSecret
{
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType = QStringLiteral("text/plain");
};
Q_DECLARE_METATYPE(DBusSecret)

QDBusArgument &operator<<(QDBusArgument &argument, const DBusSecret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}
const QDBusArgument &operator>>(const QDBusArgument &argument, DBusSecret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

/// The real keychain of the session: gnome-keyring, started for this test by keychain.sh, unlocked, or
/// none (KEYCHAIN=none).
class TestKeychain : public QObject
{
    Q_OBJECT

    const QString m_key = QStringLiteral("service/1");
    const QDBusObjectPath m_collection { QStringLiteral("/org/freedesktop/secrets/collection/login") };

    static constexpr int limitMs = 15'000;

    static bool isThere() { return qgetenv("KEYCHAIN") != "none"; }

    static QDBusMessage call(const char *interface, const char *method, const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
            QLatin1String(interface), QLatin1String(method));
        message.setArguments(arguments);
        return QDBusConnection::sessionBus().call(message, QDBus::Block, limitMs);
    }
    void lock() const
    {
        const auto reply = call("org.freedesktop.Secret.Service", "Lock",
                                { QVariant::fromValue(QList<QDBusObjectPath> { m_collection }) });
        QVERIFY2(reply.type() == QDBusMessage::ReplyMessage, qPrintable(reply.errorMessage()));
    }
    /// As a person who enters the password where the keychain asks for it.
    void unlock() const
    {
        const auto opened = call("org.freedesktop.Secret.Service", "OpenSession",
                                 { QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString())) });
        QCOMPARE(opened.arguments().size(), 2);
        const DBusSecret password { opened.arguments().at(1).value<QDBusObjectPath>(), {}, "pw" };
        const auto reply = call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
                                { QVariant::fromValue(m_collection), QVariant::fromValue(password) });
        QVERIFY2(reply.type() == QDBusMessage::ReplyMessage, qPrintable(reply.errorMessage()));
    }

    template <typename Start>
    static Status outcome(Start start)
    {
        auto status = std::make_shared<std::optional<Status>>();
        start([status](Status result) {
            if (SecretStore::isFinal(result))
                *status = result;
        });
        return QTest::qWaitFor([&] { return status->has_value(); }, limitMs) ? **status : Status(-1);
    }

private Q_SLOTS:
    void initTestCase() { qDBusRegisterMetaType<DBusSecret>(); }

    void keepsSecrets()
    {
        KeychainStore store(QStringLiteral("commonplace-test"));
        const QString secret = QStringLiteral("p4ß\n😀") + QString(4000, u'x');
        const Status written = outcome([&](auto done) { store.write(m_key, secret, done); });
        QCOMPARE(written, isThere() ? Status::Ok : Status::Missing);
        QString found;
        const Status read = outcome([&](auto done) {
            store.read(m_key, [&found, done](Status status, const QString &text) {
                found = text;
                done(status);
            });
        });
        if (!isThere()) {
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

    void goesOnWhenItIsUnlocked()
    {
        if (!isThere())
            QSKIP("there is no keychain to lock");
        KeychainStore store(QStringLiteral("commonplace-test"));
        QCOMPARE(outcome([&](auto done) { store.write(m_key, QStringLiteral("first"), done); }), Status::Ok);
        lock();
        QList<Status> readStatuses;
        QList<Status> writeStatuses;
        QString found;
        store.read(m_key, [&](Status status, const QString &text) {
            readStatuses.append(status);
            found = text;
        });
        const QString other = QStringLiteral("service/2");
        for (const char *secret : { "old", "new" })
            store.write(other, QLatin1String(secret), [&](Status status) { writeStatuses.append(status); });
        QTRY_VERIFY_WITH_TIMEOUT(readStatuses.contains(Status::Locked) && writeStatuses.count(Status::Locked) == 2,
                                 limitMs);
        QCOMPARE(found, QString());

        unlock();
        QTRY_VERIFY_WITH_TIMEOUT(readStatuses.last() == Status::Ok && writeStatuses.last() == Status::Ok, limitMs);
        QCOMPARE(found, QStringLiteral("first"));
        QString kept;
        QCOMPARE(outcome([&](auto done) {
                     store.read(other, [&kept, done](Status status, const QString &text) {
                         kept = text;
                         done(status);
                     });
                 }),
                 Status::Ok);
        QCOMPARE(kept, QStringLiteral("new"));
    }

    void saysThatItIsSlow()
    {
        if (!isThere())
            QSKIP("there is no keychain to wait for");
        KeychainStore store(QStringLiteral("commonplace-test"));
        store.setPatience(0);
        QList<Status> statuses;
        store.write(m_key, QStringLiteral("secret"), [&](Status status) { statuses.append(status); });
        QTRY_VERIFY_WITH_TIMEOUT(!statuses.isEmpty() && SecretStore::isFinal(statuses.last()), limitMs);
        QCOMPARE(statuses, (QList<Status> { Status::Waiting, Status::Ok }));
    }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
