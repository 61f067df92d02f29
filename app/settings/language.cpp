// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/language.h"

#include <QGuiApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <utility>
#include <vector>

namespace commonplace {
namespace {

/// What speak() has installed, which belongs to the application object.
struct Spoken
{
    QString language = languages().constFirst().code;
    std::vector<QTranslator *> words;
};
Spoken &spoken()
{
    static Spoken now;
    return now;
}

void install(const QString &file, const QString &folder)
{
    auto *words = new QTranslator(qApp);
    if (words->load(file, folder) && QCoreApplication::installTranslator(words))
        spoken().words.push_back(words);
    else
        delete words; // Qt's own are not installed everywhere
}

} // namespace

const QList<Language> &languages()
{
    static const QList<Language> all { { QStringLiteral("en"), QStringLiteral("English") },
                                       { QStringLiteral("de"), QStringLiteral("Deutsch") } };
    return all;
}

QString languageFor(const QString &choice, const QStringList &preferred)
{
    for (const QString &wanted : QStringList(choice) + preferred) {
        for (const Language &language : languages()) {
            if (wanted == language.code || wanted.startsWith(language.code + u'-'))
                return language.code;
        }
    }
    return languages().constFirst().code;
}

void speak(const QString &choice)
{
    for (QTranslator *words : std::exchange(spoken().words, {}))
        delete words; // which uninstalls them
    const QLocale system = QLocale::system();
    const QString language = languageFor(choice, system.uiLanguages());
    spoken().language = language;
    for (const char *part : { "qtbase_", "qtdeclarative_" })
        install(QLatin1String(part) + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("commonplace_") + language, QStringLiteral(":/i18n"));
    // Whoever's system speaks the language has its dates as they are there; and whose system speaks one that we do not,
    // at least those.
    const QLocale locale(language);
    const bool isSystems = choice.isEmpty() || locale.language() == system.language();
    QLocale::setDefault(isSystems ? system : locale);
    if (locale.textDirection() == Qt::RightToLeft && qGuiApp)
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
}

QString spokenLanguage()
{
    return spoken().language;
}

} // namespace commonplace
