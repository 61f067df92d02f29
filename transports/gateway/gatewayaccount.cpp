// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayaccount.h"

#include "moc_gatewayaccount.cpp"

namespace mld {

GatewayAccount::GatewayAccount(const GatewayOptions &options, QObject *parent) : QObject(parent), m_client(options)
{
}

void GatewayAccount::requestCode(const QString &email)
{
    m_client.abort();
    m_client.requestCode(email, [this](const GatewayAnswer<QByteArray> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer)) {
            Q_EMIT failed(failure->error);
            return;
        }
        m_request = std::get<QByteArray>(answer);
        Q_EMIT codeSent();
    });
}

void GatewayAccount::activate(const QString &code)
{
    m_client.abort();
    m_client.makeKey(m_request, code, [this](const GatewayAnswer<GatewayKey> &answer) {
        if (const auto *failure = std::get_if<NetFailure>(&answer))
            Q_EMIT failed(failure->error);
        else
            Q_EMIT activated(std::get<GatewayKey>(answer));
    });
}

} // namespace mld
