// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/fields.h"

#include "codec/gzip.h"

namespace mld::fields {

namespace {

constexpr qsizetype maxEncodings = 8;
// Content above this size is compressed (T20).
constexpr qsizetype compressAbove = 1024;

} // namespace

void writeAttribution(MsgPackWriter &out, const std::optional<Attribution> &attr)
{
    if (!attr) {
        out.writeNull();
        return;
    }
    out.beginMap(2).writeUtf8("pid").writeString(attr->principalId);
    out.writeUtf8("sig").writeBinary(attr->signature);
}

std::optional<Attribution> readAttribution(MsgPackReader &in)
{
    if (in.skipNull())
        return std::nullopt;
    const RawMap map(in);
    MsgPackReader principal = map.at("pid");
    MsgPackReader signature = map.at("sig");
    Attribution attr;
    attr.principalId = principal.readString();
    if (map.contains("sig") && !signature.skipNull())
        attr.signature = signature.readBinary().toByteArray();
    in.failWith(principal);
    in.failWith(signature);
    return attr;
}

void writeEncoding(MsgPackWriter &out, const std::vector<UpdateEncoding> &encoding)
{
    out.beginArray(qsizetype(encoding.size()));
    for (const UpdateEncoding step : encoding)
        out.writeInteger(qint64(step));
}

std::vector<UpdateEncoding> readEncoding(MsgPackReader &in)
{
    const qsizetype count = in.readArray();
    if (count > maxEncodings)
        in.fail();
    std::vector<UpdateEncoding> encoding;
    for (qsizetype i = 0; i < count && !in.hasFailed(); ++i) {
        const qint64 step = in.readInteger();
        if (step < 0 || step > qint64(UpdateEncoding::Secured))
            in.fail();
        encoding.push_back(UpdateEncoding(step));
    }
    return encoding;
}

void compress(QByteArray &packed, std::vector<UpdateEncoding> &encoding, gzip::Effort effort)
{
    encoding = { UpdateEncoding::MsgPack };
    if (packed.size() > compressAbove) {
        packed = gzip::compress(packed, effort);
        encoding.push_back(UpdateEncoding::GZip);
    }
}

Result<QByteArray> decompress(const QByteArray &bytes, const std::vector<UpdateEncoding> &encoding)
{
    const auto refuse = [](const QString &why) {
        return Error{ ErrorCode::BadUpdate, why };
    };
    if (encoding.empty() || encoding.front() != UpdateEncoding::MsgPack)
        return refuse(QStringLiteral("An operation has an encoding that is not known."));
    QByteArray packed = bytes;
    for (auto step = encoding.crbegin(); step != encoding.crend() - 1; ++step) {
        switch (*step) {
        case UpdateEncoding::GZip: {
            Result<QByteArray> unpacked = gzip::decompress(packed);
            if (!unpacked)
                return unpacked;
            packed = std::move(*unpacked);
            break;
        }
        case UpdateEncoding::Secured:
            // Some are marked so that are in clear (T5). An encrypted update is a map; content is an
            // array, and gzip begins with neither.
            if (MsgPackReader(packed).nextIs(MsgPackReader::Type::Map))
                return refuse(QStringLiteral("An operation is encrypted."));
            break;
        case UpdateEncoding::Json:
        case UpdateEncoding::MsgPack:
            return refuse(QStringLiteral("An operation has an encoding that is not known."));
        }
    }
    return packed;
}

} // namespace mld::fields
