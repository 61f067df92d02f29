// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
//
// What stands in for an m-ld Gateway in tests (engine/doc/gateway.md): its logins, names, configurations, refusals and
// silences, with the reference's own Socket.IO service, and a real clone of the reference in each named domain.
//
//   node gateway.mjs '{"port": 0, "data": DIR, "tls": {"key": PATH, "cert": PATH}, "accounts": {NAME: ACCOUNT},
//                      "presentAfter": 0, "refusals": 0, "tokensOnce": false, "pingInterval": 25000, "pingTimeout": 20000}'
//
// Says its port on a line of its own when it listens, and ends with its standard input. An ACCOUNT has a "key", and
// may have "emails", "naming", "remotesAuth", all arrays, "revoked": true, and "domains", which exist from the start. The activation
// code is always 123456. With `data` domains outlive the process. A clone is present `presentAfter` ms after it is
// online; the first `refusals` logins are refused without a word. With `tokensOnce` a token lets in once, as if it had
// run out after that.

import { createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { Server } from 'socket.io';
import { clone, uuid } from '@m-ld/m-ld';
import { IoRemotes } from '@m-ld/m-ld/ext/socket.io';
import { IoRemotesService } from '@m-ld/m-ld/ext/socket.io/server';

const GATEWAY = 'gw.example.org', ROOT = 'rootacct', CODE = '123456';
const UUID = /^c[a-z0-9]{24}$/, LABEL = /^[a-z0-9_-]+$/;
const { port = 0, data, tls, accounts: given = {}, presentAfter = 0, refusals = 0, tokensOnce = false, ...options } =
  JSON.parse(process.argv[2] ?? '{}');
const folder = data ?? mkdtempSync(join(tmpdir(), 'gateway-'));
const internal = randomBytes(20).toString('hex'); // lets its own clones in

class Refusal extends Error {
  constructor(status, code, message = '') { super(message); Object.assign(this, { status, code }); }
}
const unauthorized = message => new Refusal(401, 'Unauthorized', message);
const badRequest = message => new Refusal(400, 'BadRequest', message);
const forbidden = () => new Refusal(403, 'Forbidden');

const accounts = new Map(), emails = new Map();
for (const [name, { key, ...more }] of Object.entries({ [ROOT]: { key: `${ROOT}.rootid:root-secret` }, ...given })) {
  accounts.set(name, { name, domains: [], naming: [], remotesAuth: [], emails: [], ...more, keys: new Map, clones: new Map });
  if (key) addKey(name, key);
}

function addKey(account, key) {
  const id = /^[^.]*\.([^:]*):/.exec(key)[1];
  let pair; // takes time to make, and is seldom wanted
  accounts.get(account).keys.set(id, { id, key, get pair() { return pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }); } });
  return accounts.get(account).keys.get(id);
}

function newKey(account) {
  const letters = [...randomBytes(80)].map(byte => String.fromCharCode(97 + byte % 16)).join('');
  return addKey(account, `${ROOT}.${letters.slice(0, 6)}:${letters.slice(6)}`);
}

function byKey(user, key) {
  const id = /^[^.:]+\.([^.:]+):.+$/.exec(key)?.[1];
  if (!id) throw new Refusal(500, 'InternalServer', 'caused by RangeError: not a valid authorisation key');
  const account = accounts.get(user);
  if (!account) throw unauthorized(`Not found: ${user}`);
  const known = account.keys.get(id);
  if (!known) throw unauthorized(`caused by UnauthorizedError: Key ${id} does not belong to account ${user}`);
  if (account.revoked) throw unauthorized('Key revoked');
  if (known.key !== key) throw unauthorized('');
  return { account, key: known };
}

