// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/field.h"

#include <QObject>

namespace mld {

/// What people ask of a service besides messages, where it names domains itself or gives accounts: see
/// Service::registrar(). One thing at a time: what is asked takes the place of what was asked before. Each question
/// is answered once, from the event loop, unless it is cancelled. Lives on one thread.
class Registrar : public QObject
{
    Q_OBJECT

public:
    /// Makes a domain, the name of which is like `title`.
    virtual void makeDomain(const QString &title) = 0;
    /// Begins to lead a person who has nothing to an account: has a code sent to an e-mail address.
    virtual void requestCode(const QString &email) = 0;
    /// Goes on with the code that came there, in which blanks are of no account. After a wrong one it may be called
    /// again.
    virtual void activate(const QString &code) = 0;
    virtual void cancel() = 0;

    /// The keys of faults that are of no field of the service.
    static constexpr char kEmail[] = "email";
    static constexpr char kCode[] = "code";

Q_SIGNALS:
    /// `isGenesis`: its first clone is still to be made, by whoever asked.
    void domainMade(const QString &domain, bool isGenesis);
    void codeSent();
    /// For the keychain, and nowhere else.
    void activated(const mld::Secrets &secrets);
    /// What is wrong and what to do, and which field it is about: one of the service's, or one of those above.
    void failed(const mld::Fault &fault);

protected:
    Registrar() = default;
};

} // namespace mld
