// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A Socket.IO server that carries notebooks, and hands out the page.
//
//   node server.mjs        listens at HOST (127.0.0.1) and PORT (3000); with a KEY, lets in only who gives it

import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { IoRemotesService } from '@m-ld/m-ld/ext/socket.io/server';

const { HOST = '127.0.0.1', PORT = 3000, KEY } = process.env;
const files = { '/': ['page.html', 'text/html'], '/page.js': ['build/page.js', 'text/javascript'] };

const http = createServer((request, response) => {
  const [path, type] = files[request.url.split('?')[0]] ?? [];
  if (!path) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` });
  createReadStream(new URL(path, import.meta.url)).on('error', () => response.destroy()).pipe(response);
});
const io = new Server(http);
io.use((socket, next) => {
  const { query, auth } = socket.handshake;
  const isWelcome = query['@id'] && query['@domain'] && (!KEY || auth.key === KEY);
  next(isWelcome ? undefined : new Error('not welcome'));
});
new IoRemotesService(io.sockets).on('error', error => console.error(error.message));
http.listen(PORT, HOST, () => console.log(`http://${HOST}:${http.address().port}/`));
