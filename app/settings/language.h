// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace commonplace {

/// A language that there are words in.
struct Language
{
    QString code; ///< as ISO 639 has it: "de"
    QString name; ///< as those who speak it call it
};

/// All of them; the first is the one that the sources are written in.
const QList<Language> &languages();

/// The language that a choice comes to: the chosen one; or, if there are no words in it or `choice` is empty, the first
/// that there are words in of those that the person prefers (`preferred`, such as "de-AT"), or else the sources' own.
QString languageFor(const QString &choice, const QStringList &preferred);

/// Has everything said in a language from now on (empty: the system's): our words, those of Qt's dialogs where they are
/// installed, dates, and the direction of reading. What has been said already stays as it is, so this comes before
/// anything is shown. In the thread of the application object, which must be there.
void speak(const QString &choice);

/// What speak() came to last; the sources' own language before.
QString spokenLanguage();

} // namespace commonplace
