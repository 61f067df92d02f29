// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../conformance.h"
#include "lan/carrying/lantransport.h"
#include "room.h"

#include <QCoreApplication>

using namespace mld;

namespace {

class Nearby : public test::ServiceUnderTest
{
public:
    bool start() override { return true; }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        LanOptions options;
        options.secret = QByteArray(32, 's');
        return std::make_unique<LanTransport>(options, [this, clone] { return m_room.makeFinder(clone); });
    }
    bool hasServer() const override { return false; }
    void crash() override { }
    void restart() override { }
    void freeze(const CloneId &clone) override { m_room.freeze(clone); }
    void thaw(const CloneId &clone) override { m_room.thaw(clone); }
    qsizetype longPayload() const override { return 8 * 1024 * 1024; }
    qint64 tooLarge() const override { return lan::kLargestMessage + 1; }

private:
    test::Room m_room;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<Nearby>(); }, argc, argv);
}
