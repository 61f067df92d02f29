// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/profile.h"

#include "settings/privatefiles.h"
#include "settings/words.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace commonplace {
namespace {

/// Removes a lock file that nobody holds. After a power cut there may be anything in it, or nothing, and
/// its process id may be another program's by now: only the kernel knows whether its owner still lives.
bool removeStaleLock(const QString &path)
{
#ifdef Q_OS_UNIX
    const QByteArray name = QFile::encodeName(path);
    const int descriptor = ::open(name.constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return false;
    struct stat opened = {};
    struct stat named = {};
    // QLockFile holds this lock as long as it is locked. Another start may have replaced the file meanwhile.
    const bool isStale = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &opened) == 0
        && ::lstat(name.constData(), &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
        && ::unlink(name.constData()) == 0;
    ::close(descriptor);
    return isStale;
#else
    Q_UNUSED(path)
    return false;
#endif
}

} // namespace

mld::Result<Profile> Profile::create(const QString &name, const QString &folder)
{
    static const QRegularExpression allowed(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"));
    if (!allowed.match(name).hasMatch())
        return mld::Error { mld::ErrorCode::BadConfiguration,
                            Words::tr("“%1” cannot be the name of a profile: use letters, digits, “-”, “_” and “.”.")
                                .arg(name) };
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    const QDir dir(folder.isEmpty() ? data + QLatin1String("/commonplace/") + name : folder);
    if (!dir.mkpath(QStringLiteral(".")))
        return mld::Error { mld::ErrorCode::StoreReadOnly,
                            Words::tr("The folder %1 cannot be made. Check that you may write there.")
                                .arg(dir.absolutePath()) };
    makeProfilePrivate(dir);
    return Profile(name, QDir(dir.absolutePath()));
}

QString Profile::serviceName() const
{
    // The folder too, since a profile of one name may live in several places.
    const QByteArray place = QCryptographicHash::hash(m_folder.absolutePath().toUtf8(), QCryptographicHash::Sha1);
    return QLatin1String("commonplace-") + m_name + u'-' + QString::fromLatin1(place.toHex().first(8));
}

mld::Result<void> Profile::lock()
{
    m_lock = std::make_unique<QLockFile>(filePath(QStringLiteral("lock")));
    m_lock->setStaleLockTime(0);
    if (m_lock->tryLock(0) || (removeStaleLock(m_lock->fileName()) && m_lock->tryLock(0)))
        return {};
    const bool isTaken = m_lock->error() == QLockFile::LockFailedError;
    m_lock.reset();
    if (isTaken)
        return mld::Error { mld::ErrorCode::StoreLocked,
                            Words::tr("Commonplace is already running with the profile “%1”.").arg(m_name) };
    return mld::Error { mld::ErrorCode::StoreReadOnly,
                        Words::tr("The folder %1 cannot be written. Check that you may write there and that there is "
                           "room on the disk.").arg(m_folder.absolutePath()) };
}

mld::Result<QJsonDocument> Profile::readJson(const QString &file, const QString &list) const
{
    QFile input(filePath(file));
    if (!input.exists())
        return QJsonDocument();
    if (!input.open(QIODevice::ReadOnly))
        return mld::Error { mld::ErrorCode::StoreFailed,
                            Words::tr("%1 cannot be read: %2.").arg(input.fileName(), input.errorString()) };
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(input.readAll(), &error);
    input.close();
    const bool isWhole = error.error == QJsonParseError::NoError && document.isObject()
        && (list.isEmpty() || document.object().value(list).isArray());
    if (isWhole)
        return document;
    const QString aside = QFileInfo(file).completeBaseName()
        + QDateTime::currentDateTime().toString(QStringLiteral("'.damaged-'yyyyMMdd-hhmmss-zzz'.json'"));
    if (!QFile::rename(filePath(file), filePath(aside)))
        return mld::Error { mld::ErrorCode::StoreFailed,
                            Words::tr("%1 is damaged, and cannot be kept under another name. Nothing is written to it until "
                               "you have moved it away.").arg(input.fileName()) };
    return mld::Error { mld::ErrorCode::StoreDamaged,
                        Words::tr("%1 was damaged. It is kept as %2.").arg(input.fileName(), aside) };
}

mld::Result<void> Profile::writeJson(const QString &file, const QJsonDocument &document) const
{
    QSaveFile output(filePath(file));
    if (output.open(QIODevice::WriteOnly)) {
        output.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        output.write(document.toJson());
        if (output.commit())
            return {};
    }
    return mld::Error { mld::ErrorCode::StoreFailed,
                        Words::tr("%1 cannot be written: %2.").arg(output.fileName(), output.errorString()) };
}

} // namespace commonplace
