// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/app.h"
#include "ui/noteeditor.h"
#include "ui/program.h"

#include "settings/fakesecretstore.h"
#include "support/expectedwarnings.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

namespace commonplace {

/// The whole window, driven by keys as a person drives it. Any warning of the QML engine fails the test.
class WindowFixture
{
protected:
    /// A window on a profile of its own.
    void begin()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_dir = std::make_unique<QTemporaryDir>();
        open();
    }
    void open()
    {
        // Qt makes rows beyond the view of a list a little later, and says so if it has become shorter by then.
        m_lateRows.emplace(QStringLiteral("DelegateModel::cancel: index out range"));
        m_keychain = std::make_unique<FakeSecretStore>();
        m_app = std::make_unique<App>(std::move(*Profile::create(QStringLiteral("test"), m_dir->path())), m_keychain.get());
        m_engine = std::make_unique<QQmlApplicationEngine>();
        prepareEngine(*m_engine);
        m_engine->load(QUrl(mainQmlUrl()));
        QVERIFY(!m_engine->rootObjects().isEmpty());
        m_window = qobject_cast<QQuickWindow *>(m_engine->rootObjects().constFirst());
        m_window->show();
        m_window->requestActivate();
        QVERIFY(QTest::qWaitForWindowActive(m_window));
        m_app->start();
    }
    void close()
    {
        QSignalSpy stopped(m_app.get(), &App::stopped);
        m_app->stop();
        QVERIFY(stopped.wait(8000));
        m_engine.reset();
        m_app.reset();
        m_lateRows.reset();
    }

    QQuickItem *item(const char *name) const
    {
        if (auto *found = m_window->findChild<QQuickItem *>(QLatin1String(name)))
            return found;
        return shownItem(m_window->contentItem(), QLatin1String(name)); // of a repeater or list
    }
    static QQuickItem *shownItem(QQuickItem *below, const QString &name)
    {
        for (QQuickItem *child : below->childItems()) {
            if (child->objectName() == name)
                return child;
            if (QQuickItem *found = shownItem(child, name))
                return found;
        }
        return nullptr;
    }
    /// All that are in the window and pass, made by a list or not.
    template <typename Test>
    QList<QQuickItem *> items(Test test) const
    {
        QList<QQuickItem *> found;
        QList<QQuickItem *> open { m_window->contentItem() };
        while (!open.isEmpty()) {
            QQuickItem *next = open.takeLast();
            open += next->childItems();
            if (test(next))
                found.append(next);
        }
        return found;
    }
    QList<QQuickItem *> items(const char *name) const
    {
        return items([name](const QQuickItem *item) { return item->objectName() == QLatin1String(name); });
    }
    void type(const QString &text)
    {
        for (const QChar c : text)
            QTest::keyClick(m_window, c.toLatin1());
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_window, key, modifiers); }
    QString body() const { return item("bodyArea")->property("text").toString(); }
    QObject *dialog(const char *type) const
    {
        for (QObject *child : m_window->findChildren<QObject *>()) {
            if (QLatin1String(child->metaObject()->className()).startsWith(QLatin1String(type)))
                return child;
        }
        return nullptr;
    }
    void makeNotebook(const QString &name)
    {
        press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        type(name);
        press(Qt::Key_Return);
        QTRY_VERIFY(m_app->notebook() && m_app->notebook()->isReady());
        QTRY_VERIFY(m_window->title().startsWith(name) || m_window->title().contains(name));
    }
    /// What has the keyboard; null if it is nothing that a person could see.
    QQuickItem *keyboardOwner() const
    {
        QQuickItem *owner = m_window->activeFocusItem();
        if (!owner || owner == m_window->contentItem() || !owner->isVisible() || owner->width() <= 0)
            return nullptr;
        const QRectF place = owner->mapRectToScene({ 0, 0, owner->width(), owner->height() });
        return place.intersects(QRectF(QPointF(), m_window->size())) ? owner : nullptr;
    }
    void writeNote(const QString &title, const QString &text)
    {
        press(Qt::Key_N, Qt::ControlModifier);
        type(title);
        press(Qt::Key_Return);
        type(text);
    }
    NoteEditor *editor() const { return m_window->findChild<NoteEditor *>(); }

    std::optional<mld::test::ExpectedWarnings> m_lateRows;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<App> m_app;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    QQuickWindow *m_window = nullptr;
};

} // namespace commonplace
