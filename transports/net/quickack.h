// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace mld {

/// Acknowledges what has been received on a TCP socket now, if nothing that was sent has done so. A broker
/// with Nagle's algorithm, as mosquitto is unless told otherwise, holds a message back until those before it
/// are acknowledged; and what asks for no answer (QoS 0) the system acknowledges only after 40 ms. To be
/// called after each read, since the system soon falls back. Does nothing where there is no such call.
inline void acknowledgeAtOnce([[maybe_unused]] qintptr socket)
{
#ifdef Q_OS_LINUX
    const int isOn = 1;
    setsockopt(static_cast<int>(socket), IPPROTO_TCP, TCP_QUICKACK, &isOn, sizeof isOn);
#endif
}

} // namespace mld
