// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "keptid.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace mld {

Result<QString> keptId(const QString &folder, const std::function<QString()> &newId)
{
    constexpr qint64 kLongest = 1024;
    const QString path = QDir(folder).filePath(u"clone.id"_s);
    if (QFile file(path); file.open(QIODevice::ReadOnly)) {
        const QString id = QString::fromUtf8(file.read(kLongest)).trimmed();
        static const QRegularExpression sound(u"^[A-Za-z0-9_-]+$"_s);
        if (sound.match(id).hasMatch())
            return id; // what else may be there, after a power cut, is replaced
    } else if (file.exists()) {
        return Error{ErrorCode::StoreReadOnly, u"The file \"%1\" cannot be read: %2."_s.arg(path, file.errorString())};
    }
    const QString id = newId();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(id.toUtf8() + '\n') < 0 || !file.commit()) {
        return Error{ErrorCode::StoreReadOnly,
                     u"The clone's id cannot be kept in \"%1\": %2."_s.arg(path, file.errorString())};
    }
    return id;
}

} // namespace mld
