// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/frame.h"

#include <QtEndian>

#include <algorithm>

namespace mld::lan {

namespace {

enum class Kind : quint8 { Alive = 16, Bye, Presence, First, More, View, Ask, Doubt };
constexpr quint8 kOperation = 0;

template <typename Integer>
void append(QByteArray &to, Integer number)
{
    char bytes[sizeof number];
    qToBigEndian(number, bytes);
    to.append(bytes, sizeof bytes);
}

template <typename Integer>
std::optional<Integer> readNumber(QByteArrayView &from)
{
    if (from.size() < qsizetype(sizeof(Integer)))
        return {};
    const Integer number = qFromBigEndian<Integer>(from.data());
    from = from.sliced(sizeof(Integer));
    return number;
}

std::optional<QString> readText(QByteArrayView &from)
{
    const auto size = readNumber<quint16>(from);
    if (!size || *size > kLongestId || *size > from.size())
        return {};
    const QByteArrayView utf8 = from.first(*size);
    from = from.sliced(*size);
    QString text = QString::fromUtf8(utf8);
    // What is no text would be another on its way back.
    return text.toUtf8() == utf8 ? std::optional(std::move(text)) : std::nullopt;
}

void appendText(QByteArray &to, const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    append(to, quint16(utf8.size()));
    to.append(utf8);
}

QByteArray small(Kind kind)
{
    return QByteArray(1, char(kind));
}

} // namespace

QByteArray aliveFrame()
{
    return small(Kind::Alive);
}

QByteArray askFrame()
{
    return small(Kind::Ask);
}

QByteArray doubtFrame()
{
    return small(Kind::Doubt);
}

QByteArray viewFrame(const QByteArray &hash)
{
    return small(Kind::View) + hash;
}

QByteArray byeFrame()
{
    return small(Kind::Bye);
}

QByteArray presenceFrame(bool isPresent)
{
    return small(Kind::Presence) + char(isPresent ? 1 : 0);
}

QByteArray Cutter::next()
{
    QByteArray frame;
    const qsizetype size = std::min(kPieceSize, m_message.payload.size() - m_position);
    frame.reserve(size + 64);
    if (!std::exchange(m_hasBegun, true)) {
        frame.append(char(Kind::First));
        frame.append(char(m_message.lane ? quint8(*m_message.lane) + 1 : kOperation));
        append(frame, quint32(m_message.payload.size()));
        appendText(frame, m_message.messageId);
        appendText(frame, m_message.sentMessageId);
        appendText(frame, m_message.channelId);
    } else {
        frame.append(char(Kind::More));
    }
    frame.append(m_message.payload.constData() + m_position, size);
    m_position += size;
    return frame;
}

Assembly::Outcome Assembly::take(const QByteArray &frame)
{
    m_isBroken = m_isBroken || frame.isEmpty();
    if (m_isBroken)
        return Malformed();
    const QByteArrayView body = QByteArrayView(frame).sliced(1);
    Outcome outcome = Malformed();
    switch (Kind(frame[0])) {
    case Kind::Alive:
        if (body.isEmpty())
            outcome = Alive();
        break;
    case Kind::Ask:
        if (body.isEmpty())
            outcome = Ask();
        break;
    case Kind::Doubt:
        if (body.isEmpty())
            outcome = Doubt();
        break;
    case Kind::View:
        if (body.size() == Vigil::kViewSize)
            outcome = View{body.toByteArray()};
        break;
    case Kind::Bye:
        if (body.isEmpty())
            outcome = Bye();
        break;
    case Kind::Presence:
        if (body.size() == 1 && quint8(body[0]) <= 1)
            outcome = Presence{body[0] == 1};
        break;
    case Kind::First:
        if (!m_message)
            outcome = takeFirst(body);
        break;
    case Kind::More:
        if (m_message)
            outcome = takeMore(body);
        break;
    }
    if (std::holds_alternative<Malformed>(outcome)) {
        m_isBroken = true;
        m_message.reset();
    }
    return outcome;
}

Assembly::Outcome Assembly::takeFirst(QByteArrayView body)
{
    const auto lane = readNumber<quint8>(body);
    const auto total = readNumber<quint32>(body);
    if (!lane || *lane > quint8(Lane::Notify) + 1 || !total || *total > kLargestMessage)
        return Malformed();
    Message message;
    if (*lane != kOperation)
        message.lane = Lane(*lane - 1);
    for (QString Message::*each : {&Message::messageId, &Message::sentMessageId, &Message::channelId}) {
        auto text = readText(body);
        if (!text)
            return Malformed();
        message.*each = std::move(*text);
    }
    m_total = *total;
    m_message = std::move(message);
    return takeMore(body);
}

Assembly::Outcome Assembly::takeMore(QByteArrayView body)
{
    QByteArray &payload = m_message->payload;
    if (body.size() > m_total - payload.size() || (body.isEmpty() && m_total > 0))
        return Malformed();
    payload.append(body);
    if (payload.size() < m_total)
        return Part();
    Message complete = std::move(*m_message);
    m_message.reset();
    return complete;
}

} // namespace mld::lan
