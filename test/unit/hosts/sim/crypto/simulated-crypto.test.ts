import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../../../../src/crypto/portable-crypto.ts';
import { createNodeCrypto } from '../../../../../src/hosts/node/node-crypto.ts';
import { simulatedCrypto } from '../../../../../src/hosts/sim/crypto/simulated-crypto.ts';
import { SeededRandom } from '../../../../../src/hosts/sim/seeded-random.ts';
import type { Crypto } from '../../../../../src/ports/crypto.ts';
import { hexOf, utf8Of } from '../../../../../src/util/bytes.ts';

const ECDSA = { type: 'ecdsa', curve: 'p-256' } as const;
const SHA_256 = { type: 'ecdsa', hash: 'sha-256' } as const;
const nodeCrypto = createNodeCrypto({ deterministic: true });

/** The port, and how often it was asked for what costs. */
function counted(crypto: Crypto): Crypto & { readonly calls: Record<'sign' | 'verify' | 'derive' | 'open', number> } {
  const calls = { sign: 0, verify: 0, derive: 0, open: 0 };
  const counting =
    <A extends unknown[], R>(name: keyof typeof calls, steps: (...args: A) => R) =>
    (...args: A): R => {
      calls[name]++;
      return steps(...args);
    };
  return {
    ...crypto,
    calls,
    generateSigningKey(parameters, random) {
      const key = crypto.generateSigningKey(parameters, random);
      return { ...key, sign: counting('sign', key.sign) };
    },
    generateAgreementKey(curve, random) {
      const key = crypto.generateAgreementKey(curve, random);
      return { ...key, deriveSecret: counting('derive', key.deriveSecret) };
    },
    verify: counting('verify', crypto.verify),
    aead(algorithm, key) {
      const aead = crypto.aead(algorithm, key);
      return { seal: (...args) => aead.seal(...args), open: counting('open', aead.open.bind(aead)) };
    },
  };
}

function random(seed = 1): SeededRandom {
  return new SeededRandom(seed, 'a host');
}

/** The public halves of the first keys that a world draws. */
function publicHalves(crypto: Crypto, count: number, seed?: number): string[] {
  const world = simulatedCrypto(crypto);
  const draws = random(seed);
  return Array.from({ length: count }, () => hexOf(world.generateSigningKey(ECDSA, draws).publicKeyInfo));
}

describe('the keys of a simulated world', () => {
  test('are distinct, however many there are', () => {
    expect(new Set(publicHalves(nodeCrypto, 150)).size).toBe(150);
  });

  test('follow from the seed, on either port', () => {
    expect(publicHalves(nodeCrypto, 3)).toEqual(publicHalves(nodeCrypto, 3));
    expect(publicHalves(nodeCrypto, 3)).toEqual(publicHalves(portableCrypto, 3));
    expect(publicHalves(nodeCrypto, 3)).not.toEqual(publicHalves(nodeCrypto, 3, 2));
  });

  test('may be RSA keys, which are drawn as on any host', () => {
    const key = simulatedCrypto(nodeCrypto).generateSigningKey(
      { type: 'rsa', modulusBits: 1024, publicExponent: 65537 },
      random(),
    );
    const data = utf8Of('signed');
    expect(
      nodeCrypto.verify(key.publicKeyInfo, { type: 'rsa-pkcs1', hash: 'sha-256' }, data, key.sign('sha-256', data)),
    ).toBe(true);
  });
});

describe('a signature in a simulated world', () => {
  test('is a true one, which the other end need not verify again', () => {
    const port = counted(nodeCrypto);
    const world = simulatedCrypto(port);
    const key = world.generateSigningKey(ECDSA, random());
    const data = utf8Of('a handshake');
    const signature = key.sign('sha-256', data);
    expect(nodeCrypto.verify(key.publicKeyInfo, SHA_256, data, signature)).toBe(true);
    expect(world.verify(key.publicKeyInfo.slice(), SHA_256, data.slice(), signature.slice())).toBe(true);
    expect(port.calls.verify).toBe(0);
  });

  test('over other data, by another key or with another hash is refused', () => {
    const world = simulatedCrypto(nodeCrypto);
    const draws = random();
    const [key, other] = [world.generateSigningKey(ECDSA, draws), world.generateSigningKey(ECDSA, draws)];
    const data = utf8Of('a handshake');
    const signature = key.sign('sha-256', data);
    expect(world.verify(key.publicKeyInfo, SHA_256, utf8Of('another'), signature)).toBe(false);
    expect(world.verify(other.publicKeyInfo, SHA_256, data, signature)).toBe(false);
    expect(world.verify(key.publicKeyInfo, { type: 'ecdsa', hash: 'sha-384' }, data, signature)).toBe(false);
    expect(world.verify(key.publicKeyInfo, SHA_256, data, signature.subarray(1))).toBe(false);
  });

  test('that was made long ago, or elsewhere, is verified', () => {
    const world = simulatedCrypto(nodeCrypto);
    const key = world.generateSigningKey(ECDSA, random());
    const first = key.sign('sha-256', utf8Of('message 0'));
    for (let i = 1; i < 10; i++) key.sign('sha-256', utf8Of(`message ${i}`));
    expect(world.verify(key.publicKeyInfo, SHA_256, utf8Of('message 0'), first)).toBe(true);
    const stranger = nodeCrypto.generateSigningKey(ECDSA, random());
    expect(world.verify(stranger.publicKeyInfo, SHA_256, utf8Of('x'), stranger.sign('sha-256', utf8Of('x')))).toBe(
      true,
    );
  });

  test('that another world asked the same key for is not computed again', () => {
    const port = counted(nodeCrypto);
    const [one, another] = [simulatedCrypto(port), simulatedCrypto(port)].map((world) =>
      world.generateSigningKey(ECDSA, random()).sign('sha-256', utf8Of('the same certificate')),
    );
    expect(one).toEqual(another);
    expect(port.calls.sign).toBe(1);
  });
});

