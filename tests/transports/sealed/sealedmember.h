// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "clone/systemenvironment.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"
#include "sealed/sealedtransport.h"
#include "wiretap.h"

#include <QTest>

namespace mld::test {

constexpr int kPatienceMs = 30'000;

/// A clone of a sealed domain on a network in memory, listened to.
class SealedMember
{
public:
    struct Settings
    {
        CloneId id;
        bool genesis = false;
        QString path = QStringLiteral(":memory:");
        std::optional<EpochRecord> heard{}; ///< kept from before
    };

    SealedMember(MemoryNetwork &network, const NotebookKey &key, const Settings &settings)
        : wireId(Seal(key).wireId(settings.id))
    {
        auto sealed = std::make_unique<SealedTransport>(std::make_unique<Wiretap>(network.makeTransport(), passed), key);
        transport = sealed.get();
        if (settings.heard)
            transport->remember(*settings.heard);
        CloneConfig config;
        config.id = settings.id;
        config.domain = key.domain();
        config.genesis = settings.genesis;
        config.storePath = settings.path;
        config.networkTimeoutMs = 2000;
        clone = std::make_unique<Clone>(config, std::move(sealed));
        QObject::connect(clone.get(), &Clone::failed, clone.get(), [this](const Error &error) { failure = error.message; });
        QObject::connect(transport, &Transport::stateChanged, transport,
                         [this](Transport::State, const TransportError &error) { lastError = error; });
    }

    bool start()
    {
        return clone->start() && QTest::qWaitFor([this] { return clone->isStarted() && clone->status().online; }, kPatienceMs);
    }
    /// Writes, and waits until it is durable.
    bool write(const QJsonObject &pattern)
    {
        std::optional<bool> isWritten;
        clone->write(pattern, [&isWritten](const Result<void> &result) { isWritten = result.isOk(); });
        return QTest::qWaitFor([&isWritten] { return isWritten.has_value(); }, kPatienceMs) && *isWritten;
    }
    QJsonValue read(const QString &id, const QString &property) const
    {
        const auto subject = clone->get(id);
        return subject && *subject ? (*subject)->value(property) : QJsonValue(QJsonValue::Undefined);
    }
    bool comesToRead(const QString &id, const QString &property, const QJsonValue &value) const
    {
        return QTest::qWaitFor([&] { return read(id, property) == value; }, kPatienceMs);
    }
    bool sees(const QSet<CloneId> &peers) const
    {
        return QTest::qWaitFor([&] { return clone->peers() == peers; }, kPatienceMs);
    }

    QList<Wiretap::Passed> passed; ///< must outlive the clone, which has the transport
    const CloneId wireId;          ///< with the key that it began with
    SealedTransport *transport = nullptr;
    TransportError lastError;
    QString failure;
    std::unique_ptr<Clone> clone;
};

inline NotebookKey newKey()
{
    SystemEnvironment environment;
    return NotebookKey::create(environment);
}

} // namespace mld::test
