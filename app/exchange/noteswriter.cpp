// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/noteswriter.h"

#include "exchange/markdownfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace commonplace {
namespace {

constexpr qsizetype maxNameBytes = 120;
/// So many files of one name may stand there from before.
constexpr int maxTries = 1'000;

} // namespace

QString NotesWriter::fileName(const QString &title)
{
    QString name;
    for (const QChar c : title.simplified()) {
        const bool isForbidden = c.unicode() < 0x20 || c.unicode() == 0x7f || c.category() == QChar::Other_Format
            || QStringView(u"<>:\"/\\|?*").contains(c);
        name += isForbidden ? u'-' : c;
    }
    while (name.toUtf8().size() > maxNameBytes)
        name.chop(name.size() > 1 && name.back().isLowSurrogate() ? 2 : 1);
    // Names that begin with a dot are hidden; Windows drops dots and spaces at the end.
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1);
    static const QStringList devices { QStringLiteral("con"), QStringLiteral("prn"), QStringLiteral("aux"),
                                       QStringLiteral("nul") };
    if (devices.contains(name.toLower()))
        name.append(u'-');
    return name.isEmpty() ? QCoreApplication::translate("Exchange", "Untitled") : name;
}

mld::Result<void> NotesWriter::write(const PlainNote &note)
{
    if (!QDir().mkpath(m_folder)) {
        return mld::Error { mld::ErrorCode::StoreNoFolder,
                            QCoreApplication::translate("Exchange", "The folder “%1” cannot be made. Choose another.")
                                .arg(m_folder) };
    }
    const QString name = fileName(note.title);
    int &number = m_lastNumbers[name.toLower()];
    for (const int last = number + maxTries; number < last;) {
        ++number;
        const QString numbered = number == 1 ? name : QStringLiteral("%1 %2").arg(name).arg(number);
        QFile file(QDir(m_folder).filePath(numbered + QLatin1String(".md")));
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
            if (file.exists())
                continue;
            return mld::Error { mld::ErrorCode::StoreReadOnly,
                                QCoreApplication::translate("Exchange", "“%1” cannot be written: %2")
                                    .arg(file.fileName(), file.errorString()) };
        }
        const QByteArray bytes = markdownfile::write(note);
        if (file.write(bytes) != bytes.size() || !file.flush()) {
            const QString why = file.errorString();
            file.remove(); // half a note would pass for one
            return mld::Error { mld::ErrorCode::StoreFull,
                                QCoreApplication::translate("Exchange", "“%1” cannot be written: %2")
                                    .arg(file.fileName(), why) };
        }
        ++m_written;
        return {};
    }
    return mld::Error { mld::ErrorCode::StoreFailed,
                        QCoreApplication::translate("Exchange", "There are too many files called “%1” already.")
                            .arg(name) };
}

} // namespace commonplace