test.each(['x25519', 'p-256'] as const)(
  'two %s keys agree on the secret that any port derives, at the cost of one',
  (curve) => {
    const port = counted(nodeCrypto);
    const world = simulatedCrypto(port);
    const draws = random();
    const [alice, bob] = [world.generateAgreementKey(curve, draws), world.generateAgreementKey(curve, draws)];
    const stranger = portableCrypto.generateAgreementKey(curve, draws);
    const secret = alice.deriveSecret(bob.publicKey.slice());
    expect(secret).toHaveLength(32);
    expect(bob.deriveSecret(alice.publicKey)).toEqual(secret);
    expect(port.calls.derive).toBe(1);
    expect(alice.deriveSecret(stranger.publicKey)).toEqual(stranger.deriveSecret(alice.publicKey));
    expect(alice.deriveSecret(new Uint8Array(3))).toBeUndefined();
  },
);

describe('a record in a simulated world', () => {
  const key = Uint8Array.from({ length: 16 }, (_, i) => i);
  const [nonce, header] = [new Uint8Array(12).fill(7), new Uint8Array(13).fill(9)];
  const text = utf8Of('the text of a record');

  function sealed(world: Crypto, bytes = text): Uint8Array {
    const buffer = new Uint8Array(3 + bytes.length + 16);
    buffer.set(bytes, 3);
    world.aead('aes-128-gcm', key).seal(nonce, header, buffer, 3, 3 + bytes.length);
    return buffer;
  }

  test('is sealed as anywhere, and opened by looking it up', () => {
    const port = counted(nodeCrypto);
    const world = simulatedCrypto(port);
    const buffer = sealed(world);
    expect(buffer).toEqual(sealed(portableCrypto));
    expect(world.aead('aes-128-gcm', key.slice()).open(nonce.slice(), header.slice(), buffer, 3, buffer.length)).toBe(
      true,
    );
    expect(buffer.subarray(3, 3 + text.length)).toEqual(text);
    expect(port.calls.open).toBe(0);
  });

  test('is refused if a bit of it, its header, its nonce or the key is another', () => {
    const world = simulatedCrypto(nodeCrypto);
    const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const opens = (parts: { key?: Uint8Array; nonce?: Uint8Array; header?: Uint8Array; at?: number }): boolean => {
      const buffer = flipped(sealed(world), parts.at ?? -1);
      const aead = world.aead('aes-128-gcm', parts.key ?? key);
      return aead.open(parts.nonce ?? nonce, parts.header ?? header, buffer, 3, buffer.length);
    };
    expect(opens({})).toBe(true);
    for (let at = 3; at < 3 + text.length + 16; at++) expect(opens({ at })).toBe(false);
    expect(opens({ key: flipped(key, 15) })).toBe(false);
    expect(opens({ nonce: flipped(nonce, 0) })).toBe(false);
    expect(opens({ header: flipped(header, 12) })).toBe(false);
  });

  test('opens also when many others, or one that is much longer, were sealed meanwhile', () => {
    const world = simulatedCrypto(nodeCrypto);
    const buffers = Array.from({ length: 3000 }, (_, i) => {
      const buffer = new Uint8Array(20);
      const one = nonce.map((byte, at) => (at < 8 ? byte : (i >>> (8 * (11 - at))) & 0xff));
      world.aead('aes-128-gcm', key).seal(one, header, buffer, 0, 4);
      return { one, buffer };
    });
    const long = sealed(world, new Uint8Array(16_000).fill(1));
    const aead = world.aead('aes-128-gcm', key);
    expect(buffers.every(({ one, buffer }) => aead.open(one, header, buffer, 0, 20))).toBe(true);
    expect(aead.open(nonce, header, long, 3, long.length)).toBe(true);
  });

  test('may be empty, and what is shorter than a tag is none', () => {
    const world = simulatedCrypto(nodeCrypto);
    const aead = world.aead('aes-128-gcm', key);
    expect(aead.open(nonce, header, sealed(world, new Uint8Array(0)), 3, 19)).toBe(true);
    expect(aead.open(nonce, header, new Uint8Array(8), 0, 8)).toBe(false);
  });
});
