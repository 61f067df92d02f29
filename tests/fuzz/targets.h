// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "journal/fusion.h"
#include "journal/textfusion.h"
#include "text/tseq.h"

#include <QByteArrayView>

#include <cstdlib>

/// What is fuzzed: each function takes bytes as from a hostile peer, and aborts if a promise of the
/// engine is broken. Also run, without a fuzzer, on the inputs that once did so (tests/corpus).
namespace mld::fuzz {

inline void require(bool isKept)
{
    if (!isKept)
        std::abort();
}

inline const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("ex.org"));
    return forExample;
}

/// Content that was read can be written, unless it is what must not be sent, and is then read again.
inline void content(const Result<OperationContent> &read, bool isReified)
{
    if (!read)
        return;
    const auto written = encodeContent(*read, context(), isReified);
    if (!written)
        return;
    const auto again = decodeContent(*written, context(), isReified);
    require(again.isOk());
    require(again->inserts.size() == read->inserts.size());
    require(again->updates == read->updates);
    require(again->deletes == read->deletes);
}

/// A tuple, all that is in it, and what fusion makes of it.
inline void tuple(const OperationTuple &read)
{
    const auto written = encodeTuple(read, context());
    if (written) {
        OperationTuple same = read;
        same.version = 5;
        require(*decodeTuple(*written, context()) == same);
    }
    content(unpackContent(read, context()), read.isFusion());

    const auto operation = decodeOperation(read, context());
    if (!operation)
        return;
    Operation before = *operation;
    if (const auto earlier = read.time.ticked(read.time.ticks() - 1);
        earlier && read.isFusion()) {
        before.time = *earlier;
        const auto rest = cut(*operation, { before }, textFusion());
        require(!rest || rest->from == read.time.ticks());
    }
    (void)fuse(before, *operation, textFusion());
}

/// A broadcast (wire.md 6), or from some layer below it on.
inline void operation(QByteArrayView bytes)
{
    if (const auto message = decodeMessage(bytes)) {
        require(*decodeMessage(encodeMessage(*message)) == *message);
        if (const auto inner = decodeTuple(message->enc, context()))
            tuple(*inner);
    }
    if (const auto outer = decodeTuple(bytes, context()))
        tuple(*outer);
    content(decodeContent(bytes, context(), false), false);
    content(decodeContent(bytes, context(), true), true);
}

/// A message of the control protocol (wire.md 14), or a part of one.
inline void control(QByteArrayView bytes)
{
    const auto body = [](QByteArrayView enc) {
        if (const auto request = decodeRequest(enc))
            require(*decodeRequest(encodeRequest(*request)) == *request);
        if (const auto response = decodeResponse(enc)) {
            if (const auto written = encodeResponse(*response))
                require(*decodeResponse(*written) == *response);
        }
    };
    const auto batch = [](QByteArrayView payload) {
        const auto read = decodeSnapshotBatch(payload, context());
        if (!read)
            return;
        if (const auto *inner = std::get_if<OperationTuple>(&*read)) {
            tuple(*inner);
        } else if (const auto written = encodeSnapshotBatch(*read, context())) {
            require(decodeSnapshotBatch(*written, context()).isOk());
        }
    };
    if (const auto message = decodeControl(bytes)) {
        require(*decodeControl(encodeControl(*message)) == *message);
        body(message->enc);
    }
    body(bytes);
    if (const auto notification = decodeNotification(bytes)) {
        require(*decodeNotification(encodeNotification(*notification)) == *notification);
        if (const auto *next = std::get_if<NextNotification>(&*notification))
            batch(next->payload);
    }
    batch(bytes);
    (void)GlobalClock::decode(bytes);
}

/// The state of a shared text, or an operation on one (wire.md 12.2).
inline void text(QByteArrayView bytes)
{
    if (auto loaded = TSeq::load(QStringLiteral("p1"), bytes)) {
        require(loaded->check().isOk());
        const auto again = TSeq::load(QStringLiteral("p1"), loaded->saveState());
        require(again.isOk() && again->text() == loaded->text());
        require(loaded->splice(loaded->length() / 2, 1, u"ab").isOk());
        require(loaded->check().isOk());
    }
    const auto operation = TextOperation::fromMsgPack(bytes);
    if (!operation)
        return;
    require(*TextOperation::fromMsgPack(operation->toMsgPack()) == *operation);
    (void)TextOperation::cut(*operation, *operation);
    TSeq target(QStringLiteral("p1"));
    require(target.splice(0, 0, u"hello").isOk());
    const QString before = target.text();
    if (const auto update = target.apply(*operation)) {
        require(target.check().isOk());
        QString after = before;
        applySplices(after, update->splices);
        require(after == target.text());
    } else {
        require(target.text() == before);
        require(target.check().isOk());
    }
}

} // namespace mld::fuzz
