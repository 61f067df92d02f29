// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/bytestream.h"

#include "net/tcpstream.h"
#ifdef MLD_HAVE_WEBSOCKETS
#include "net/websocketstream.h"
#endif

#include "moc_bytestream.cpp"

namespace mld {

bool ByteStream::supportsWebSocket()
{
#ifdef MLD_HAVE_WEBSOCKETS
    return true;
#else
    return false;
#endif
}

std::unique_ptr<ByteStream> ByteStream::make(const Endpoint &endpoint)
{
#ifdef MLD_HAVE_WEBSOCKETS
    if (endpoint.webSocket)
        return std::make_unique<WebSocketStream>(endpoint);
#endif
    return std::make_unique<TcpStream>(endpoint);
}

} // namespace mld
