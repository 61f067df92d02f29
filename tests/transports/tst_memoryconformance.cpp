// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"

#include <QCoreApplication>

using namespace mld;

namespace {

class MemoryService : public test::ServiceUnderTest
{
public:
    bool start() override
    {
        m_network.setMaxPayload(1'000'000);
        return true;
    }
    std::unique_ptr<Transport> makeTransport(const CloneId &) override
    {
        return m_network.makeTransport();
    }
    void crash() override { m_network.setRunning(false); }
    void restart() override { m_network.setRunning(true); }
    void freeze(const CloneId &clone) override { m_network.freeze(clone); }
    void thaw(const CloneId &clone) override { m_network.thaw(clone); }
    qint64 tooLarge() const override { return 1'000'001; }

private:
    MemoryNetwork m_network{MemoryNetwork::Time::Real};
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<MemoryService>(); }, argc, argv);
}