const encode = object => Buffer.from(JSON.stringify(object)).toString('base64url');
function mint({ account, key }) {
  const now = Math.floor(Date.now() / 1000);
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: key.id })}.${encode({ iat: now, exp: now + 600, jti: uuid(), iss: `http://${GATEWAY}/${account.name}` })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.pair.privateKey).toString('base64url')}`;
}

function byJwt(jwt) {
  const parts = jwt.split('.');
  let header, claims;
  try { [header, claims] = parts.slice(0, 2).map(part => JSON.parse(Buffer.from(part, 'base64url'))); } catch { /* not one */ }
  if (!claims?.iss) throw unauthorized('Missing JWT issuer identity');
  const account = accounts.get(claims.iss.split('/').pop()), key = account?.keys.get(header.kid);
  if (!key || !createVerify('RSA-SHA256').update(parts.slice(0, 2).join('.')).verify(key.pair.publicKey, Buffer.from(parts[2] ?? '', 'base64url')))
    throw unauthorized('caused by JsonWebTokenError: invalid signature');
  if (claims.exp && claims.exp * 1000 <= Date.now()) throw unauthorized('caused by TokenExpiredError: jwt expired');
  return { account, key };
}

function login(request) {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') return byJwt(credentials);
  if (scheme !== 'Basic') throw unauthorized('Unrecognised authorization');
  const text = Buffer.from(credentials, 'base64').toString(), at = text.indexOf(':');
  return byKey(text.slice(0, at), text.slice(at + 1));
}

class Remotes extends IoRemotes {
  async setPresent(present) {
    if (presentAfter) await new Promise(resolve => setTimeout(resolve, presentAfter));
    return super.setPresent(present);
  }
}

/** Its own clone of a domain, loaded when it is first wanted. */
function ownClone(account, name) {
  if (!account.clones.has(name)) {
    const place = join(folder, `${name}.${account.name}`), isNew = !existsSync(place);
    account.clones.set(name, clone(new ClassicLevel(place), Remotes, {
      '@id': uuid(), '@domain': `${name}.${account.name}.${GATEWAY}`, genesis: isNew, logLevel: 'silent',
      io: { uri: origin, opts: { forceNew: true, rejectUnauthorized: false, auth: { key: internal } } }
    }).then(async made => {
      await made.status.becomes({ online: true });
      return made;
    }));
  }
  return account.clones.get(name);
}
const hasDomain = (account, name) =>
  account.clones.has(name) || existsSync(join(folder, `${name}.${account.name}`));

function configuration(account, name, who, genesis) {
  const io = { uri: `${origin}/` }, auth = account.remotesAuth;
  if (auth.includes('jwt')) io.opts = { auth: { jwt: who ? mint(who) : '≪your-token≫' } };
  else if (!auth.length || auth.includes('key'))
    io.opts = { auth: { key: '≪your-auth-key≫', user: who?.account.name ?? '≪your-account-name≫' } };
  return { '@domain': `${name}.${account.name}.${GATEWAY}`, genesis, io };
}

async function openNamed(request, account, name) {
  const who = login(request);
  if (who.account !== accounts.get(account)) throw forbidden();
  await ownClone(who.account, name);
  return [200, configuration(who.account, name, who, false)];
}

async function ofUser(request, url, [account, what, id], body) {
  if (!LABEL.test(account)) throw new Refusal(404, 'NotFound');
  if (request.method === 'POST' && what === 'activation') {
    if (!/^\S+@\S+\.\S+$/.test(body?.email)) throw badRequest('caused by ValidationError: "value" must be a valid email');
    if (accounts.has(account) && !accounts.get(account).emails.includes(body.email))
      throw unauthorized(`Email ${body.email} not registered to account ${account}`);
    const jwe = randomBytes(40).toString('hex');
    emails.set(jwe, { account, email: body.email });
    return [200, { jwe }];
  }
  if (request.method === 'POST' && what === 'key') {
    if (request.headers['x-activation-code']) {
      const asked = emails.get(request.headers.authorization?.split(' ')[1]);
      if (!asked || request.headers['x-activation-code'] !== CODE)
        throw new Refusal(500, 'InternalServer', 'caused by Error: Unsupported state or unable to authenticate data');
      if (asked.account !== account) throw unauthorized('User does not match activation');
      if (!accounts.has(account))
        accounts.set(account, { name: account, domains: [], naming: [], remotesAuth: [], emails: [asked.email], keys: new Map, clones: new Map });
    } else if (![account, ROOT].includes(login(request).account.name)) {
      throw forbidden();
    }
    const made = newKey(account), passphrase = made.key.split(':')[1];
    return [200, {
      auth: { key: made.key },
      ...url.searchParams.get('type') === 'rsa' && { key: {
        type: 'rsa', public: made.pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        private: made.pair.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase }).toString('base64')
      } }
    }];
  }
  if (request.method === 'GET' && what === 'publicKey') {
    const who = login(request);
    if (who.account.name !== account) throw forbidden();
    return [200, who.account.keys.get(id).pair.publicKey.export({ type: 'spki', format: 'pem' }), 'application/x-pem-file'];
  }
  throw new Refusal(405, 'MethodNotAllowed');
}

async function ofDomain(request, url, [account, name, what], body) {
  if (request.method === 'POST' && !name) {
    const known = accounts.get(account), forGuests = known?.naming.includes('uuid');
    if (!body?.name) {
      if (!forGuests) throw new Refusal(405, 'MethodNotAllowed', 'Unable to generate name; use PUT');
      return [200, configuration(known, uuid(), undefined, true)];
    }
    if (forGuests && UUID.test(body.name)) return [200, configuration(known, body.name)];
    return openNamed(request, account, body.name);
  }
  if (request.method === 'GET' && what === 'state') {
    const who = login(request);
    if (who.account.name !== account || !hasDomain(who.account, name)) throw forbidden();
    const found = await (await ownClone(who.account, name)).read(JSON.parse(url.searchParams.get('q')));
    return [200, [...found].map(subject => JSON.stringify(subject)).join('\n'), 'application/x-ndjson'];
  }
  if (request.method !== 'PUT' || what) throw new Refusal(405, 'MethodNotAllowed');
  if (!LABEL.test(name)) throw badRequest('Bad domain [object Object]');
  const strange = Object.keys(body ?? {}).find(key => !['useSignatures', 'user'].includes(key));
  if (strange) throw badRequest(`caused by ValidationError: "${strange}" is not allowed`);
  if (body?.useSignatures) throw new Refusal(409, 'Conflict', 'Cannot change use of signatures after creation');
  return openNamed(request, account, name);
}

async function answer(request, url, body) {
  const [, api, version, kind, ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (api === 'api' && version === 'v1') {
    if (kind === 'context') {
      const context = { '@base': `http://${GATEWAY}/`, '@vocab': 'http://gw.m-ld.org/#' };
      return request.headers.accept?.includes('application/ld+json') ?
        [200, context, 'application/ld+json'] : [200, `<html>${JSON.stringify(context)}</html>`, 'text/html'];
    }
    if (kind === 'user') return ofUser(request, url, rest, body);
    if (kind === 'domain') return ofDomain(request, url, rest, body);
  }
  throw new Refusal(404, 'NotFound');
}

