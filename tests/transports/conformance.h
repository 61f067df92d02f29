// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <functional>
#include <memory>

namespace mld::test {

/// What the conformance suite needs of a messaging service. Each transport gives one.
class ServiceUnderTest
{
public:
    virtual ~ServiceUnderTest() = default;
    /// Begins afresh, for one test function. False, with problem(), if it cannot.
    virtual bool start() = 0;
    virtual QString problem() const { return {}; }
    virtual DomainName domain() const { return QStringLiteral("conformance.example.org"); }
    /// Another that it carries too, apart from that one.
    virtual DomainName otherDomain() const { return QStringLiteral("other.") + domain(); }
    /// A transport that will be opened as this clone. Destroying it is the death of its process.
    virtual std::unique_ptr<Transport> makeTransport(const CloneId &clone) = 0;
    /// Whether there is something between the clones that can crash, and leave them all unconnected.
    virtual bool hasServer() const { return true; }
    /// Ends the service without a word, and starts it again at the same address.
    virtual void crash() = 0;
    virtual void restart() = 0;
    /// Stops a clone's process in place, and lets it go on.
    virtual void freeze(const CloneId &clone) = 0;
    virtual void thaw(const CloneId &clone) = 0;
    /// How many bytes a long payload has: enough for many packets, little enough for the service to
    /// pass on in seconds.
    virtual qsizetype longPayload() const { return 512'000; }
    /// A payload of this many bytes is refused; 0 if the service has no bound that a test can meet.
    virtual qint64 tooLarge() const { return 0; }
};

/// Runs every test of the contract of Transport against a service; for main().
/// `make` gives a new service for each test function.
int runConformance(const std::function<std::unique_ptr<ServiceUnderTest>()> &make, int argc,
                   char **argv);

} // namespace mld::test
