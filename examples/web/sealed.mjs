// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Makes m-ld-js a member of sealed notebooks, as engine/sealing/README.md has them: what no messaging service can read or
// make up. It goes around a class of remotes, by methods that are no public interface of m-ld-js: for version 0.10.0 alone.
//
//   import { NotebookKey, sealed } from './sealed.mjs';
//   const key = new NotebookKey(text);
//   await clone(backend, sealed(MqttRemotes, key), { '@domain': key.domain, … });

import { xchacha20poly1305 } from '@noble/ciphers/chacha';
import { randomBytes } from '@noble/ciphers/webcrypto';
import { ed25519 } from '@noble/curves/ed25519';
import { blake2b } from '@noble/hashes/blake2b';

const OPERATION = 0, SEND = 1, REPLY = 2, NOTIFY = 3;
const SEAL_MARK = 0xe1, RECORD_MARK = 0xe2, VERSION = 1, SUITE = 1, EDITOR = 1, OWNER = 2;
const HEAD = 9, NONCE = 24, PROOF = 16, BLOCK = 64, TAG = 16;
const MOST_REQUESTS = 4096; // that are remembered
const NEWS = 'sealing'; // the channel on which the owner's word travels

const utf8 = text => new TextEncoder().encode(text);
const join = (...parts) => {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
const number = value => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};
const text = value => join(number(utf8(value).length), utf8(value));
const isSame = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

function derived(secret, use) {
  const salt = new Uint8Array(16), personalization = new Uint8Array(16);
  salt[0] = use;
  personalization.set(utf8('cmnplace'));
  return blake2b(new Uint8Array, { dkLen: 32, key: secret, salt, personalization });
}

