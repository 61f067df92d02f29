// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "hostileservice.h"

#include "sealed/sealedtransport.h"

namespace mld::simulation {

HostileService::HostileService(const NotebookKey &key, MemoryNetwork &network, Random &random)
    : m_key(key), m_seal(key), m_network(network), m_random(random), m_nonces(random.next())
{
}

HostileService::~HostileService() = default;

std::unique_ptr<Transport> HostileService::makeTransport(const CloneId &clone, std::unique_ptr<Transport> inner)
{
    auto wiretap = std::make_unique<test::Wiretap>(std::move(inner), m_passed);
    std::erase_if(m_taps, [](const Tap &tap) { return tap.wiretap.isNull(); });
    m_taps.push_back({wireId(clone), wiretap.get()});
    return std::make_unique<SealedTransport>(std::move(wiretap), m_key, std::make_unique<SimEnvironment>(m_network, m_nonces));
}

std::vector<HostileService::Tap> HostileService::connected() const
{
    std::vector<Tap> taps;
    for (const Tap &tap : m_taps) {
        if (tap.wiretap && tap.wiretap->state() == Transport::State::Connected)
            taps.push_back(tap);
    }
    return taps;
}

void HostileService::act()
{
    constexpr qsizetype kept = 300;
    constexpr int repeats = 20;
    if (m_passed.size() > kept)
        m_passed.remove(0, m_passed.size() - kept);
    if (!m_stranger) {
        m_stranger = m_network.makeTransport();
        m_stranger->open(m_key.domain(), m_random.of(m_taps).wireId.chopped(1));
        m_stranger->setPresent(true);
    }
    for (int i = 0; i < repeats; ++i) {
        const std::vector<Tap> taps = connected();
        if (taps.empty() || m_passed.isEmpty())
            return;
        test::Wiretap::Passed message = m_random.of(m_passed);
        switch (m_random.below(4)) {
        case 0: // as it was
            break;
        case 1: { // in another place
            Address address = message.address.value_or(Address{});
            address.lane = Lane(m_random.below(3));
            address.from = m_random.of(taps).wireId;
            address.to = m_random.of(taps).wireId;
            message.address = address;
            break;
        }
        case 2: // altered
            message.payload[m_random.below(int(message.payload.size()))] ^= char(1 << m_random.below(8));
            break;
        default: // made up
            message.payload.truncate(m_random.below(int(message.payload.size())));
        }
        deliver(message);
    }
}

void HostileService::deliver(const test::Wiretap::Passed &message)
{
    for (const Tap &tap : connected()) {
        if (!message.address)
            Q_EMIT tap.wiretap->operationReceived(message.payload);
        else if (message.address->to == tap.wireId || message.address->to.isEmpty())
            Q_EMIT tap.wiretap->messageReceived(*message.address, message.payload);
    }
}

void HostileService::rest()
{
    m_stranger.reset();
}

} // namespace mld::simulation
