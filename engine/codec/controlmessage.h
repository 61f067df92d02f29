// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/globalclock.h"
#include "clock/treeclock.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "result.h"

#include <optional>
#include <variant>

namespace mld {

/// The wrapper of a request or response (wire.md 14.1). Signatures are made over `enc`.
struct ControlMessage
{
    QByteArray enc; ///< a Request or Response
    std::optional<Attribution> attr;

    friend bool operator==(const ControlMessage &, const ControlMessage &) = default;
};

QByteArray encodeControl(const ControlMessage &message);
Result<ControlMessage> decodeControl(QByteArrayView bytes);

/// How far a snapshot came before its connection broke, which only this engine tells.
struct SnapshotResumption
{
    QString dataAddress; ///< of the response that was followed
    qint64 part = 0;     ///< the first that is missing

    friend bool operator==(const SnapshotResumption &, const SnapshotResumption &) = default;
};

struct SnapshotRequest
{
    bool newClock = false; ///< the requester has no clock, and wants a fork of ours
    /// Asks to go on where it broke off. Whoever cannot answers as if this were not there.
    std::optional<SnapshotResumption> resumption = {};

    friend bool operator==(const SnapshotRequest &, const SnapshotRequest &) = default;
};

struct RevupRequest
{
    TreeClock time; ///< the requester's full local time

    friend bool operator==(const RevupRequest &, const RevupRequest &) = default;
};

using Request = std::variant<SnapshotRequest, RevupRequest>;

struct SnapshotResponse
{
    /// The newcomer's clock. m-ld-js leaves it out if none was asked for; we must not, since
    /// m-ld-js cannot read that (T3): give our own time then.
    std::optional<TreeClock> clock;
    GlobalClock gwc;
    TreeClock agreed; ///< the time of the last agreement; genesis if none
    QString dataAddress;
    QString updatesAddress;

    friend bool operator==(const SnapshotResponse &, const SnapshotResponse &) = default;
};

struct RevupResponse
{
    std::optional<GlobalClock> gwc; ///< nothing: unable, try another clone or a snapshot
    QString updatesAddress;         ///< a channel id; the responder's clone id if unable

    friend bool operator==(const RevupResponse &, const RevupResponse &) = default;
};

struct Rejected
{
    int status = 5003;

    friend bool operator==(const Rejected &, const Rejected &) = default;
};

using Response = std::variant<SnapshotResponse, RevupResponse, Rejected>;

/// The `enc` of a request.
QByteArray encodeRequest(const Request &request);
Result<Request> decodeRequest(QByteArrayView enc);

/// The `enc` of a response. BadResponse for a snapshot without a clock.
Result<QByteArray> encodeResponse(const Response &response);
Result<Response> decodeResponse(QByteArrayView enc);

/// The reply to a response, which is not wrapped: the one byte `C0`.
QByteArray encodeAck();
bool isAck(QByteArrayView bytes);

/// A message on a notification channel (wire.md 14.2).
struct NextNotification
{
    QByteArray payload; ///< an operation message, or a snapshot batch

    friend bool operator==(const NextNotification &, const NextNotification &) = default;
};

struct CompleteNotification
{
    friend bool operator==(const CompleteNotification &, const CompleteNotification &) = default;
};

struct ErrorNotification
{
    int status = 5000;
    QString message;

    friend bool operator==(const ErrorNotification &, const ErrorNotification &) = default;
};

using Notification = std::variant<NextNotification, CompleteNotification, ErrorNotification>;

QByteArray encodeNotification(const Notification &notification);
Result<Notification> decodeNotification(QByteArrayView bytes);

/// Triples of a snapshot that have TIDs, but are not shown (semantics.md 9.2, 12.6). Other engines send none,
/// and to them a message with these is one without triples.
struct HiddenTriples
{
    OperationContent content;

    friend bool operator==(const HiddenTriples &, const HiddenTriples &) = default;
};

/// One message of a snapshot's data channel (wire.md 14.5): triples with their TIDs (only `inserts`,
/// `states` and `binaries` are used), such as are not shown, or the last operation of some process.
using SnapshotBatch = std::variant<OperationContent, HiddenTriples, OperationTuple>;

/// The place of a message in a snapshot's data channel, which only this engine tells: beside what other
/// engines look for, so that they need not know of it.
struct SnapshotPart
{
    qint64 index = 0;
    bool isLast = false;
    qint64 total = 0; ///< triples with their ids that the whole snapshot has, about; 0 if not told

    friend bool operator==(const SnapshotPart &, const SnapshotPart &) = default;
};

/// Fails as encodeContent() or encodeTuple().
Result<QByteArray> encodeSnapshotBatch(const SnapshotBatch &batch, const OperationContext &context,
                                       const std::optional<SnapshotPart> &part = {});
Result<SnapshotBatch> decodeSnapshotBatch(QByteArrayView bytes, const OperationContext &context);
/// What a message says of its place, if anything.
std::optional<SnapshotPart> decodeSnapshotPart(QByteArrayView bytes);

} // namespace mld
