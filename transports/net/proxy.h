// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QUrl>

namespace mld {

/// The proxy that a person names, such as "http://proxy.example.org:3128" or "socks5://127.0.0.1:1080", with a user's
/// name and password in it if it asks for them. The error says what it must be, after the name of a key.
Result<QUrl> proxyFrom(const QString &text);

} // namespace mld
