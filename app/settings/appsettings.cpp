// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/appsettings.h"

#include "settings/language.h"
#include "settings/personcolours.h"

#include <QEvent>
#include <QFile>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLocale>
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

QString languageOf(const QJsonObject &json)
{
    const QString code = json.value(QLatin1String("language")).toString();
    return languageFor(code, {}) == code ? code : QString(); // an older Commonplace may know fewer
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
    if (m_displayName.isEmpty() || isNameOfNobody(m_displayName))
        m_displayName = nameOfNobody();
    m_colour = json.value(QLatin1String("colour")).toString();
    if (!colours().contains(m_colour)) {
        m_colour = colours().at(QRandomGenerator::global()->bounded(int(colours().size())));
        m_saveTimer.start();
    }
    const QString theme = json.value(QLatin1String("theme")).toString();
    m_theme = theme == QLatin1String("light") ? Theme::Light
        : theme == QLatin1String("dark")      ? Theme::Dark
                                              : Theme::System;
    m_language = languageOf(json);
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
    // The name of nobody is another one in another language, and kept as none.
    QJsonObject json { { QStringLiteral("displayName"), nameForOthers() },
                       { QStringLiteral("colour"), m_colour },
                       { QStringLiteral("currentNotebook"), m_currentNotebook } };
    if (!m_language.isEmpty())
        json.insert(QStringLiteral("language"), m_language);
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

void AppSettings::setLanguage(const QString &code)
{
    if (code == m_language || (!code.isEmpty() && languageFor(code, {}) != code))
        return;
    m_language = code;
    m_saveTimer.start();
    Q_EMIT languageChanged();
}

QVariantList AppSettings::languageChoices() const
{
    QVariantList choices { QVariantMap { { QStringLiteral("code"), QString() }, { QStringLiteral("name"), tr("As the system") } } };
    for (const Language &language : languages())
        choices.append(QVariantMap { { QStringLiteral("code"), language.code }, { QStringLiteral("name"), language.name } });
    return choices;
}

bool AppSettings::isLanguageForLater() const
{
    return languageFor(m_language, QLocale::system().uiLanguages()) != spokenLanguage();
}

QString AppSettings::languageIn(const Profile &profile)
{
    // Not by readJson(): what is damaged is put away only where that is said.
    QFile file(profile.filePath(fileName));
    return file.open(QIODevice::ReadOnly) ? languageOf(QJsonDocument::fromJson(file.readAll()).object()) : QString();
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
