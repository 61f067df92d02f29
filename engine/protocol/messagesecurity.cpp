// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/messagesecurity.h"

namespace mld {

Result<OperationMessage> sealOperation(TransportSecurity &security, qint64 prev,
                                       const OperationTuple &tuple, const OperationContext &context)
{
    OperationMessage message;
    message.prev = prev;
    auto plain = encodeTuple(tuple, context);
    if (!plain)
        return plain.error();
    auto attr = security.sign(*plain);
    if (!attr)
        return attr.error();
    message.attr = std::move(*attr);
    auto sealedUpdate = security.seal(tuple.update, MessagePurpose::ForOperation);
    if (!sealedUpdate)
        return sealedUpdate.error();
    if (*sealedUpdate == tuple.update) {
        message.enc = std::move(*plain);
        return message;
    }
    OperationTuple sealedTuple = tuple;
    sealedTuple.update = std::move(*sealedUpdate);
    sealedTuple.encoding.push_back(UpdateEncoding::Secured);
    auto enc = encodeTuple(sealedTuple, context);
    if (!enc)
        return enc.error();
    message.enc = std::move(*enc);
    return message;
}

Result<OperationTuple> unsealOperation(TransportSecurity &security, OperationTuple tuple)
{
    if (!tuple.isSecured())
        return tuple;
    auto update = security.unseal(tuple.update, MessagePurpose::ForOperation);
    if (!update)
        return update.error();
    tuple.update = std::move(*update);
    tuple.encoding.pop_back();
    return tuple;
}

Result<void> verifyOperation(TransportSecurity &security, const OperationMessage &message,
                             const OperationTuple &tuple, const OperationTuple &plain,
                             const OperationContext &context)
{
    // What was not sealed is verified over its bytes as they came, whoever wrote them.
    if (!tuple.isSecured())
        return security.verify(message.enc, message.attr, MessagePurpose::ForOperation);
    const auto enc = encodeTuple(plain, context);
    if (!enc)
        return enc.error();
    return security.verify(*enc, message.attr, MessagePurpose::ForOperation);
}

Result<QByteArray> sealControl(TransportSecurity &security, QByteArray enc, MessagePurpose purpose)
{
    auto attr = security.sign(enc);
    if (!attr)
        return attr.error();
    return security.seal(encodeControl({std::move(enc), std::move(*attr)}), purpose);
}

Result<QByteArray> sealAck(TransportSecurity &security)
{
    return security.seal(encodeAck(), MessagePurpose::ForResponse);
}

Result<Request> unsealRequest(TransportSecurity &security, const QByteArray &payload)
{
    const auto plain = security.unseal(payload, MessagePurpose::ForRequest);
    if (!plain)
        return plain.error();
    const auto control = decodeControl(*plain);
    if (!control)
        return control.error();
    MLD_TRY(security.verify(control->enc, control->attr, MessagePurpose::ForRequest));
    return decodeRequest(control->enc);
}

Result<std::optional<Response>> unsealReply(TransportSecurity &security, const QByteArray &payload)
{
    const auto plain = security.unseal(payload, MessagePurpose::ForResponse);
    if (!plain)
        return plain.error();
    if (isAck(*plain))
        return std::optional<Response>();
    const auto control = decodeControl(*plain);
    if (!control)
        return control.error();
    auto response = decodeResponse(control->enc);
    if (!response)
        return response.error();
    return std::optional(std::move(*response));
}

} // namespace mld
