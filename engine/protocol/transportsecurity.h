// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operation.h"
#include "dataset/graph.h"
#include "dataset/patch.h"
#include "result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace mld {

/// What a message is for; security may treat each kind in its own way (wire.md 20).
enum class MessagePurpose { ForOperation, ForRequest, ForResponse };

/// Hooks by which a domain protects what travels: signing, verifying, encrypting (wire.md 20). The
/// base class does none of it. Notifications and snapshot batches are not secured.
///
/// Called on the clone's thread. Every failure is a value.
class TransportSecurity
{
public:
    virtual ~TransportSecurity();

    /// Takes what the domain's data say about security. Called when the data are new as a whole.
    virtual void read(const Graph &data);
    /// The data have changed by `patch`. Messages that this change was made of were still treated as
    /// the data before it demand.
    virtual void follow(const Graph &data, const Patch &patch);

    /// Transforms bytes that are about to leave: for operations the packed update, for requests and
    /// responses the whole control message. Returning the same bytes means "not secured".
    virtual Result<QByteArray> seal(const QByteArray &data, MessagePurpose purpose);
    /// Undoes seal(). Bytes that were never sealed come out as they are (T5).
    /// Errors: BadUpdate for an operation, RequestRejected or BadResponse for the others.
    virtual Result<QByteArray> unseal(const QByteArray &data, MessagePurpose purpose);

    /// Vouches for bytes; nothing if this clone signs nothing.
    virtual Result<std::optional<Attribution>> sign(const QByteArray &data);
    /// Refuses bytes that nobody trusted vouches for. For an operation `data` is its tuple before
    /// seal(), for a request its `enc`. Responses are not verified.
    /// Errors: RequestRejected, for an operation too, as the reference has it.
    virtual Result<void> verify(const QByteArray &data, const std::optional<Attribution> &attr,
                                MessagePurpose purpose);
};

} // namespace mld
