// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealing.h"

#include "sealed/epochfile.h"
#include "sealed/sealedtransport.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace mld {

Result<std::unique_ptr<Transport>> sealed(std::unique_ptr<Transport> inner, const NotebookKey &key, const QString &folder)
{
    const EpochFile file(QDir(folder).filePath(u"clone.epoch"_s));
    const auto heard = file.read(key.domain());
    if (!heard)
        return heard.error();
    if (*heard && (*heard)->replaces(key.record())) {
        return Error{ErrorCode::Unauthorised,
                     u"The key of this notebook was replaced. Ask its owner for a new one, and put that into the "
                     "environment variable. What was written here is safe."_s};
    }
    auto transport = std::make_unique<SealedTransport>(std::move(inner), key);
    QObject::connect(transport.get(), &SealedTransport::keyReplaced, transport.get(),
                     [file, domain = key.domain()](const EpochRecord &newer) {
                         if (const auto kept = file.keep(newer, domain); !kept)
                             qWarning().noquote() << kept.error().message;
                     });
    return std::unique_ptr<Transport>(std::move(transport));
}

Result<NotebookKey> keyFromEnvironment(const QString &variable)
{
    const QByteArray name = variable.toUtf8();
    if (name.isEmpty() || !qEnvironmentVariableIsSet(name.constData()))
        return Error{ErrorCode::BadConfiguration, u"the environment variable \"%1\" is not set."_s.arg(variable)};
    auto key = NotebookKey::fromText(qEnvironmentVariable(name.constData()));
    if (!key) {
        return Error{ErrorCode::BadConfiguration,
                     u"the environment variable \"%1\" cannot be used. %2"_s.arg(variable, key.error().message)};
    }
    return key;
}

QByteArray printed(const NotebookKey &key)
{
    const QJsonObject parts{
        {u"domain"_s, key.domain()}, {u"owner"_s, key.toText()}, {u"editor"_s, key.forEditor().toText()}};
    return QJsonDocument(parts).toJson();
}

} // namespace mld
