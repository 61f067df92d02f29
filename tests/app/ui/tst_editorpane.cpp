// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/windowfixture.h"

#include <QQmlProperty>

using namespace commonplace;

/// What stands around the text: the buttons and faces above it, and where links lead.
class TestEditorPane : public QObject, private WindowFixture
{
    Q_OBJECT

    /// Whether those that are seen stand in a row, with none upon another.
    bool formatButtonsStandApart() const
    {
        QList<double> places;
        const QList<QQuickItem *> items = item("format0")->parentItem()->childItems();
        for (const QQuickItem *each : items) {
            if (each->isVisible() && each->objectName().startsWith(QLatin1String("format")))
                places.append(each->x());
        }
        std::sort(places.begin(), places.end());
        for (qsizetype i = 1; i < places.size(); ++i) {
            if (places.at(i) - places.at(i - 1) < 34)
                return false;
        }
        return !places.isEmpty();
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { close(); }

    void aLinkInTheTextLeadsToItsNote()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Peas"), QStringLiteral("sweet"));
        writeNote(QStringLiteral("Plans"), QStringLiteral("See [[peas]]"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(editor()->title(), QStringLiteral("Peas"));
        QTRY_COMPARE(body(), QStringLiteral("sweet"));
        QVERIFY(item("bodyArea")->hasActiveFocus());
        // One that is not there yet is made; and where there is no link, nothing happens.
        writeNote(QStringLiteral("More plans"), QStringLiteral("[[Leeks]] "));
        press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(editor()->title(), QStringLiteral("More plans"));
        press(Qt::Key_Left);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(editor()->title(), QStringLiteral("Leeks"));
        QCOMPARE(m_app->notebook()->notes()->count(), 4);
    }

    void buttonsStandBesideEachOtherInAnyWindow()
    {
        makeNotebook(QStringLiteral("Allotment"));
        writeNote(QStringLiteral("Plans"), {});
        for (const int width : { 1100, 560, 1000, 700, 620, 715, 683, 600, 900, 580, 1200 }) {
            m_window->resize(width, 700);
            QTRY_VERIFY(formatButtonsStandApart());
            // Faces come and go beside them.
            const QQmlProperty margin(item("format0")->parentItem()->parentItem()->parentItem(),
                                      QStringLiteral("anchors.rightMargin"));
            for (const int faces : { 14, 120, 50, 150, 14 }) {
                QVERIFY(margin.write(faces));
                QVERIFY(QTest::qWaitFor([&, drawn = 0]() mutable { // with the next frames
                    m_window->update();
                    return ++drawn > 4;
                }));
                QVERIFY2(formatButtonsStandApart(), qPrintable(QStringLiteral("%1, %2").arg(width).arg(faces)));
            }
        }
    }

    void manyFacesLeaveRoom()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        const QString note = m_app->notebook()->notes()->idAt(0);
        PeopleModel *people = m_app->notebook()->people();
        const auto carets = [&] {
            return items([](const QQuickItem *item) {
                       return QLatin1String(item->metaObject()->className()).startsWith(QLatin1String("PeerCaret_"));
                   }).size();
        };
        for (int i = 0; i < 20; ++i) {
            AwarenessState state;
            state.clone = QStringLiteral("clone%1").arg(i);
            state.name = QStringLiteral("Member %1").arg(i);
            state.note = note;
            state.caret = 0;
            state.anchor = 0;
            people->hear(state);
        }
        QCOMPARE(people->count(), 20);
        for (const QSize &size : { QSize(1200, 760), QSize(720, 600), QSize(560, 420) }) {
            m_window->resize(size);
            QTRY_COMPARE(m_window->width(), size.width());
            QTRY_VERIFY(item("moreFaces")->isVisible());
            const qsizetype faces = items("face").size();
            QVERIFY2(faces >= 2 && faces <= 6, QByteArray::number(faces));
            QCOMPARE(item("moreFaces")->property("initial").toString(), QStringLiteral("+%1").arg(20 - faces));
            QQuickItem *menu = item("noteMenuButton");
            QTRY_VERIFY(menu->mapToScene(QPointF(menu->width(), 0)).x() <= size.width());
        }
        QVERIFY(people->names().contains(QStringLiteral("Member 0")));
        QVERIFY2(people->names().endsWith(QStringLiteral("8 more")), qPrintable(people->names()));
        QTRY_COMPARE(carets(), 20);
        // As many dots at the note in the list as there is room for.
        QVERIFY(people->coloursByNote().value(note).size() <= 5);
        people->setPresent({});
        QTRY_COMPARE(carets(), 0);
        QTRY_VERIFY(!item("moreFaces")->isVisible());
    }

    void aFaceLeadsToWhereItsPersonIs()
    {
        makeNotebook(QStringLiteral("Allotment"));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Plans"));
        press(Qt::Key_Return);
        QTRY_VERIFY(item("bodyArea")->hasActiveFocus());
        const QString plans = m_app->notebook()->notes()->idAt(0);
        const QString text = QStringLiteral("A line of the plans.\n").repeated(200);
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea"), "insert", Q_ARG(int, 0), Q_ARG(QString, text)));
        press(Qt::Key_N, Qt::ControlModifier);
        type(QStringLiteral("Seeds"));
        QTRY_COMPARE(m_app->notebook()->notes()->count(), 2);
        const QString seeds = item("bodyArea")->property("text").toString();
        QCOMPARE(seeds, QString());
        AwarenessState state;
        state.clone = QStringLiteral("ben");
        state.name = QStringLiteral("Ben");
        PeopleModel *people = m_app->notebook()->people();
        people->hear(state); // who is in no note leads nowhere
        QTRY_COMPARE(items("face").size(), 1);
        QVERIFY(!items("face").first()->isEnabled());
        state.note = plans;
        state.caret = int(text.size());
        state.anchor = state.caret;
        people->hear(state);
        QTRY_VERIFY(items("face").first()->isEnabled());
        QTest::mouseClick(m_window, Qt::LeftButton, {}, items("face").first()->mapToScene({ 15, 15 }).toPoint());
        QTRY_COMPARE(item("bodyArea")->property("text").toString(), text);
        const auto view = [this](const char *name) { return item("bodyArea")->property(name).toDouble(); };
        QTRY_VERIFY(view("viewTop") > 0);
        QRectF caret;
        QVERIFY(QMetaObject::invokeMethod(item("bodyArea"), "positionToRectangle", Q_RETURN_ARG(QRectF, caret),
                                          Q_ARG(int, state.caret)));
        QVERIFY(caret.top() >= view("viewTop") && caret.bottom() <= view("viewTop") + view("viewHeight"));
    }
};

QTEST_MAIN(TestEditorPane)
#include "tst_editorpane.moc"
