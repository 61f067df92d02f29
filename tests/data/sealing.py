#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0
"""Makes sealing.json: what is sealed, by the words of engine/sealing/README.md and the RFCs alone.

It shares no code with the engine, nor with its library: BLAKE2b is Python's, the rest is written here from RFC 8439
(ChaCha20-Poly1305), draft-irtf-cfrg-xchacha (HChaCha20) and RFC 8032 (Ed25519). Slow, and not for secrets.

    python3 tests/data/sealing.py > tests/data/sealing.json
"""
import base64
import hashlib
import json
import struct

# --- ChaCha20, HChaCha20, Poly1305 ------------------------------------------------------------------------------------

MASK = 0xFFFFFFFF


def quarter(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & MASK
        s[z] ^= s[x]
        s[z] = (s[z] << turn | s[z] >> (32 - turn)) & MASK


def rounds(state):
    s = list(state)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                           (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(s, a, b, c, d)
    return s


def start(key, last16):
    return list(struct.unpack('<4I', b'expand 32-byte k') + struct.unpack('<8I', key) + struct.unpack('<4I', last16))


def hchacha20(key, nonce16):
    s = rounds(start(key, nonce16))
    return struct.pack('<8I', *(s[:4] + s[12:]))


def chacha20(key, nonce12, data, counter):
    out = bytearray()
    for at in range(0, len(data), 64):
        state = start(key, struct.pack('<I', counter + at // 64) + nonce12)
        stream = struct.pack('<16I', *((a + b) & MASK for a, b in zip(state, rounds(state))))
        out += bytes(x ^ y for x, y in zip(data[at:at + 64], stream))
    return bytes(out)


def poly1305(key, data):
    r = int.from_bytes(key[:16], 'little') & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(data), 16):
        total = (total + int.from_bytes(data[at:at + 16] + b'\1', 'little')) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], 'little')) % 2**128).to_bytes(16, 'little')


def xchacha20poly1305(key, nonce, plain, ad):
    key, nonce = hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]
    hidden = chacha20(key, nonce, plain, 1)
    once = chacha20(key, nonce, bytes(32), 0)
    padded = b''.join(part + bytes(-len(part) % 16) for part in (ad, hidden))
    return hidden + poly1305(once, padded + struct.pack('<QQ', len(ad), len(hidden)))


# --- Ed25519 ----------------------------------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    result = (0, 1, 1, 0)
    while n:
        if n & 1:
            result = add(result, point)
        point, n = add(point, point), n >> 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X2 = (BASE_Y**2 - 1) * pow(D * BASE_Y**2 + 1, P - 2, P) % P
BASE_X = pow(BASE_X2, (P + 3) // 8, P)
if (BASE_X**2 - BASE_X2) % P:
    BASE_X = BASE_X * pow(2, (P - 1) // 4, P) % P
if BASE_X & 1:
    BASE_X = P - BASE_X
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def compressed(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, 'little')


def ed25519(seed):
    digest = hashlib.sha512(seed).digest()
    a = int.from_bytes(digest[:32], 'little') & ((1 << 254) - 8) | 1 << 254
    public = compressed(times(a, BASE))

    def sign(message):
        r = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), 'little') % L
        point = compressed(times(r, BASE))
        k = int.from_bytes(hashlib.sha512(point + public + message).digest(), 'little') % L
        return point + ((r + k * a) % L).to_bytes(32, 'little')

    return public, sign


# --- engine/sealing/README.md -----------------------------------------------------------------------------------------

def blake(data, size, key=b''):
    return hashlib.blake2b(data, digest_size=size, key=key).digest()


def derived(secret, use):
    return hashlib.blake2b(digest_size=32, key=secret, salt=struct.pack('<QQ', use, 0),
                           person=b'cmnplace' + bytes(8)).digest()


def base32(data):
    return base64.b32encode(data).decode().lower().rstrip('=')


def text(value):
    data = value.encode()
    return struct.pack('>I', len(data)) + data


