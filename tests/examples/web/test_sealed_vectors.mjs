// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// examples/web/sealed.mjs on the vectors that the engine is tested with.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NotebookKey } from '../../../examples/web/sealed.mjs';

const vectors = JSON.parse(readFileSync(new URL('../../data/sealing.json', import.meta.url)));
const bytes = hex => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = data => Buffer.from(data).toString('hex');
const place = ({ from, to, ...more }) => ({ fromId: from, toId: to, ...more });

test('keys are those of the vectors', () => {
  assert.equal(vectors.keys.length, 4);
  for (const expected of vectors.keys) {
    for (const given of [expected.editor, expected.owner]) {
      const key = new NotebookKey(given);
      assert.equal(key.domain, expected.domain);
      assert.equal(key.number, expected.number);
      assert.equal(hex(key.keyId), expected.keyId);
      for (const [id, wireId] of Object.entries(expected.wireIds)) {
        assert.equal(key.wireId(id), wireId);
        assert.ok(key.isMember(wireId));
        assert.ok(!key.isMember(id) && !key.isMember(`x${wireId}`));
      }
    }
  }
});

test('messages are those of the vectors, and nothing else is opened', () => {
  assert.ok(vectors.messages.length >= 64);
  for (const message of vectors.messages) {
    const key = new NotebookKey(vectors.keys[message.key].editor);
    const at = place(message.place), sealed = bytes(message.sealed);
    assert.equal(hex(key.seal(bytes(message.payload), at, bytes(message.nonce))), message.sealed);
    assert.equal(hex(key.open(sealed, at)), message.payload);
    assert.equal(key.open(sealed, { ...at, channelId: 'another' }), undefined);
    for (const spoilt of [0, 8, 9, 40, sealed.length - 1]) {
      const other = sealed.slice();
      other[spoilt] ^= 1;
      assert.equal(key.open(other, at), undefined);
    }
    assert.equal(key.open(sealed.subarray(1), at), undefined);
    assert.equal(key.open(new Uint8Array, at), undefined);
  }
});

test('damaged keys are told from newer ones', () => {
  const [{ editor }] = vectors.keys;
  for (const wrong of ['', editor.slice(1), editor.slice(0, -2), `${editor}AAAA`, '!', vectors.unsignedKey])
    assert.throws(() => new NotebookKey(wrong), /damaged/);
  for (const newer of vectors.newerKeys) assert.throws(() => new NotebookKey(newer), /newer version/);
});

test('records are the owner’s alone', () => {
  const key = new NotebookKey(vectors.keys[0].editor);
  for (const [i, number] of [[0, 0], [1, 1], [2, 1]]) assert.equal(key.readRecord(bytes(vectors.keys[i].record)).number, number);
  assert.equal(key.readRecord(bytes(vectors.keys[3].record)), undefined);
  const forged = bytes(vectors.keys[1].record);
  forged[forged.length - 1] ^= 1;
  assert.equal(key.readRecord(forged), undefined);
  for (const newer of vectors.newerRecords) assert.equal(key.readRecord(bytes(newer)).number, 1);
});
