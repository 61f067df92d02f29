// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/language.h"
#include "ui/windowfixture.h"

#include <QDir>
#include <QTranslator>

namespace commonplace {

/// English as it would be in a script that is written from right to left.
class MirroredEnglish : public QTranslator
{
public:
    using QTranslator::QTranslator;
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *text, const char *, int n) const override
    {
        QString words = QString::fromUtf8(text);
        if (n >= 0)
            words.replace(QStringLiteral("%n"), QString::number(n));
        return QChar(0x200f) + words; // a mark that text engines take for a letter of such a script
    }
};

/// A window that is looked at: nothing sticks out, and no sentence is cut off. With COMMONPLACE_PICTURES=FOLDER,
/// pictures of all that is looked at are left there. COMMONPLACE_LANGUAGE is the language of the window; "rtl" stands for
/// one that is written from right to left.
class ScreenFixture : protected WindowFixture
{
protected:
    void beginLooking()
    {
        m_faults.clear();
        static const QString language = qEnvironmentVariable("COMMONPLACE_LANGUAGE");
        if (language == QLatin1String("rtl")) {
            if (QGuiApplication::layoutDirection() != Qt::RightToLeft)
                QCoreApplication::installTranslator(new MirroredEnglish(qApp));
            QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        } else if (!language.isEmpty() && spokenLanguage() != language) {
            speak(language);
            QCOMPARE(spokenLanguage(), language);
        }
        begin();
    }
    /// Makes the window so large, or so small.
    void resize(const QSize &size)
    {
        if (size.height() < m_window->minimumHeight()) {
            QTest::ignoreMessage(QtWarningMsg, "This plugin does not support propagateSizeHints()");
            m_window->setMinimumSize(size);
        }
        m_window->resize(size);
        QTRY_COMPARE(m_window->contentItem()->size(), QSizeF(size));
    }
    /// Sentences and buttons that are not to be read in full, of what is visible.
    QStringList cutOff(QQuickItem *below, const QRectF &clip) const
    {
        QStringList faults;
        for (QQuickItem *child : below->childItems()) {
            if (!child->isVisible() || child->opacity() == 0)
                continue;
            const QRectF place = child->mapRectToScene(child->boundingRect());
            const QString text = child->property("text").toString();
            if (child->inherits("QQuickText") && text.size() > 1 && place.intersects(clip)) {
                const double wanted = child->property("contentWidth").toDouble();
                const bool isName = child->property("elide").toInt() == Qt::ElideRight
                    && child->property("wrapMode").toInt() == 0; // what people call things may be of any length
                if (wanted > child->width() + 1 && !isName)
                    faults.append(QStringLiteral("“%1” has %2 of %3").arg(text).arg(child->width()).arg(wanted));
                if (child->property("truncated").toBool() && !isName)
                    faults.append(QStringLiteral("“%1” is cut off").arg(text));
                if (!clip.adjusted(-1, -1, 1, 1).contains(place) && !isScrolled(child))
                    faults.append(QStringLiteral("“%1” sticks out").arg(text));
            }
            if ((child->inherits("QQuickText") && text.size() > 1) || child->inherits("QQuickAbstractButton")) {
                if (const QQuickItem *around = isOutside(child))
                    faults.append(QStringLiteral("“%1” sticks out of %2").arg(text, QLatin1String(around->metaObject()->className())));
            }
            faults += cutOff(child, clip);
        }
        return faults;
    }
    /// What is around an item and leaves a part of it out to the left or right.
    static const QQuickItem *isOutside(const QQuickItem *item)
    {
        const QRectF place = item->mapRectToScene(item->boundingRect());
        for (const QQuickItem *around = item->parentItem(); around; around = around->parentItem()) {
            const bool isFlickable = around->inherits("QQuickFlickable");
            if (!isFlickable && !around->inherits("QQuickRectangle") && !around->inherits("QQuickAbstractButton"))
                continue;
            const QRectF room = around->mapRectToScene(around->boundingRect()).adjusted(-1, 0, 1, 0);
            if (place.left() < room.left() || place.right() > room.right())
                return around;
            if (isFlickable)
                return nullptr; // what is further out has the view within it
        }
        return nullptr;
    }
    static bool isScrolled(const QQuickItem *item)
    {
        for (; item; item = item->parentItem()) {
            if (item->inherits("QQuickFlickable"))
                return true;
        }
        return false;
    }
    /// What is wrong goes to m_faults.
    void look(const QString &name)
    {
        static const QString folder = qEnvironmentVariable("COMMONPLACE_PICTURES");
        if (!folder.isEmpty())
            QTest::qWait(150); // until what moves has come to rest
        const QImage picture = m_window->grabWindow();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty())
            picture.save(QDir(folder).filePath(name + QStringLiteral(".png")));
        const QStringList faults = cutOff(m_window->contentItem(), QRectF(QPointF(), m_window->size()));
        if (!faults.isEmpty())
            m_faults.append(name + QStringLiteral(": ") + faults.join(QStringLiteral("; ")));
    }

    QStringList m_faults;
};

} // namespace commonplace
