// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../conformance.h"
#include "clone/systemenvironment.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"
#include "sealed/sealedtransport.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

NotebookKey newKey()
{
    SystemEnvironment environment;
    return NotebookKey::create(environment);
}

class SealedService : public test::ServiceUnderTest
{
public:
    bool start() override
    {
        m_network.setMaxPayload(1'000'000);
        return true;
    }
    DomainName domain() const override { return m_key.domain(); }
    DomainName otherDomain() const override { return m_otherKey.domain(); }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        // So the suite calls the one that joins the other domain.
        const NotebookKey &key = clone == u"other" ? m_otherKey : m_key;
        return std::make_unique<SealedTransport>(m_network.makeTransport(), key);
    }
    void crash() override { m_network.setRunning(false); }
    void restart() override { m_network.setRunning(true); }
    void freeze(const CloneId &clone) override { m_network.freeze(Seal(m_key).wireId(clone)); }
    void thaw(const CloneId &clone) override { m_network.thaw(Seal(m_key).wireId(clone)); }
    qint64 tooLarge() const override { return 1'000'001; }

private:
    const NotebookKey m_key = newKey();
    const NotebookKey m_otherKey = newKey();
    MemoryNetwork m_network{MemoryNetwork::Time::Real};
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<SealedService>(); }, argc, argv);
}
