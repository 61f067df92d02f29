// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/profile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

namespace commonplace {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

} // namespace

mld::Result<Profile> Profile::create(const QString &name, const QString &folder)
{
    static const QRegularExpression allowed(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"));
    if (!allowed.match(name).hasMatch())
        return mld::Error { mld::ErrorCode::BadConfiguration,
                            tr("“%1” cannot be the name of a profile: use letters, digits, “-”, “_” and “.”.")
                                .arg(name) };
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    const QDir dir(folder.isEmpty() ? data + QLatin1String("/commonplace/") + name : folder);
    if (!dir.mkpath(QStringLiteral(".")))
        return mld::Error { mld::ErrorCode::StoreReadOnly,
                            tr("The folder %1 cannot be made. Check that you may write there.")
                                .arg(dir.absolutePath()) };
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
    if (m_lock->tryLock(0))
        return {};
    const bool isTaken = m_lock->error() == QLockFile::LockFailedError;
    m_lock.reset();
    if (isTaken)
        return mld::Error { mld::ErrorCode::StoreLocked,
                            tr("Commonplace is already running with the profile “%1”.").arg(m_name) };
    return mld::Error { mld::ErrorCode::StoreReadOnly,
                        tr("The folder %1 cannot be written. Check that you may write there and that there is "
                           "room on the disk.").arg(m_folder.absolutePath()) };
}

mld::Result<QJsonDocument> Profile::readJson(const QString &file) const
{
    QFile input(filePath(file));
    if (!input.exists())
        return QJsonDocument();
    if (!input.open(QIODevice::ReadOnly))
        return mld::Error { mld::ErrorCode::StoreFailed,
                            tr("%1 cannot be read: %2.").arg(input.fileName(), input.errorString()) };
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(input.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        return mld::Error { mld::ErrorCode::StoreDamaged,
                            tr("%1 is damaged: %2.").arg(input.fileName(), error.errorString()) };
    return document;
}

mld::Result<void> Profile::writeJson(const QString &file, const QJsonDocument &document) const
{
    QSaveFile output(filePath(file));
    if (output.open(QIODevice::WriteOnly)) {
        output.write(document.toJson());
        if (output.commit())
            return {};
    }
    return mld::Error { mld::ErrorCode::StoreFailed,
                        tr("%1 cannot be written: %2.").arg(output.fileName(), output.errorString()) };
}

} // namespace commonplace
