// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/profile.h"

#include <QJsonObject>
#include <QObject>
#include <QRect>
#include <QStringList>
#include <QTimer>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// What a person has chosen in this profile: how others see them, and how the window looks. Kept in
/// `settings.json`; never a secret.
class AppSettings : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App has it")
    /// How others see the person.
    Q_PROPERTY(QString displayName READ displayName WRITE setDisplayName NOTIFY displayNameChanged)
    /// The name that others are told: empty if there is none but "Me".
    Q_PROPERTY(QString nameForOthers READ nameForOthers NOTIFY displayNameChanged)
    /// The person's colour, "#rrggbb".
    Q_PROPERTY(QString colour READ colour WRITE setColour NOTIFY colourChanged)
    /// The colours to choose from.
    Q_PROPERTY(QStringList colours READ colours CONSTANT)
    Q_PROPERTY(Theme theme READ theme WRITE setTheme NOTIFY themeChanged)
    /// Whether the window is dark now: the choice, or the system's.
    Q_PROPERTY(bool isDark READ isDark NOTIFY isDarkChanged)
    /// The code of the language that the person has chosen, such as "de"; empty for the system's.
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged)
    /// The languages to choose from: objects with a `code` and a `name`.
    Q_PROPERTY(QVariantList languages READ languageChoices CONSTANT)
    /// The choice is not the language that is spoken now: it will be from the next start on.
    Q_PROPERTY(bool isLanguageForLater READ isLanguageForLater NOTIFY languageChanged)

public:
    enum class Theme { System, Light, Dark };
    Q_ENUM(Theme)

    /// Reads the settings; with none yet, the name is the login name and the colour any.
    explicit AppSettings(const Profile *profile, QObject *parent = nullptr);

    /// The name of who has none, not even for logging in. It tells others nothing.
    static QString nameOfNobody() { return tr("Me"); }
    /// Whether a name is that, here or where somebody uses another language.
    static bool isNameOfNobody(const QString &name) { return name == nameOfNobody() || name == QLatin1String("Me"); }
    QString displayName() const { return m_displayName; }
    QString nameForOthers() const { return isNameOfNobody(m_displayName) ? QString() : m_displayName; }
    void setDisplayName(const QString &name);
    QString colour() const { return m_colour; }
    void setColour(const QString &colour);
    QStringList colours() const;
    Theme theme() const { return m_theme; }
    void setTheme(Theme theme);
    bool isDark() const;
    QString language() const { return m_language; }
    void setLanguage(const QString &code);
    QVariantList languageChoices() const;
    bool isLanguageForLater() const;
    /// The language that was chosen in a profile, read before anything else of it: for speak().
    static QString languageIn(const Profile &profile);

    /// The notebook that was open last.
    QString currentNotebook() const { return m_currentNotebook; }
    void setCurrentNotebook(const QString &id);
    /// Where the window stood; invalid if it never did.
    QRect windowGeometry() const { return m_windowGeometry; }
    void setWindowGeometry(const QRect &geometry);

    /// Why the settings could not be read, for people; empty if they could.
    QString loadProblem() const { return m_loadProblem; }

    /// Writes now what has been changed, instead of in a moment.
    void save();

Q_SIGNALS:
    void displayNameChanged();
    void colourChanged();
    void themeChanged();
    void isDarkChanged();
    void languageChanged();
    void saveFailed(const QString &message);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void load();

    const Profile *m_profile;
    QTimer m_saveTimer;
    QString m_displayName;
    QString m_colour;
    QString m_language;
    QString m_currentNotebook;
    Theme m_theme = Theme::System;
    QRect m_windowGeometry;
    QString m_loadProblem;
    bool m_isWritable = true; ///< false: what is there could not be read, and is not replaced
};

} // namespace commonplace
