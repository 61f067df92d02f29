// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/appsettings.h"

#include "settings/personcolours.h"

#include <QEvent>
#include <QGuiApplication>
#include <QJsonArray>
#include <QPalette>
#include <QRandomGenerator>

namespace commonplace {
namespace {

const QString fileName = QStringLiteral("settings.json");
constexpr int saveDelayMs = 500;

QString loginName()
{
    QString name = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    if (!name.isEmpty())
        name[0] = name.at(0).toUpper();
    return name.isEmpty() ? AppSettings::nameOfNobody() : name;
}

} // namespace

AppSettings::AppSettings(const Profile *profile, QObject *parent) : QObject(parent), m_profile(profile)
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &AppSettings::save);
    load();
    if (qGuiApp)
        qGuiApp->installEventFilter(this); // tells when the system turns dark
}

void AppSettings::load()
{
    const auto document = m_profile->readJson(fileName);
    if (!document) {
        m_loadProblem = document.error().message;
        m_isWritable = document.error().code == mld::ErrorCode::StoreDamaged;
    }
    const QJsonObject json = document ? document->object() : QJsonObject();
    m_displayName = json.value(QLatin1String("displayName")).toString(loginName());
    m_colour = json.value(QLatin1String("colour")).toString();
    if (!colours().contains(m_colour)) {
        m_colour = colours().at(QRandomGenerator::global()->bounded(int(colours().size())));
        m_saveTimer.start();
    }
    const QString theme = json.value(QLatin1String("theme")).toString();
    m_theme = theme == QLatin1String("light") ? Theme::Light
        : theme == QLatin1String("dark")      ? Theme::Dark
                                              : Theme::System;
    m_currentNotebook = json.value(QLatin1String("currentNotebook")).toString();
    const QJsonArray window = json.value(QLatin1String("window")).toArray();
    if (window.size() == 4)
        m_windowGeometry = QRect(window.at(0).toInt(), window.at(1).toInt(), window.at(2).toInt(),
                                 window.at(3).toInt());
}

void AppSettings::save()
{
    m_saveTimer.stop();
    if (!m_isWritable)
        return;
    QJsonObject json { { QStringLiteral("displayName"), m_displayName },
                       { QStringLiteral("colour"), m_colour },
                       { QStringLiteral("currentNotebook"), m_currentNotebook } };
    if (m_theme != Theme::System)
        json.insert(QStringLiteral("theme"), m_theme == Theme::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    if (m_windowGeometry.isValid())
        json.insert(QStringLiteral("window"),
                    QJsonArray { m_windowGeometry.x(), m_windowGeometry.y(), m_windowGeometry.width(),
                                 m_windowGeometry.height() });
    if (const auto saved = m_profile->writeJson(fileName, QJsonDocument(json)); !saved)
        Q_EMIT saveFailed(saved.error().message);
}

void AppSettings::setDisplayName(const QString &name)
{
    const QString simplified = name.simplified();
    if (simplified.isEmpty() || simplified == m_displayName)
        return;
    m_displayName = simplified;
    m_saveTimer.start();
    Q_EMIT displayNameChanged();
}

void AppSettings::setColour(const QString &colour)
{
    if (colour == m_colour || !colours().contains(colour))
        return;
    m_colour = colour;
    m_saveTimer.start();
    Q_EMIT colourChanged();
}

QStringList AppSettings::colours() const
{
    return personColours();
}

void AppSettings::setTheme(Theme theme)
{
    if (theme == m_theme)
        return;
    const bool wasDark = isDark();
    m_theme = theme;
    m_saveTimer.start();
    Q_EMIT themeChanged();
    if (wasDark != isDark())
        Q_EMIT isDarkChanged();
}

bool AppSettings::isDark() const
{
    if (m_theme != Theme::System || !qGuiApp)
        return m_theme == Theme::Dark;
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

bool AppSettings::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && m_theme == Theme::System)
        Q_EMIT isDarkChanged();
    return QObject::eventFilter(object, event);
}

void AppSettings::setCurrentNotebook(const QString &id)
{
    if (id == m_currentNotebook)
        return;
    m_currentNotebook = id;
    m_saveTimer.start();
}

void AppSettings::setWindowGeometry(const QRect &geometry)
{
    if (geometry == m_windowGeometry)
        return;
    m_windowGeometry = geometry;
    m_saveTimer.start();
}

} // namespace commonplace
