// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A clone of the reference engine, m-ld-js, over MQTT or Socket.IO, with the same command line, configuration
// and JSON lines as mld-clone (design.md 5), so that a test can put either in the place of the other.
//
//   node js-clone.mjs --config FILE --data DIR
//
// Shared texts are those that the domain's data declares; the reference's own TSeq is at hand.

import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ClassicLevel } from 'classic-level';
import { clone, uuid } from '@m-ld/m-ld';
import { MqttRemotes } from '@m-ld/m-ld/ext/mqtt';
import { IoRemotes } from '@m-ld/m-ld/ext/socket.io';
import { MeldAclTransportSecurity } from '@m-ld/m-ld/ext/security';

const { values: args } = parseArgs({ options: { config: { type: 'string' }, data: { type: 'string' } } });
const config = { '@id': uuid(), genesis: false, logLevel: 'warn', ...JSON.parse(readFileSync(args.config, 'utf8')) };

const say = object => process.stdout.write(JSON.stringify(object) + '\n');
const fail = (error, exit = true) => {
  console.error(error?.stack);
  say({ event: 'error', message: `${error?.message ?? error}`, status: error?.status });
  if (exit) process.exit(1);
};
// The reference tells of fatal conditions by throwing where nobody can catch (wire.md T37).
process.on('uncaughtException', error => fail(error));
process.on('unhandledRejection', error => fail(error, false));
// Its log goes to stdout by default, which is ours.
for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace'])
  console[level] = (...what) => process.stderr.write(`${level} ${what.join(' ')}\n`);

// As mld-clone has it: with a key, messages are signed, and encrypted if the data have a secret.
function security() {
  if (!config.principal) return {};
  const { '@id': id, key } = config.principal;
  const principal = { '@id': id, ...key && { sign: data => createSign('RSA-SHA256').update(data).sign(key) } };
  return { principal, ...key && { transportSecurity: new MeldAclTransportSecurity(config, principal) } };
}

// With the key "garbage", what it serves is spoilt, in one of these ways.
const spoil = {
  noise: message => Buffer.from(message.map(() => Math.random() * 256)),
  half: message => message.subarray(0, message.length / 2),
  nothing: () => Buffer.alloc(0),
  nonsense: () => Buffer.from([0x93, 0x01, 0xc3, 0xa3, 0x66, 0x6f, 0x6f]) // [1, true, "foo"]
};
const Remotes = config.io ? IoRemotes : MqttRemotes;
class SpoilingRemotes extends Remotes {
  async notifier(params) {
    const channel = await super.notifier(params);
    return {
      id: channel.id,
      publish: message => channel.publish(spoil[config.garbage](message)),
      close: () => channel.close?.()
    };
  }
}

// As mld-clone has it, by the module for web pages, which has packages of its own.
async function sealing() {
  if (!config.seal) return Remotes;
  const { NotebookKey, sealed } = await import('../../examples/web/sealed.mjs');
  return sealed(Remotes, new NotebookKey(process.env[config.seal.env]), fail);
}

const meld = await clone(new ClassicLevel(join(args.data, 'level')),
  config.garbage ? SpoilingRemotes : await sealing(), config, security());
say({ event: 'started' });

const plain = ({ online, outdated, silo, ticks }) => ({ online, outdated, silo, ticks });
let last;
meld.status.subscribe({
  next(status) {
    const body = plain(status);
    if (JSON.stringify(body) !== last) say({ event: 'status', body });
    last = JSON.stringify(body);
  },
  error: error => fail(error)
});
meld.follow(update => say({
  event: 'update',
  body: {
    '@ticks': update['@ticks'], '@delete': update['@delete'],
    '@insert': update['@insert'], '@update': update['@update']
  }
}));

let closed;
const close = () => closed ??= meld.close();

const operations = {
  read: async ({ pattern }) => [...await meld.read(pattern)],
  write: async ({ pattern }) => { await meld.write(pattern); return null; },
  status: async () => plain(meld.status.value),
  close: async () => { await close(); return null; }
};

async function handle(line) {
  let request;
  try {
    request = JSON.parse(line);
    if (!operations[request.op]) throw new Error(`unknown op ${request.op}`);
  } catch (error) {
    return say({ id: null, error: { message: error.message } });
  }
  try {
    say({ id: request.id, result: await operations[request.op](request) });
  } catch (error) {
    say({ id: request.id, error: { message: `${error.message ?? error}`, status: error.status } });
  }
  if (request.op === 'close') process.exit(0);
}

const lines = createInterface({ input: process.stdin });
lines.on('line', handle);
// An answer to a close may still be due.
lines.on('close', async () => { await close(); setImmediate(() => process.exit(0)); });
