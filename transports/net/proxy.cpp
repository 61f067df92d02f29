// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/proxy.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(mld::Proxy)
};

} // namespace

Result<QUrl> proxyFrom(const QString &text)
{
    QUrl proxy(text, QUrl::StrictMode);
    if (proxy.host().isEmpty() || proxy.port() < 1 || (proxy.scheme() != u"http" && proxy.scheme() != u"socks5")) {
        return Error{ErrorCode::BadConfiguration,
                     Sentence::tr("must be such as “http://proxy.example.org:3128” or “socks5://…”.")};
    }
    return proxy;
}

} // namespace mld
