// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/serviceform.h"
#include "ui/windowfixture.h"

#include "settings/samplecertificate.h"
#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QTemporaryDir>

using namespace commonplace;

/// The form of a messaging service, in its window.
class TestServiceForm : public QObject, private WindowFixture
{
    Q_OBJECT

    QString write(const char *name, const QByteArray &contents)
    {
        QFile file(m_dir->filePath(QLatin1String(name)));
        return file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size() ? file.fileName() : QString();
    }
    QString at(const char *key, ServiceFields::Role role) const
    {
        const ServiceFields &fields = *form()->fields();
        return fields.match(fields.index(0), ServiceFields::KeyRole, QLatin1String(key), 1, Qt::MatchExactly)
                .value(0).data(role).toString();
    }
    QString value(const char *key) const { return at(key, ServiceFields::ValueRole); }
    QString fault(const char *key) const { return at(key, ServiceFields::FaultRole); }
    ServiceForm *form() const { return m_window->findChild<ServiceForm *>(); }
    void openForm(const MessagingService &service)
    {
        QObject *popup = dialog("ServiceDialog");
        QVERIFY(popup);
        QMetaObject::invokeMethod(popup, "openService", Q_ARG(QString, m_app->keepService(service, {})));
        QTRY_VERIFY(popup->property("opened").toBool());
    }
    QObject *fileDialog() const
    {
        for (QQuickItem *each : items([](const QQuickItem *) { return true; })) {
            if (auto *found = each->findChild<QObject *>(QStringLiteral("pemFileDialog")))
                return found;
        }
        return nullptr;
    }
    /// Chooses a file as a person does, but for the way to it.
    void choose(const char *key, const QString &path)
    {
        QQuickItem *button = item(qPrintable(QStringLiteral("service-%1-file").arg(QLatin1String(key))));
        QVERIFY(button && button->isVisible());
        QVERIFY(QMetaObject::invokeMethod(button, "clicked"));
        QTRY_VERIFY(fileDialog() && fileDialog()->property("visible").toBool());
        if (!path.isEmpty())
            QVERIFY(QMetaObject::invokeMethod(fileDialog()->parent(), "chosen", Q_ARG(QUrl, QUrl::fromLocalFile(path))));
        QVERIFY(QMetaObject::invokeMethod(fileDialog(), "reject"));
        QTRY_VERIFY(!fileDialog());
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { close(); }

    void certificatesAndKeysAreChosenAsFiles()
    {
        const QString certificate = write("own.pem", sampleCertificate());
        const QString key = write("own.key", sampleKey());
        const QString large = write("large.pem", QByteArray(1024 * 1024 + 1, 'x'));
        openForm(mqttAt(QStringLiteral("broker.example"), 0, true));
        choose("ca", certificate);
        QCOMPARE(value("ca"), certificate);
        QCOMPARE(fault("ca"), QString());
        choose("ca", {}); // and changed nothing
        QCOMPARE(value("ca"), certificate);

        // What is wrong with a file is said at its field.
        choose("ca", large);
        QVERIFY2(fault("ca").contains(QStringLiteral("larger than 1 MB")), qPrintable(fault("ca")));
        QVERIFY(!item("service-ca")->property("fault").toString().isEmpty());
        choose("ca", key);
        QVERIFY2(fault("ca").contains(QStringLiteral("no certificate")), qPrintable(fault("ca")));
        choose("ca", m_dir->path());
        QVERIFY2(fault("ca").contains(QStringLiteral("no file")), qPrintable(fault("ca")));
        choose("ca", certificate);

        QVERIFY(QMetaObject::invokeMethod(item("serviceMore"), "clicked"));
        QTRY_VERIFY(item("service-key-file") && item("service-key-file")->isVisible());
        choose("cert", certificate);
        choose("key", certificate);
        QVERIFY2(fault("key").contains(QStringLiteral("no private key")), qPrintable(fault("key")));
        QVERIFY(form()->save().isEmpty());
        choose("key", key);
        QCOMPARE(fault("key"), QString());
        const QString id = form()->save();
        QVERIFY(!id.isEmpty());
        QTRY_COMPARE(m_keychain->entries.value(id + QStringLiteral("/key")), key);
    }

    void theStepThatIsTriedOrHasFailedIsInView_data()
    {
        QTest::addColumn<bool>("isGood");
        QTest::newRow("good") << true;
        QTest::newRow("bad") << false;
    }
    /// In a window where not all of them have room, and each can be scrolled to.
    void theStepThatIsTriedOrHasFailedIsInView()
    {
        QFETCH(bool, isGood);
        using Broker = mld::test::MosquittoBroker;
        Broker broker({ .security = isGood ? Broker::Security::Tls : Broker::Security::TlsOtherName });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        m_window->resize(560, 420);
        QTRY_COMPARE(m_window->contentItem()->size(), QSizeF(560, 420));
        MessagingService service = mqttAt(QStringLiteral("localhost"), broker.port(), true);
        service.values.insert(QStringLiteral("ca"), broker.caFile());
        openForm(service);

        QQuickItem *steps = item("connectionSteps");
        QQuickItem *scroller = steps->parentItem();
        while (!scroller->inherits("QQuickFlickable"))
            scroller = scroller->parentItem();
        const auto isInView = [scroller](const QQuickItem *row) {
            const double top = row->mapToItem(scroller, { 0, 0 }).y();
            return top >= 0 && top + std::min(row->height(), scroller->height()) <= scroller->height();
        };
        const auto rows = [steps] {
            QList<QQuickItem *> found;
            for (QQuickItem *row : steps->childItems().constFirst()->childItems()) {
                if (row->objectName() == QLatin1String("connectionStep"))
                    found.append(row);
            }
            return found;
        };
        form()->test();
        QTRY_VERIFY(steps->isVisible() && !rows().isEmpty());
        QTRY_VERIFY(isInView(rows().first()) || !form()->isTesting());
        QTRY_VERIFY_WITH_TIMEOUT(!form()->isTesting(), 20'000);
        QCOMPARE(form()->isTestGood(), isGood);
        QVERIFY(steps->height() > scroller->height());
        QQuickItem *wanted = isGood ? rows().last() : rows().at(int(mld::ConnectionStep::Secured));
        QTRY_VERIFY(isInView(wanted));
        const double most = scroller->property("contentHeight").toDouble() - scroller->height();
        for (QQuickItem *row : rows()) {
            const double top = row->mapToItem(scroller->property("contentItem").value<QQuickItem *>(), { 0, 0 }).y();
            scroller->setProperty("contentY", std::clamp(top, 0.0, most));
            QVERIFY(isInView(row));
        }
    }
};

QTEST_MAIN(TestServiceForm)
#include "tst_serviceform.moc"
