// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linkundertest.h"
#include "support/mosquittobroker.h"

#include <QFile>
#include <QTest>
#include <QThread>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

constexpr int kThreads = 4;
constexpr int kMessages = 100;

/// A clone in a thread of its own, as each open notebook has one.
class Worker : public QThread
{
public:
    Worker(const MqttOptions &options, const CloneId &clone) : m_options(options), m_clone(clone) {}

    int heard = 0;
    int left = 0;

protected:
    void run() override
    {
        const auto transport = test::makeTransport(m_options);
        connect(transport.get(), &Transport::presenceChanged, transport.get(),
                [&](const QSet<CloneId> &present) {
                    if (present.size() < kThreads - 1 || std::exchange(m_hasSpoken, true))
                        return;
                    for (int i = 0; i < kMessages; ++i)
                        transport->broadcast("message");
                });
        connect(transport.get(), &Transport::operationReceived, transport.get(), [&] {
            if (++heard == (kThreads - 1) * kMessages)
                transport->close();
        });
        connect(transport.get(), &Transport::stateChanged, transport.get(),
                [&](Transport::State state) {
                    if (state == Transport::State::Closed) {
                        ++left;
                        quit();
                    }
                });
        transport->open(u"threads.example.org"_s, m_clone);
        transport->setPresent(true);
        exec();
    }

private:
    const MqttOptions m_options;
    const CloneId m_clone;
    bool m_hasSpoken = false;
};

} // namespace

class TestMqttThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clonesInThreadsHearEachOther_data()
    {
        QTest::addColumn<test::MosquittoBroker::Security>("security");
        QTest::newRow("plain") << test::MosquittoBroker::Security::Plain;
        QTest::newRow("TLS") << test::MosquittoBroker::Security::Tls;
    }
    void clonesInThreadsHearEachOther()
    {
        QFETCH(test::MosquittoBroker::Security, security);
        test::MosquittoBroker broker({.security = security});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        MqttOptions options;
        options.port = broker.port();
        if (security != test::MosquittoBroker::Security::Plain) {
            options.protocol = MqttOptions::Protocol::Tls;
            QFile ca(broker.caFile());
            QVERIFY(ca.open(QIODevice::ReadOnly));
            options.tls.ca = ca.readAll();
        }
        std::vector<std::unique_ptr<Worker>> workers;
        for (int i = 0; i < kThreads; ++i)
            workers.push_back(std::make_unique<Worker>(options, QString::number(i)));
        for (const auto &worker : workers)
            worker->start();
        for (const auto &worker : workers)
            QVERIFY(worker->wait(20'000));
        for (const auto &worker : workers) {
            QCOMPARE(worker->heard, (kThreads - 1) * kMessages);
            QCOMPARE(worker->left, 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestMqttThreads)
#include "tst_mqttthreads.moc"
