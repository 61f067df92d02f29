// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "codec/operation.h"
#include "protocol/transportsecurity.h"

/// Where the hooks of TransportSecurity are applied to whole messages (wire.md 20). Pure functions but
/// for the hooks themselves, whose errors are handed on.
namespace mld {

/// The message of an operation: signed as it is, then sealed.
Result<OperationMessage> sealOperation(TransportSecurity &security, qint64 prev,
                                       const OperationTuple &tuple, const OperationContext &context);
/// A tuple without its seal; one without a seal as it is.
Result<OperationTuple> unsealOperation(TransportSecurity &security, OperationTuple tuple);
/// Refuses a message that nobody trusted vouches for. `tuple` is what it holds, `plain` the same
/// without the seal.
Result<void> verifyOperation(TransportSecurity &security, const OperationMessage &message,
                             const OperationTuple &tuple, const OperationTuple &plain,
                             const OperationContext &context);

/// The payload of a request or response: `enc` signed, and the whole sealed.
Result<QByteArray> sealControl(TransportSecurity &security, QByteArray enc, MessagePurpose purpose);
Result<QByteArray> sealAck(TransportSecurity &security);
/// The request in a payload, if somebody trusted vouches for it.
Result<Request> unsealRequest(TransportSecurity &security, const QByteArray &payload);

/// What a reply holds: nothing for an ack. Responses need nobody to vouch for them.
Result<std::optional<Response>> unsealReply(TransportSecurity &security, const QByteArray &payload);

} // namespace mld
