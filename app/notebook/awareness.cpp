// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/awareness.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"

#include <QRegularExpression>

namespace commonplace {
namespace {

const QString channel = QStringLiteral("awareness");

constexpr qsizetype maxPayload = 16 * 1024;
constexpr qsizetype maxKnown = 1000;
constexpr qsizetype maxIdLength = 200;
constexpr qsizetype maxNameLength = 60;
constexpr qsizetype maxPlace = 4096; // there are texts with longer ones: these go without
constexpr qint64 maxPosition = 1 << 30;

int readPosition(mld::MsgPackReader &reader)
{
    const qint64 position = reader.readInteger();
    return position < 0 || position > maxPosition ? -1 : int(position);
}

QByteArrayView boundedPlace(QByteArrayView place)
{
    return place.size() > maxPlace ? QByteArrayView() : place;
}

/// Without what would break lines or turn the direction of the words around it.
QString plainName(const QString &text)
{
    static const QRegularExpression unwanted(
        QStringLiteral("[\\x{061c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"));
    QString name = text.left(4 * maxNameLength).remove(unwanted);
    for (QChar &c : name) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    name = name.simplified().left(maxNameLength);
    if (!name.isEmpty() && name.back().isHighSurrogate())
        name.chop(1);
    return name;
}

bool isColour(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^#[0-9a-fA-F]{6}$"));
    return pattern.match(text).hasMatch();
}

} // namespace

QByteArray AwarenessState::encoded() const
{
    mld::MsgPackWriter writer;
    writer.beginMap(10);
    writer.writeString(u"id").writeString(clone);
    writer.writeString(u"name").writeString(name);
    writer.writeString(u"colour").writeString(colour);
    writer.writeString(u"note").writeString(note);
    writer.writeString(u"caret").writeInteger(caret);
    writer.writeString(u"anchor").writeInteger(anchor);
    writer.writeString(u"caretAt").writeBinary(boundedPlace(caretPlace));
    writer.writeString(u"anchorAt").writeBinary(boundedPlace(anchorPlace));
    writer.writeString(u"leaving").writeBoolean(isLeaving);
    writer.writeString(u"time").writeBinary(time);
    return writer.takeBytes();
}

mld::Result<AwarenessState> AwarenessState::decode(const QByteArray &bytes)
{
    const mld::Error malformed { mld::ErrorCode::Malformed, QStringLiteral("Not an awareness message.") };
    if (bytes.size() > maxPayload)
        return malformed;
    mld::MsgPackReader reader(bytes);
    AwarenessState state;
    for (qsizetype count = reader.readMap(); count > 0 && !reader.hasFailed(); --count) {
        const QString key = reader.readString();
        if (key == QLatin1String("id"))
            state.clone = reader.readString();
        else if (key == QLatin1String("name"))
            state.name = plainName(reader.readString());
        else if (key == QLatin1String("colour"))
            state.colour = reader.readString();
        else if (key == QLatin1String("note"))
            state.note = reader.readString();
        else if (key == QLatin1String("caret"))
            state.caret = readPosition(reader);
        else if (key == QLatin1String("anchor"))
            state.anchor = readPosition(reader);
        else if (key == QLatin1String("caretAt"))
            state.caretPlace = boundedPlace(reader.readBinary()).toByteArray();
        else if (key == QLatin1String("anchorAt"))
            state.anchorPlace = boundedPlace(reader.readBinary()).toByteArray();
        else if (key == QLatin1String("leaving"))
            state.isLeaving = reader.readBoolean();
        else if (key == QLatin1String("time"))
            state.time = reader.readBinary().toByteArray();
        else
            reader.skip();
    }
    if (!reader.isDone() || state.clone.isEmpty() || state.clone.size() > maxIdLength
        || state.note.size() > maxIdLength)
        return malformed;
    if (!isColour(state.colour))
        state.colour.clear();
    return state;
}

AwarenessChannel::AwarenessChannel(mld::Transport *transport, const mld::CloneId &self, QObject *parent)
    : QObject(parent), m_transport(transport)
{
    m_state.clone = self;
    m_throttle.setSingleShot(true);
    m_throttle.setInterval(throttleMs);
    m_heartbeat.setInterval(heartbeatMs);
    m_receipt.setSingleShot(true);
    m_receipt.setInterval(receiptMs);
    connect(&m_receipt, &QTimer::timeout, this, &AwarenessChannel::scheduleSend);
    connect(&m_throttle, &QTimer::timeout, this, &AwarenessChannel::send);
    connect(&m_heartbeat, &QTimer::timeout, this, &AwarenessChannel::send);
    connect(transport, &mld::Transport::messageReceived, this, &AwarenessChannel::receive);
    connect(transport, &mld::Transport::stateChanged, this, [this](mld::Transport::State state) {
        m_known.clear();
        if (state == mld::Transport::State::Connected)
            openChannel();
        else
            m_heartbeat.stop();
    });
    connect(transport, &mld::Transport::channelOpened, this, [this](const QString &id) {
        if (id == channel)
            send();
    });
    connect(transport, &mld::Transport::presenceChanged, this, [this] { scheduleSend(); });
    if (transport->state() == mld::Transport::State::Connected)
        openChannel();
}

void AwarenessChannel::openChannel()
{
    m_transport->openChannel(channel, {});
    m_heartbeat.start();
}

void AwarenessChannel::setState(AwarenessState state)
{
    state.clone = m_state.clone;
    state.time = m_state.time;
    if (state == m_state)
        return;
    m_state = std::move(state);
    scheduleSend();
}

void AwarenessChannel::setTime(const QByteArray &time)
{
    if (time == m_state.time)
        return;
    m_state.time = time;
    if (!m_receipt.isActive())
        m_receipt.start();
}

void AwarenessChannel::leave()
{
    m_state.isLeaving = true;
    send();
    m_heartbeat.stop();
    m_throttle.stop();
}

void AwarenessChannel::scheduleSend()
{
    if (!m_throttle.isActive())
        m_throttle.start();
}

void AwarenessChannel::send()
{
    if (m_transport->state() != mld::Transport::State::Connected || m_state.name.isEmpty())
        return;
    m_transport->unicast({ mld::Lane::Notify, m_state.clone, {}, {}, {}, channel }, m_state.encoded());
}

void AwarenessChannel::receive(const mld::Address &from, const QByteArray &payload)
{
    if (from.lane != mld::Lane::Notify || from.channelId != channel)
        return;
    const auto state = AwarenessState::decode(payload);
    if (!state || state->clone == m_state.clone)
        return;
    // Somebody new may have missed what was said before.
    if (!m_known.contains(state->clone) && m_known.size() < maxKnown) {
        m_known.insert(state->clone);
        scheduleSend();
    }
    if (state->isLeaving)
        m_known.remove(state->clone);
    Q_EMIT heard(*state);
}

} // namespace commonplace
