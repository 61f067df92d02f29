// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "settings/messagingservice.h"

#include <QString>

namespace commonplace {

/// What a person needs to join a notebook, as a link: which notebook, and how its messaging service
/// is reached. Never a password; but where members know each other by a secret of the notebook itself, that, and so
/// whoever has the link is a member.
///
/// The link is `commonplace:join?v=2&d=<domain>&n=<name>&s=<kind>`, with `s.<field>=` for each value that the kind of
/// service shares (`mld::Service::sharedPart`; certificates as PEM text), `k=` for the names of the secrets that it
/// takes to connect, `p.<field>=` for each secret of the notebook, and `by=` for the sender. Earlier versions wrote `v=1`, with
/// `s=<mqtt(s)://user@host:port>` and `ca=` (base64url of the PEM text).
struct Invitation
{
    QString domain;
    QString notebookName;
    MessagingService service;
    mld::Secrets secrets = {}; ///< of the notebook (`mld::Field::OfNotebook`)
    QString sender = {}; ///< who says that the notebook is there now, as they call themselves; mostly empty

    friend bool operator==(const Invitation &, const Invitation &) = default;

    /// BadConfiguration if guests cannot get what they need, such as a certificate that cannot be read, or a secret
    /// that is missing.
    mld::Result<QString> toLink() const;
    /// Its service is without what only its owner may set. BadConfiguration, with a sentence that says what is wrong with the link.
    static mld::Result<Invitation> fromLink(const QString &link);

    /// Whether a name can be that of a domain (semantics.md 2.1).
    static bool isDomain(const QString &text);
};

} // namespace commonplace
