// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../transports/sealed/wiretap.h"
#include "sealing/seal.h"
#include "simclone.h"

#include <QPointer>

#include <vector>

namespace mld::simulation {

/// The messaging service of a sealed domain, which keeps all that passes, and repeats it when and where it likes, whole or
/// altered, under any name; and lets a stranger in. It has no key. (What it loses, delays and doubles is the world's.)
class HostileService
{
public:
    HostileService(const NotebookKey &key, MemoryNetwork &network, Random &random);
    ~HostileService();

    const NotebookKey &key() const { return m_key; }
    /// Under which id a clone is known to the service.
    CloneId wireId(const CloneId &clone) const { return m_seal.wireId(clone); }
    /// A transport for the clone, which listens, and is listened to.
    std::unique_ptr<Transport> makeTransport(const CloneId &clone, std::unique_ptr<Transport> inner);
    void act();
    /// Behaves from now on, for a while.
    void rest();

private:
    struct Tap
    {
        CloneId wireId;
        QPointer<test::Wiretap> wiretap;
    };

    void deliver(const test::Wiretap::Passed &message);
    std::vector<Tap> connected() const;

    const NotebookKey m_key;
    const Seal m_seal;
    MemoryNetwork &m_network;
    Random &m_random;
    Random m_nonces; ///< of their own, so that a world goes on as if it were not sealed
    QList<test::Wiretap::Passed> m_passed;
    std::vector<Tap> m_taps;
    std::unique_ptr<MemoryTransport> m_stranger;
};

} // namespace mld::simulation