const read = path => path && readFileSync(path);
const handle = async (request, response) => {
  let result;
  try {
    let text = '';
    for await (const piece of request) text += piece;
    result = await answer(request, new URL(request.url, origin), text ? JSON.parse(text) : undefined);
  } catch (error) {
    result = [error.status ?? 500, { code: error.code ?? 'InternalServer', message: error.message }];
  }
  const [status, body, type = 'application/json'] = result;
  response.writeHead(status, { 'content-type': type }).end(typeof body == 'string' ? body : JSON.stringify(body));
};
const http = tls ? createSecureServer({ key: read(tls.key), cert: read(tls.cert) }, handle) : createServer(handle);
const io = new Server(http, { serveClient: false, ...options });
new IoRemotesService(io.sockets).on('error', error => console.error(error));

let refused = 0;
const used = new Set;
/** Returns false for what gets no answer. */
async function mayEnter({ auth, query: { '@id': id, '@domain': domain } }) {
  const values = Object.entries(auth);
  if (!id || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]+$/.test(domain) ||
    values.some(([key, value]) => !['user', 'key', 'jwt'].includes(key) || typeof value != 'string' || !value))
    throw new Error('');
  if (!domain.endsWith(GATEWAY)) throw new Error('Bad gateway');
  if (auth.key === internal) return true;
  if (refused++ < refusals) throw new Error('');
  const [name, owner] = domain.split('.'), ways = accounts.get(owner)?.remotesAuth ?? [];
  if (!values.length) {
    if (!UUID.test(name)) throw new Error('');
    if (!ways.includes('anon')) throw new Error('Anonymous messaging unavailable');
    return true;
  }
  let who;
  if (auth.user && auth.key) {
    if (ways.length && !ways.includes('key')) throw new Error('Key-authenticated messaging unavailable');
    who = byKey(auth.user, auth.key);
  } else if (auth.jwt) {
    if (!ways.includes('jwt')) throw new Error('JWT-authenticated messaging unavailable');
    who = byJwt(auth.jwt);
    if (tokensOnce && used.has(auth.jwt)) throw new Error('');
    used.add(auth.jwt);
  } else {
    throw new Error('Unrecognised authentication');
  }
  if (who.account.name !== owner) throw new Error('');
  if (!hasDomain(who.account, name)) return false;
  await ownClone(who.account, name);
  return true;
}
const told = /^(Not found|Bad gateway|Unrecognised|Missing JWT|.*messaging unavailable)/;
io.use((socket, next) => mayEnter(socket.handshake).then(may => may && next(),
  error => next(new Error(told.test(error.message) ? error.message : ''))));

let origin;
http.listen(port, '127.0.0.1', async () => {
  origin = `${tls ? 'https' : 'http'}://127.0.0.1:${http.address().port}`;
  for (const account of accounts.values())
    for (const name of account.domains) await ownClone(account, name);
  console.log(http.address().port);
});
process.on('exit', () => data || rmSync(folder, { recursive: true, force: true }));
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
