// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "settings/messagingservice.h"

#include <QString>

namespace commonplace {

/// What a person needs to join a notebook, as a link: which notebook, and how its messaging service
/// is reached. Never a password.
///
/// The link is `commonplace:join?v=1&d=<domain>&n=<name>&s=<mqtt(s)://user@host:port>`, with `ca=` for
/// a certificate of the service's own (base64url of the PEM text), and `by=` for the sender.
struct Invitation
{
    QString domain;
    QString notebookName;
    MessagingService service;
    QString sender = {}; ///< who says that the notebook is there now, as they call themselves; mostly empty

    friend bool operator==(const Invitation &, const Invitation &) = default;

    QString toLink() const;
    /// BadConfiguration, with a sentence that says what is wrong with the link.
    static mld::Result<Invitation> fromLink(const QString &link);

    /// Whether a name can be that of a domain (semantics.md 2.1).
    static bool isDomain(const QString &text);
};

} // namespace commonplace
