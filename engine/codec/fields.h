// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/gzip.h"
#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "codec/operation.h"
#include "codec/rawmap.h"

/// Parts that several messages have in common. Internal to codec/. The readers fail as
/// MsgPackReader does.
namespace mld::fields {

void writeAttribution(MsgPackWriter &out, const std::optional<Attribution> &attr);
std::optional<Attribution> readAttribution(MsgPackReader &in);

void writeEncoding(MsgPackWriter &out, const std::vector<UpdateEncoding> &encoding);
std::vector<UpdateEncoding> readEncoding(MsgPackReader &in);

Result<> writeTuple(MsgPackWriter &out, const OperationTuple &tuple,
                    const OperationContext &context);
Result<OperationTuple> readTuple(MsgPackReader &in, const OperationContext &context);

/// Compresses packed content, if it is large enough for that, and says what it is then.
void compress(QByteArray &packed, std::vector<UpdateEncoding> &encoding, gzip::Effort effort = gzip::Effort::Usual);
/// Undoes all of `encoding` but the MessagePack. BadUpdate for what is not known, or is secured.
Result<QByteArray> decompress(const QByteArray &bytes, const std::vector<UpdateEncoding> &encoding);

} // namespace mld::fields
