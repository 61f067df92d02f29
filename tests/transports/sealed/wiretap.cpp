// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "wiretap.h"

namespace mld::test {

Wiretap::Wiretap(std::unique_ptr<Transport> inner, QList<Passed> &passed)
    : m_inner(std::move(inner)), m_passed(passed)
{
    connect(m_inner.get(), &Transport::stateChanged, this, &Transport::stateChanged);
    connect(m_inner.get(), &Transport::presenceChanged, this, &Transport::presenceChanged);
    connect(m_inner.get(), &Transport::operationReceived, this, &Transport::operationReceived);
    connect(m_inner.get(), &Transport::messageReceived, this, &Transport::messageReceived);
    connect(m_inner.get(), &Transport::channelOpened, this, &Transport::channelOpened);
    connect(m_inner.get(), &Transport::done, this, &Transport::done);
}

Ticket Wiretap::broadcast(const QByteArray &payload)
{
    m_passed.append({{}, payload});
    return m_inner->broadcast(payload);
}

Ticket Wiretap::unicast(const Address &address, const QByteArray &payload)
{
    m_passed.append({address, payload});
    return m_inner->unicast(address, payload);
}

} // namespace mld::test
