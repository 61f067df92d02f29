// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "protocol/transportsecurity.h"
#include "result.h"
#include "sealing/notebookkey.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace mld {

/// What a configuration file says (design.md 5).
struct Configuration
{
    CloneConfig clone; ///< without the path of its store
    QString logLevel = QStringLiteral("info");
    /// Makes the transport for the messaging service; empty for a clone that is alone.
    std::function<std::unique_ptr<Transport>()> makeTransport;
    /// Makes what protects the messages; empty if nothing does.
    std::function<std::unique_ptr<TransportSecurity>()> makeSecurity;
    /// The key of a sealed domain: nothing may leave that is not sealed with it. None if the domain is not sealed.
    std::optional<NotebookKey> seal;
    /// What is odd but no reason to refuse, for the log.
    QStringList remarks;

    /// Reads a configuration. Every error names the key, what is wrong with it, and what it may be.
    /// `newId` makes an id for a clone that is given none.
    static Result<Configuration> fromJson(const QJsonObject &json,
                                          const std::function<QString()> &newId);
    static Result<Configuration> fromFile(const QString &path,
                                          const std::function<QString()> &newId);
};

} // namespace mld
