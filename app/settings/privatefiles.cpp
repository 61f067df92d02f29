// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/privatefiles.h"

#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace commonplace {
namespace {

constexpr QFile::Permissions privateFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions privateFolder = privateFile | QFile::ExeOwner;

bool isOurs(const QFileInfo &entry)
{
    const QString name = entry.fileName();
    return entry.isDir() ? name == QLatin1String("notebooks")
                         : name == QLatin1String("lock") || name.contains(QLatin1String(".json"));
}

void makeFilesPrivate(const QDir &folder)
{
    const auto files = folder.entryInfoList(QDir::Files | QDir::Hidden | QDir::NoSymLinks);
    for (const QFileInfo &file : files)
        QFile::setPermissions(file.filePath(), privateFile);
}

} // namespace

void makeNewFilesPrivate()
{
#ifdef Q_OS_UNIX
    ::umask(077);
#endif
}

void makeProfilePrivate(const QDir &profile)
{
    bool isOnlyOurs = true;
    const auto entries = profile.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        isOnlyOurs &= isOurs(entry);
        if (!isOurs(entry) || entry.isSymLink())
            continue;
        if (entry.isDir()) {
            QFile::setPermissions(entry.filePath(), privateFolder);
            makeFilesPrivate(QDir(entry.filePath()));
        } else {
            QFile::setPermissions(entry.filePath(), privateFile);
        }
    }
    // A person may have chosen a folder that has other uses, and other users.
    if (isOnlyOurs)
        QFile::setPermissions(profile.absolutePath(), privateFolder);
}

} // namespace commonplace
