// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
//
// A real Socket.IO server with m-ld-js's own service in it, as a team's web server has it.
//
//   node io-server.mjs '{"port": 0, "pingInterval": 25000, "pingTimeout": 20000, "transports": ["websocket", "polling"],
//                        "service": true, "auth": {…}, "tls": {"key": PATH, "cert": PATH, "ca": PATH, "requestCert": …},
//                        "version": 4}'
//
// Says its port on a line of its own when it listens. Without `service` it is any other server. In the
// namespace /echo it does what the tests of the client library ask for. The versions 2 and 3 of Socket.IO are there too.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { IoRemotesService } from '@m-ld/m-ld/ext/socket.io/server';

const { port = 0, service = true, auth, tls, version = 4, ...options } = JSON.parse(process.argv[2] ?? '{}');
const { Server, default: OldServer } = await import(version === 4 ? 'socket.io' : `socket.io-v${version}`);
// What is not for Socket.IO gets the answer of any web server.
const refuse = (_, response) => response.writeHead(404).end();
const read = path => path && readFileSync(path);
const http = tls ? createSecureServer(
  { ...tls, key: read(tls.key), cert: read(tls.cert), ca: read(tls.ca) }, refuse) : createServer(refuse);
const io = new (Server ?? OldServer)(http, { serveClient: false, ...options });
if (auth) {
  io.use((socket, next) => JSON.stringify(socket.handshake.auth) === JSON.stringify(auth) ?
    next() : next(new Error('wrong, says /srv/secret/path')));
}
if (service) new IoRemotesService(io.of('/')).on('error', error => console.error(error));

io.of('/echo').on('connection', socket => {
  socket.on('echo', (...args) => {
    const ack = typeof args.at(-1) == 'function' ? args.pop() : undefined;
    ack ? ack(...args) : socket.emit('echo', ...args);
  });
  socket.on('ask me', what => socket.emit('question', what, answer => socket.emit('answered', answer)));
  socket.on('who', () => socket.emit('you', socket.handshake.query, socket.handshake.auth,
    socket.handshake.headers['x-test'] ?? '', socket.conn.transport.name));
  socket.on('end me', how => how === 'transport' ? socket.conn.close() : socket.disconnect());
});
http.listen(port, '127.0.0.1', () => console.log(http.address().port));
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
