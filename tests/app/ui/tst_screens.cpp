// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/mosquittobroker.h"
#include "ui/serviceform.h"
#include "ui/screenfixture.h"

#include "settings/sampleservice.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace commonplace;

/// Every screen and dialog, in windows of several sizes: nothing sticks out, and no sentence is cut off.
/// With COMMONPLACE_PICTURES=FOLDER, pictures of all of them are left there, to be looked at.
class TestScreens : public QObject, private ScreenFixture
{
    Q_OBJECT

    void lookAtDialogs(const QString &prefix)
    {
        for (const char *type : { "NotebookDialog", "ServiceChoiceDialog", "JoinDialog", "ShareDialog", "SettingsDialog",
                                  "ServiceDialog", "QuickSwitcher", "ConfirmDialog" }) {
            QObject *popup = dialog(type);
            QVERIFY(popup);
            if (qstrcmp(type, "ShareDialog") == 0)
                QMetaObject::invokeMethod(popup, "share", Q_ARG(commonplace::Notebook *, m_app->notebook()));
            else if (qstrcmp(type, "ServiceChoiceDialog") == 0)
                QMetaObject::invokeMethod(popup, "choose", Q_ARG(commonplace::Notebook *, m_app->notebook()),
                                          Q_ARG(bool, false));
            else if (qstrcmp(type, "NotebookDialog") == 0 || qstrcmp(type, "ServiceDialog") == 0)
                QMetaObject::invokeMethod(popup, "openNew");
            else
                QMetaObject::invokeMethod(popup, "open");
            QTRY_VERIFY(popup->property("opened").toBool());
            look(prefix + QLatin1String(type));
            QMetaObject::invokeMethod(popup, "close");
            QTRY_VERIFY(!popup->property("visible").toBool());
        }
    }
    /// The form of each kind of service, empty, with what is missing, and with all that there is.
    void lookAtForms(const QString &prefix)
    {
        QObject *popup = dialog("ServiceDialog");
        for (const mld::Service *service : mld::allServices()) {
            if (!service->unavailable().isEmpty() || service->hasNotebookSecrets()) // which nobody sets up
                continue;
            const QString name = prefix + QStringLiteral("ServiceDialog-") + service->kind();
            QMetaObject::invokeMethod(popup, "openNew");
            QTRY_VERIFY(popup->property("opened").toBool());
            popup->setProperty("chosenKind", service->kind());
            QMetaObject::invokeMethod(popup, "next");
            look(name);
            QVERIFY(QMetaObject::invokeMethod(item("serviceKeep"), "clicked"));
            look(name + QStringLiteral("-missing"));
            QVERIFY(QMetaObject::invokeMethod(item("serviceMore"), "clicked"));
            look(name + QStringLiteral("-more"));
            QMetaObject::invokeMethod(popup, "close");
            QTRY_VERIFY(!popup->property("visible").toBool());
        }
    }
    void fill()
    {
        m_app->keepService(mqttAt(QStringLiteral("127.0.0.1"), 1), {}); // nobody is there
        makeNotebook(QStringLiteral("Allotment"));
        m_app->notebook()->createNote(QStringLiteral("Seeds to order before the end of the winter"));
        m_app->notebook()->setPinned(m_app->notebook()->createNote(QStringLiteral("Rota")), true);
        m_app->notebook()->trash(m_app->notebook()->createNote(QStringLiteral("Old plans")));
        writeNote(QStringLiteral("Launch plan"), {});
        QGuiApplication::clipboard()->setText(
            QStringLiteral("Ship the **beta** to the first 40 teams, then widen the ring every week.\n\n## This week\n"
                           "- [x] Freeze the wire format\n- [ ] Write the [guide](https://example.org)\n\n"
                           "> Slow is smooth\n\n1. How long do we keep `tombstones`?\n2. Who owns the rota?\n\n"
                           "שלום עולם\n"));
        press(Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(m_app->notebook()->tone(), Notebook::Tone::Offline);
        for (const char *name : { "Kitchen", "A notebook with a rather long name" }) {
            NotebookEntry entry;
            entry.name = QLatin1String(name);
            entry.domain = NotebooksModel::newDomain();
            m_app->notebooks()->add(std::move(entry));
        }
    }

private Q_SLOTS:
    void init() { beginLooking(); }
    void cleanup() { close(); }

    void everythingIsSeen_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize &size : { QSize(560, 420), QSize(600, 700), QSize(715, 600), QSize(1000, 700),
                                   QSize(1366, 732), QSize(683, 348) })
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void everythingIsSeen()
    {
        QFETCH(QSize, size);
        resize(size);
        const QString scale = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            look(QStringLiteral("%1-%2-%3-welcome").arg(QLatin1String(QTest::currentDataTag()), scale,
                     theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
        fill();
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            const QString prefix = QStringLiteral("%1-%2-%3-").arg(QLatin1String(QTest::currentDataTag()), scale,
                theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
            look(prefix + QStringLiteral("note"));
            lookAtDialogs(prefix);
            lookAtForms(prefix);
            m_app->notebook()->notes()->setShowsTrash(true);
            look(prefix + QStringLiteral("trash"));
            m_app->notebook()->notes()->setShowsTrash(false);
        }
        Notebook *other = m_app->createNotebook(QStringLiteral("Kitchen"), {});
        QTRY_VERIFY(other->isLoaded());
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            look(QStringLiteral("%1-%2-%3-empty").arg(QLatin1String(QTest::currentDataTag()), scale,
                     theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
        QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    }

    void aConnectionIsTriedStepByStep_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("isGood");
        for (const QSize &size : { QSize(560, 860), QSize(1000, 860) }) {
            for (const bool isGood : { true, false })
                QTest::addRow("%dx%d-%s", size.width(), size.height(), isGood ? "good" : "bad") << size << isGood;
        }
    }
    void aConnectionIsTriedStepByStep()
    {
        QFETCH(QSize, size);
        QFETCH(bool, isGood);
        using Broker = mld::test::MosquittoBroker;
        Broker broker({ .security = isGood ? Broker::Security::Tls : Broker::Security::TlsOtherName });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        MessagingService service = mqttAt(QStringLiteral("localhost"), broker.port(), true);
        service.values.insert(QStringLiteral("ca"), broker.caFile());
        const QString id = m_app->keepService(service, {});
        m_window->resize(size);
        QTRY_COMPARE(m_window->contentItem()->size(), QSizeF(size));
        QObject *popup = dialog("ServiceDialog");
        auto *form = m_window->findChild<ServiceForm *>();
        QVERIFY(popup && form);
        const QString scale = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            QMetaObject::invokeMethod(popup, "openService", Q_ARG(QString, id));
            QTRY_VERIFY(popup->property("opened").toBool());
            QQuickItem *steps = item("connectionSteps");
            QVERIFY(!steps->isVisible());
            form->test();
            QTRY_VERIFY(steps->isVisible() && steps->height() > 0);
            const double before = steps->height();
            QTRY_VERIFY_WITH_TIMEOUT(!form->isTesting(), 20'000);
            QCOMPARE(form->isTestGood(), isGood);
            QTest::qWait(0);
            QCOMPARE(steps->height(), before); // so nothing below has moved
            const int securing = int(mld::ConnectionStep::Secured);
            const auto at = [form](int row, int role) {
                return form->steps()->data(form->steps()->index(row), role);
            };
            QCOMPARE(at(securing, ConnectionStepsModel::StateRole).toInt(),
                     int(isGood ? ConnectionStepsModel::Done : ConnectionStepsModel::Failed));
            QVERIFY(at(securing, ConnectionStepsModel::SpokenRole).toString().contains(
                isGood ? QStringLiteral("done. By the certificate of server") : QStringLiteral("failed. The certificate")));
            // All of them are in sight.
            QQuickItem *last = nullptr;
            for (QQuickItem *row : steps->childItems().constFirst()->childItems()) {
                if (row->objectName() == QLatin1String("connectionStep"))
                    last = row;
            }
            QVERIFY(last);
            QTRY_VERIFY(last->mapToScene({ 0, last->height() }).y() <= m_window->height());
            look(QStringLiteral("%1-%2-%3-steps").arg(QLatin1String(QTest::currentDataTag()), scale,
                     theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light")));
            QMetaObject::invokeMethod(popup, "close");
            QTRY_VERIFY(!popup->property("visible").toBool());
            form->clear();
            QCOMPARE(form->steps()->count(), 0);
        }
        QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    }

    void anAccountIsHadByEMail_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize &size : { QSize(560, 420), QSize(1000, 860) })
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void anAccountIsHadByEMail()
    {
        if (!mld::serviceOf(QStringLiteral("gateway"))->unavailable().isEmpty())
            QSKIP("This build knows no service that gives accounts.");
        QFETCH(QSize, size);
        // A gateway as far as it goes: it sends codes, and takes none.
        QTcpServer gateway;
        QVERIFY(gateway.listen(QHostAddress::LocalHost));
        connect(&gateway, &QTcpServer::newConnection, &gateway, [&gateway] {
            QTcpSocket *socket = gateway.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                const bool isForCode = socket->readAll().contains("/activation");
                const QByteArray body = isForCode ? "{\"jwe\":\"ab\"}" : "{}";
                socket->write((isForCode ? "HTTP/1.1 200 OK" : "HTTP/1.1 500 No")
                              + QByteArray("\r\nConnection: close\r\nContent-Length: ")
                              + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                socket->disconnectFromHost();
            });
        });
        m_window->resize(size);
        QTRY_COMPARE(m_window->contentItem()->size(), QSizeF(size));
        QObject *popup = dialog("ServiceDialog");
        auto *form = m_window->findChild<ServiceForm *>();
        const QString scale = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
        const auto field = [this](const char *name) { return item(name)->property("field").value<QQuickItem *>(); };
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            const QString prefix = QStringLiteral("%1-%2-%3-account").arg(QLatin1String(QTest::currentDataTag()), scale,
                theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
            QMetaObject::invokeMethod(popup, "openNew");
            QTRY_VERIFY(popup->property("opened").toBool());
            popup->setProperty("chosenKind", QStringLiteral("gateway"));
            look(prefix + QStringLiteral("-chooser"));
            QMetaObject::invokeMethod(popup, "next");
            form->fields()->setValue(QStringLiteral("uri"), QStringLiteral("http://127.0.0.1:%1").arg(gateway.serverPort()));
            form->fields()->setValue(QStringLiteral("account"), QStringLiteral("ada"));
            // By the keyboard alone: Return sends what is being filled in, and keeps nothing.
            field("accountEmail")->forceActiveFocus();
            type(QStringLiteral("ada"));
            press(Qt::Key_Return);
            QTRY_VERIFY(!item("accountEmail")->property("fault").toString().isEmpty());
            type(QStringLiteral("@example.org"));
            press(Qt::Key_Return);
            QTRY_VERIFY(form->account()->isCodeSent());
            QTRY_COMPARE(m_window->activeFocusItem(), field("accountCode"));
            look(prefix + QStringLiteral("-sent"));
            type(QStringLiteral("123456"));
            press(Qt::Key_Return);
            QTRY_VERIFY(!item("accountCode")->property("fault").toString().isEmpty());
            look(prefix + QStringLiteral("-wrong"));
            QVERIFY(popup->property("opened").toBool() && m_app->services()->count() == 1);
            // A code is for the account that it was asked for.
            form->fields()->setValue(QStringLiteral("account"), QStringLiteral("eve"));
            QTRY_VERIFY(!item("accountCode")->isVisible());
            QMetaObject::invokeMethod(popup, "close");
            QTRY_VERIFY(!popup->property("visible").toBool());
        }
        QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    }

    void aNotebookThatIsThereIsCopied()
    {
        if (!mld::serviceOf(QStringLiteral("gateway"))->unavailable().isEmpty())
            QSKIP("This build knows no service that names notebooks.");
        makeNotebook(QStringLiteral("Allotment"));
        MessagingService service { {}, QStringLiteral("gateway"), {},
                                   { { QStringLiteral("uri"), QStringLiteral("http://127.0.0.1:1") },
                                     { QStringLiteral("account"), QStringLiteral("ada") } }, {} };
        const QString id = m_app->keepService(service, {});
        QObject *popup = dialog("ServiceChoiceDialog");
        for (const auto theme : { AppSettings::Theme::Light, AppSettings::Theme::Dark }) {
            m_app->settings()->setTheme(theme);
            const QString prefix = QStringLiteral("copy-%1").arg(
                theme == AppSettings::Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
            QMetaObject::invokeMethod(popup, "choose", Q_ARG(commonplace::Notebook *, m_app->notebook()),
                                      Q_ARG(bool, true));
            QTRY_VERIFY(popup->property("opened").toBool());
            QCOMPARE(popup->property("serviceId").toString(), id);
            QVERIFY(item("moveFault")->isVisible());
            look(prefix);
            // Nobody is there, which is said; the notebook stays as it is, and there is no other.
            QVERIFY(QMetaObject::invokeMethod(item("useService"), "clicked"));
            QTRY_COMPARE(items([](const QQuickItem *item) {
                             return item->objectName() == QLatin1String("makerNews") && item->isVisible()
                                 && item->property("text").toString().contains(QStringLiteral("127.0.0.1"));
                         }).size(), 1);
            look(prefix + QStringLiteral("-unreachable"));
            QCOMPARE(m_app->notebooks()->count(), 1);
            QVERIFY(m_app->notebook()->serviceId().isEmpty());
            QMetaObject::invokeMethod(popup, "close");
            QTRY_VERIFY(!popup->property("visible").toBool());
        }
        QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    }

    void formatsAreAtHandInEveryWindow()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Plans"), QStringLiteral("beans"));
        for (const int width : { 560, 600, 714, 715, 716, 860, 999, 1000, 1001, 1079, 1080, 1400 }) {
            m_window->resize(width, 700);
            QTRY_COMPARE(m_window->contentItem()->width(), double(width));
            QVERIFY(!m_window->grabWindow().isNull());
            const bool hasMore = item("formatMore")->isVisible();
            int shown = 0;
            for (int i = 0; i < 7; ++i) {
                QQuickItem *button = item(qPrintable(QStringLiteral("format%1").arg(i)));
                shown += button->isVisible();
                if (button->isVisible())
                    QVERIFY(button->mapRectToScene(button->boundingRect()).right() < item("undoButton")->mapToScene({}).x());
            }
            QVERIFY2(shown >= 2 && hasMore == (shown < 7), qPrintable(QStringLiteral("%1: %2").arg(width).arg(shown)));
            const QQuickItem *last = item("noteMenuButton");
            QVERIFY(last->mapRectToScene(last->boundingRect()).right() <= width);
        }
        // What does not fit is in a menu.
        m_window->resize(560, 700);
        QTRY_VERIFY(item("formatMore")->isVisible());
        QTest::mouseClick(m_window, Qt::LeftButton, {}, item("formatMore")->mapToScene({ 10, 10 }).toPoint());
        const auto link = [this] { return item("moreFormat6"); };
        QTRY_VERIFY(link() && link()->isVisible());
        QCOMPARE(link()->property("text").toString(), QStringLiteral("Link"));
        QVERIFY(!item("moreFormat0")->isVisible());
        // Not by the mouse: the menu may still move.
        auto *menu = link()->property("menu").value<QObject *>();
        QTRY_VERIFY(menu->property("opened").toBool());
        QVERIFY(QMetaObject::invokeMethod(link(), "triggered"));
        QVERIFY(QMetaObject::invokeMethod(menu, "close"));
        QTRY_VERIFY(body().contains(QStringLiteral("](")));
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
    }

    void tipsKeepOutOfTheWay()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Plans"), QStringLiteral("beans"));
        m_app->notebook()->trash(m_app->notebook()->createNote(QStringLiteral("Old")));
        const auto tips = [this] {
            QStringList shown;
            for (QObject *tip : m_window->findChildren<QObject *>()) {
                if (tip->inherits("QQuickToolTip") && tip->property("visible").toBool())
                    shown.append(tip->property("text").toString());
            }
            return shown;
        };
        const auto pointAt = [this](const char *name) {
            QQuickItem *target = item(name);
            QTest::mouseMove(m_window, target->mapToScene(target->boundingRect().center()).toPoint());
        };
        // What is all said has no tip, not even an empty one.
        QTRY_VERIFY(item("trashButton")->isVisible());
        pointAt("trashButton");
        QTRY_VERIFY(item("trashButton")->property("hovered").toBool());
        QObject *empty = nullptr;
        for (QObject *tip : m_window->findChildren<QObject *>()) {
            if (tip->inherits("QQuickToolTip") && tip->property("parent").value<QQuickItem *>() == item("trashButton"))
                empty = tip;
        }
        QVERIFY(empty && empty->property("isWanted").toBool());
        QSignalSpy shown(empty, SIGNAL(visibleChanged()));
        QVERIFY(!shown.wait(900)); // it would take half a second
        QCOMPARE(tips(), QStringList());

        pointAt("shareButton");
        QTRY_COMPARE(tips().size(), 1);
        // A menu comes up by a key: the pointer rests where it was.
        QVERIFY(QMetaObject::invokeMethod(item("noteMenuButton"), "clicked"));
        QTRY_COMPARE(tips(), QStringList());
        press(Qt::Key_Escape);
        QTRY_COMPARE(tips().size(), 1);
        press(Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(tips(), QStringList());
        press(Qt::Key_Escape);

        // What a tip is about may go.
        pointAt("shareButton");
        QTRY_COMPARE(tips().size(), 1);
        m_app->removeNotebook(m_app->notebook());
        QTRY_COMPARE(tips(), QStringList());
    }

    void offlineCanBeTriedAgain()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QSignalSpy asked(&server, &QTcpServer::newConnection);
        connect(&server, &QTcpServer::newConnection, &server, [&server] { server.nextPendingConnection()->abort(); });
        m_app->keepService(mqttAt(QStringLiteral("127.0.0.1"), server.serverPort()), {});
        makeNotebook(QStringLiteral("Allotment"));
        QVERIFY(!m_app->notebook()->canRetry() || m_app->notebook()->tone() == Notebook::Tone::Offline);
        // Once the pauses between attempts have grown
        QTRY_VERIFY_WITH_TIMEOUT(asked.size() >= 3 && m_app->notebook()->canRetry(), 20'000);
        QTRY_VERIFY(item("retryButton")->isVisible());
        const auto before = asked.size();
        QVERIFY(QMetaObject::invokeMethod(item("retryButton"), "clicked"));
        QTRY_VERIFY_WITH_TIMEOUT(asked.size() > before, 500);
    }
};

QTEST_MAIN(TestScreens)
#include "tst_screens.moc"