class Key:
    def __init__(self, seed, secret, number):
        self.seed, self.secret, self.number = seed, secret, number
        self.public, self.sign = ed25519(seed)
        self.domain = base32(blake(b'commonplace sealed 1' + self.public, 20)) + '.sealed'
        self.id = derived(secret, 4)
        self.record = self.record_of(1, 1)

    def record_of(self, version, suite, more=b''):
        body = b'\xe2' + bytes((version, suite)) + struct.pack('>I', self.number) + self.public + self.id + more
        return body + self.sign(b'commonplace epoch record' + body)

    def link(self, role, version=1, suite=1):
        owner = self.seed if role == 2 else self.public
        data = bytes((version, role, suite)) + struct.pack('>I', self.number) + owner + self.secret + self.record[-64:]
        return base64.urlsafe_b64encode(data + blake(data, 16)[:4]).decode().rstrip('=')

    def wire_id(self, clone):
        tag = blake(text(self.domain) + text(clone), 16, derived(self.secret, 2))[:10]
        return clone + '-' + base32(tag)

    def seal(self, nonce, payload, place):
        ids = ('from', 'to', 'messageId', 'sentMessageId', 'channelId')
        head = b'\xe1' + self.id[:8]
        ad = head + bytes((place['lane'],)) + text(self.domain) + b''.join(text(place.get(i, '')) for i in ids)
        padded = payload + b'\x80' + bytes(-(len(payload) + 1) % 64)
        return head + nonce + xchacha20poly1305(derived(self.secret, 1), nonce, padded, ad)


def described(key):
    return {'seed': key.seed.hex(), 'secret': key.secret.hex(), 'number': key.number, 'publicKey': key.public.hex(),
            'domain': key.domain, 'keyId': key.id.hex(), 'record': key.record.hex(),
            'contentSecret': derived(key.secret, 1).hex(), 'tagSecret': derived(key.secret, 2).hex(),
            'nearbySecret': derived(key.secret, 3).hex(), 'editor': key.link(1), 'owner': key.link(2),
            'wireIds': {clone: key.wire_id(clone) for clone in ('a', 'cjld2cjxh0000qzrmn831i7rn', 'Zoë')}}


def main():
    # The first RFC 8032 test and the XChaCha20-Poly1305 draft's, so that a fault of what is above shows here.
    public, sign = ed25519(bytes.fromhex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'))
    assert public.hex() == 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
    assert sign(b'').hex().startswith('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155')
    assert hchacha20(bytes(range(32)), bytes.fromhex('000000090000004a0000000031415927')).hex() == (
        '82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc')

    keys = [Key(blake(b'owner', 32), blake(b'first', 32), 0), Key(blake(b'owner', 32), blake(b'second', 32), 1),
            Key(blake(b'owner', 32), blake(b'twin', 32), 1), Key(blake(b'stranger', 32), blake(b'first', 32), 7)]
    me, you = (keys[0].wire_id(clone) for clone in ('a', 'b'))
    places = [{'lane': 0},
              {'lane': 1, 'from': me, 'to': you, 'messageId': 'm1'},
              {'lane': 2, 'from': you, 'to': me, 'messageId': 'm2', 'sentMessageId': 'm1'},
              {'lane': 3, 'channelId': 'awareness'}]
    payloads = [bytes(range(size)) for size in (0, 1, 62, 63, 64, 65, 127, 200)]
    messages = []
    for key in keys[:2]:
        for place in places:
            for payload in payloads:
                nonce = blake(b'nonce %d' % len(messages), 24)
                messages.append({'key': keys.index(key), 'place': place, 'nonce': nonce.hex(),
                                 'payload': payload.hex(), 'sealed': key.seal(nonce, payload, place).hex()})
    liar = Key(blake(b'owner', 32), blake(b'first', 32), 0)
    liar.secret = blake(b'other', 32)
    print(json.dumps({'about': 'Made by sealing.py, independently of the engine. Bytes in hexadecimal.',
                      'keys': [described(key) for key in keys],
                      'newerKeys': [keys[0].link(1, version=2), keys[0].link(3), keys[0].link(1, suite=2)],
                      'unsignedKey': liar.link(1),
                      'newerRecords': [keys[1].record_of(2, 1, b'more of it').hex(), keys[1].record_of(1, 2).hex()],
                      'messages': messages}, indent=1, ensure_ascii=False))


main()