function base32(bytes) {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{1,5}/g).map(five => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/// Whether the record of one key replaces that of another: by number, and then by key id.
function replaces(one, other) {
  if (one.number !== other.number) return one.number > other.number;
  const at = one.keyId.findIndex((byte, i) => byte !== other.keyId[i]);
  return at >= 0 && one.keyId[at] > other.keyId[at];
}

/// What a member has, from the text that an invitation or mld-clone gives. Throws, with words, if it cannot be used.
export class NotebookKey {
  constructor(given) {
    const damaged = new Error('The key of the notebook is damaged or incomplete. Copy it once more, from its beginning to its end.');
    let bytes;
    try {
      const base64 = given.trim().replaceAll('-', '+').replaceAll('_', '/');
      bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    } catch {
      throw damaged;
    }
    const body = bytes.subarray(0, -4);
    if (bytes.length < 11 || !isSame(blake2b(body, { dkLen: 16 }).subarray(0, 4), bytes.subarray(-4))) throw damaged;
    const [version, role, suite] = body;
    if (version !== VERSION || suite !== SUITE || (role !== EDITOR && role !== OWNER))
      throw new Error('The key of the notebook was made by a newer version of this program. Update it, and try again.');
    if (body.length !== 7 + 32 + 32 + 64) throw damaged;
    this.number = new DataView(body.buffer).getUint32(3);
    const owner = body.slice(7, 39);
    this.ownerPublicKey = role === OWNER ? ed25519.getPublicKey(owner) : owner;
    const secret = body.slice(39, 71);
    this.keyId = derived(secret, 4);
    this.content = derived(secret, 1);
    this.tag = derived(secret, 2);
    const record = join([RECORD_MARK, VERSION, SUITE], number(this.number), this.ownerPublicKey, this.keyId, body.slice(71));
    this.domain = `${base32(blake2b(join(utf8('commonplace sealed 1'), this.ownerPublicKey), { dkLen: 20 }))}.sealed`;
    if (!this.readRecord(record)) throw damaged;
    this.head = join([SEAL_MARK], this.keyId.subarray(0, 8));
  }

  /// What an owner's record says; nothing if it is none, or another owner's, or not signed.
  readRecord(bytes) {
    if (bytes.length < 135 || bytes[0] !== RECORD_MARK || !isSame(bytes.subarray(7, 39), this.ownerPublicKey)) return;
    try {
      const words = join(utf8('commonplace epoch record'), bytes.subarray(0, -64));
      if (!ed25519.verify(bytes.slice(-64), words, this.ownerPublicKey)) return;
    } catch {
      return;
    }
    return { number: new DataView(bytes.buffer, bytes.byteOffset).getUint32(3), keyId: bytes.slice(39, 71) };
  }

  associated({ lane, fromId = '', toId = '', messageId = '', sentMessageId = '', channelId = '' }) {
    return join(this.head, [lane], ...[this.domain, fromId, toId, messageId, sentMessageId, channelId].map(text));
  }

  /// A payload, sealed for a place. A nonce is given by tests alone.
  seal(payload, place, nonce = randomBytes(NONCE)) {
    const padded = new Uint8Array((Math.floor(payload.length / BLOCK) + 1) * BLOCK);
    padded.set(payload);
    padded[payload.length] = 0x80;
    return join(this.head, nonce, xchacha20poly1305(this.content, nonce, this.associated(place)).encrypt(padded));
  }

  /// The payload of a message; nothing unless a member has sealed it for this place.
  open(message, place) {
    if (message.length < HEAD + NONCE + BLOCK + PROOF || !isSame(message.subarray(0, HEAD), this.head)) return;
    try {
      const nonce = message.slice(HEAD, HEAD + NONCE);
      const padded = xchacha20poly1305(this.content, nonce, this.associated(place)).decrypt(message.slice(HEAD + NONCE));
      let end = padded.length - 1;
      while (end > 0 && padded[end] === 0) --end;
      return padded[end] === 0x80 ? padded.slice(0, end) : undefined;
    } catch {
      return;
    }
  }

  /// The id of a clone as it travels, and whether somebody has made it who has the key.
  wireId(cloneId) {
    const hash = blake2b(join(text(this.domain), text(cloneId)), { dkLen: 16, key: this.tag });
    return `${cloneId}-${base32(hash.subarray(0, 10))}`;
  }
  isMember(wireId) {
    return wireId.length > TAG + 1 && this.wireId(wireId.slice(0, -TAG - 1)) === wireId;
  }
}

/// A class of m-ld-js's remotes that seals all that it sends with a NotebookKey, and hears members alone. If the owner
/// replaces the key, the clone closes, and `onReplaced` is called with an error for people: make it again with a new one.
export const sealed = (Remotes, key, onReplaced = () => {}) => class extends Remotes {
  #requests = new Set;
  #isReplaced = false;

  constructor(config, ...more) {
    if (config['@domain'] !== key.domain) throw new Error(`The key is that of ${key.domain}, not of ${config['@domain']}.`);
    super({ ...config, '@id': key.wireId(config['@id']) }, ...more);
  }

  #sealing(channel, place) {
    const publish = message => {
      if (this.#isReplaced) throw new Error('The key of the notebook was replaced.');
      return channel.publish(Buffer.from(key.seal(message, place)));
    };
    return { id: channel.id, publish, close: () => channel.close?.() };
  }
  async publishOperation(message) {
    if (this.#isReplaced) throw new Error('The key of the notebook was replaced.');
    return super.publishOperation(Buffer.from(key.seal(message, { lane: OPERATION })));
  }
  async sender(params) {
    return this.#sealing(await super.sender(params), { lane: SEND, ...params });
  }
  async replier(params) {
    return this.#sealing(await super.replier(params), { lane: REPLY, ...params });
  }
  async notifier(params) {
    return this.#sealing(await super.notifier(params), { lane: NOTIFY, channelId: params.channelId });
  }

  #opening(message, place, hear) {
    if (this.#isReplaced) return;
    const payload = key.open(new Uint8Array(message), place);
    if (payload) return hear(Buffer.from(payload));
  }
  onOperation(message) {
    return this.#opening(message, { lane: OPERATION }, payload => super.onOperation(payload));
  }
  async onSent(message, { fromId, messageId, ...more }) {
    return this.#opening(message, { lane: SEND, fromId, toId: this.id, messageId }, payload => {
      // Whoever recorded a request may send it again. The reference would divide its clock each time.
      if (this.#requests.has(messageId) || !key.isMember(fromId)) return;
      this.#requests.add(messageId);
      if (this.#requests.size > MOST_REQUESTS) this.#requests.delete(this.#requests.values().next().value);
      return super.onSent(payload, { ...more, fromId, messageId });
    });
  }
  async onReply(message, { fromId, messageId, sentMessageId, ...more }) {
    return this.#opening(message, { lane: REPLY, fromId, toId: this.id, messageId, sentMessageId },
      payload => super.onReply(payload, { ...more, fromId, messageId, sentMessageId }));
  }
  onNotify(channelId, message) {
    if (channelId === NEWS) return this.#hearNews(new Uint8Array(message));
    return this.#opening(message, { lane: NOTIFY, channelId }, payload => super.onNotify(channelId, payload));
  }
  onPresenceChange(present) {
    return super.onPresenceChange(present.filter(id => key.isMember(id)));
  }

  async onConnect() {
    await super.onConnect();
    // Where channels must be subscribed to, this does it.
    await super.notifier({ channelId: NEWS, fromId: this.id, toId: this.id });
  }
  #hearNews(bytes) {
    const record = this.#isReplaced ? undefined : key.readRecord(bytes);
    if (!record || !replaces(record, key)) return;
    this.#isReplaced = true;
    const error = new Error('The key of this notebook was replaced. Ask its owner for a new invitation.');
    this.close(error).catch(() => {}).then(() => onReplaced(error));
  }
};
