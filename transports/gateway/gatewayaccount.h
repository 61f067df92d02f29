// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayclient.h"

namespace mld {

/// Leads a person who has nothing to a key: requestCode() with an e-mail address, then activate() with the code that
/// came there. One thing at a time: what is asked meanwhile takes the place of what was asked before.
///
///     GatewayAccount account(options);              // the gateway's address and the account's name, no key
///     account.requestCode("ada@example.org");       // → codeSent()
///     account.activate("123456");                   // → activated(key)
///
/// Any of them may end in failed() instead, which says what to do; after a wrong code, activate() may be called again
/// for ten minutes.
class GatewayAccount : public QObject
{
    Q_OBJECT

public:
    /// `options.account` is the name that the account has or will have.
    explicit GatewayAccount(const GatewayOptions &options, QObject *parent = nullptr);

    void requestCode(const QString &email);
    /// Blanks in the code are of no account. A second key is made if this is called again after it succeeded.
    void activate(const QString &code);

Q_SIGNALS:
    /// An e-mail with a code of six digits is on its way.
    void codeSent();
    /// For the keychain, and nowhere else.
    void activated(const mld::GatewayKey &key);
    void failed(const mld::TransportError &error);

private:
    GatewayClient m_client;
    QByteArray m_request; ///< what the code belongs to
};

} // namespace mld

Q_DECLARE_METATYPE(mld::GatewayKey)
