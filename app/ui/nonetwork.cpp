// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/nonetwork.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QUrl>

namespace commonplace {
namespace {

class Refusing : public QNetworkAccessManager
{
public:
    using QNetworkAccessManager::QNetworkAccessManager;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &, QIODevice *body) override
    {
        // A protocol that nothing knows: Qt makes a reply that fails by itself.
        return QNetworkAccessManager::createRequest(operation, QNetworkRequest(QUrl(QStringLiteral("refused:"))), body);
    }
};

} // namespace

QNetworkAccessManager *NoNetwork::create(QObject *parent)
{
    return new Refusing(parent);
}

} // namespace commonplace
