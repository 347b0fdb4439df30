import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { readStunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { hasValidIntegrity, hasValidIntegritySha256 } from '../../../src/stun/integrity.ts';
import { longTermKey, userHash } from '../../../src/stun/long-term-key.ts';
import { nonceCookie, securityFeaturesOf } from '../../../src/stun/nonce-cookie.ts';
import {
  readPasswordAlgorithm,
  readPasswordAlgorithms,
  writePasswordAlgorithms,
} from '../../../src/stun/password-algorithms.ts';
import {
  readAddressFamily,
  readChannelNumber,
  readLifetime,
  writeAddressFamily,
  writeChannelNumber,
} from '../../../src/turn/attributes.ts';
import { channelOf, readChannelData, writeChannelData } from '../../../src/turn/channel-data.ts';
import {
  readAllocated,
  readAlternate,
  readDataIndication,
  writeSendIndication,
} from '../../../src/turn/client-messages.ts';
import { StreamReassembly } from '../../../src/turn/stream-reassembly.ts';
import { bytesOfHex, concatBytes, hexOf } from '../../../src/util/bytes.ts';
import { Slab } from '../../../src/util/slab.ts';
import {
  longTermPassword as password,
  longTermRealm as realm,
  longTermUsername as username,
  sampleLongTermRequest,
  sampleSha256Request,
} from '../../vectors/rfc5769.ts';

const id = bytesOfHex('000102030405060708090a0b');

describe('long-term credentials', () => {
  const credential = { username, realm, password };

  test('give the key of RFC 5769 §2.4', () => {
    const request = readStunMessage(sampleLongTermRequest);
    expect(hasValidIntegrity(request!, portableCrypto, longTermKey(portableCrypto, 'md5', credential))).toBe(true);
  });

  test('give the key and the user hash of RFC 8489 appendix B.1', () => {
    const request = readStunMessage(sampleSha256Request)!;
    const key = longTermKey(portableCrypto, 'sha-256', credential);
    expect(hasValidIntegritySha256(request, portableCrypto, key)).toBe(true);
    expect(hexOf(request.value(0x001e)!)).toBe(hexOf(userHash(portableCrypto, username, realm)));
  });

  test('are the same however their characters are composed and whatever their spaces are', () => {
    const keyOf = (text: string): string =>
      hexOf(longTermKey(portableCrypto, 'md5', { ...credential, password: text }));
    expect(keyOf('caf\u00e9\u00a0noir')).toBe(keyOf('cafe\u0301 noir'));
  });

  test('the nonce says what the server can, erratum 6290 of RFC 8489', () => {
    expect(securityFeaturesOf('obMatJos2AAAC499k954d6OL34oL9FSTvy64sA')).toEqual({
      passwordAlgorithms: false,
      usernameAnonymity: true,
    });
    for (const passwordAlgorithms of [true, false]) {
      for (const usernameAnonymity of [true, false]) {
        const features = { passwordAlgorithms, usernameAnonymity };
        expect(securityFeaturesOf(`${nonceCookie(features)}rest`)).toEqual(features);
      }
    }
    for (const nonce of ['', 'obMatJos2', 'obMatJos2AAA', 'obMatJos2AAA!', 'f//499k954d6OL34oL9FSTvy64sA']) {
      expect(securityFeaturesOf(nonce)).toEqual({ passwordAlgorithms: false, usernameAnonymity: false });
    }
  });

  test('password algorithms are read as written; unknown ones are passed over', () => {
    expect(readPasswordAlgorithms(writePasswordAlgorithms(['sha-256', 'md5']))).toEqual(['sha-256', 'md5']);
    expect(readPasswordAlgorithms(bytesOfHex('0009 0003 aabbcc00 0001 0000'))).toEqual(['md5']);
    expect(readPasswordAlgorithms(bytesOfHex('0001 0008 00'))).toBeUndefined();
    expect(readPasswordAlgorithm(bytesOfHex('0002 0000'))).toBe('sha-256');
    expect(readPasswordAlgorithm(bytesOfHex('0002'))).toBeUndefined();
  });
});

describe('attributes', () => {
  test('are read as written, and refused when they make no sense', () => {
    expect([4, 6].map((family) => readAddressFamily(writeAddressFamily(family as 4 | 6)))).toEqual([4, 6]);
    expect(readAddressFamily(bytesOfHex('03000000'))).toBeUndefined();
    expect(readChannelNumber(writeChannelNumber(0x4abc))).toBe(0x4abc);
    expect(readChannelNumber(writeChannelNumber(0x5000))).toBeUndefined();
    expect(readLifetime(bytesOfHex('00000258'))).toBe(600);
    expect(readLifetime(bytesOfHex('0258'))).toBeUndefined();
  });

  test('a Send indication is what a Data indication is, and holds 64 KiB', () => {
    const peer = { address: '2001:db8::7', port: 4711 };
    const data = new Uint8Array(65_000).fill(7);
    const message = readStunMessage(writeSendIndication(id, peer, data))!;
    const read = readDataIndication(message)!;
    expect([read.peer, read.data.length, read.data.at(-1)]).toEqual([peer, 65_000, 7]);
  });

  test('an Allocate success without an address is none', () => {
    const success = (): StunMessageWriter => new StunMessageWriter('success', 3, id);
    const relayed = { address: '192.0.2.1', port: 5000 };
    const mapped = { address: '198.51.100.1', port: 6000 };
    expect(readAllocated(readStunMessage(success().xorAddress(0x0020, mapped).take())!)).toBeUndefined();
    expect(readAllocated(readStunMessage(success().xorAddress(0x0016, relayed).take())!)).toBeUndefined();
    const whole = success().xorAddress(0x0016, relayed).xorAddress(0x0020, mapped).take();
    expect(readAllocated(readStunMessage(whole)!)).toEqual({ relayed: [relayed], mapped, lifetimeS: 600 });
    expect(readAlternate(readStunMessage(whole)!)).toBeUndefined();
  });
});

describe('ChannelData', () => {
  test('has four bytes before the data, and over a stream padding behind it', () => {
    const slab = new Slab();
    expect(hexOf(writeChannelData(0x4001, Uint8Array.of(1, 2, 3), false, slab))).toBe('40010003010203');
    expect(hexOf(writeChannelData(0x4001, Uint8Array.of(1, 2, 3), true, slab))).toBe('4001000301020300');
  });

  test('is read as written; a length beyond the end is refused', () => {
    const arbitrary = fc.tuple(
      fc.integer({ min: 0x4000, max: 0x4fff }),
      fc.uint8Array({ maxLength: 2000 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(arbitrary, ([channel, data, isPadded]) => {
        const message = writeChannelData(channel, data, isPadded, new Slab());
        expect(channelOf(message)).toBe(channel);
        expect(hexOf(readChannelData(message)!)).toBe(hexOf(data));
      }),
    );
    expect(readChannelData(bytesOfHex('40010004010203'))).toBeUndefined();
    expect(readChannelData(bytesOfHex('4001'))).toBeUndefined();
  });
});

describe('a stream', () => {
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((data) => writeChannelData(0x4000, data, true, new Slab())),
    fc
      .uint8Array({ maxLength: 300 })
      .map((data) => new StunMessageWriter('request', 1, id).attribute(0x8022, data).take()),
  );

  test('is cut into the messages it was made of, however it was cut on the way', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), cuts, (messages, sizes) => {
        const stream = new StreamReassembly();
        const whole = concatBytes(...messages);
        const read: string[] = [];
        for (let start = 0, cut = 0; start < whole.length; cut++) {
          const end = start + sizes[cut % sizes.length];
          stream.push(whole.slice(start, end));
          for (let next; (next = stream.next()) !== undefined;) read.push(hexOf(next));
          start = end;
        }
        expect(read).toEqual(messages.map(hexOf));
      }),
    );
  });

  test('of one byte at a time is read whole', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const stream = new StreamReassembly();
        const read: string[] = [];
        for (const byte of concatBytes(...messages)) {
          stream.push(Uint8Array.of(byte));
          for (let next; (next = stream.next()) !== undefined;) read.push(hexOf(next));
        }
        expect(read).toEqual(messages.map(hexOf));
        expect(stream.isBroken).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('of anything else is broken for good, and nothing throws', () => {
    const stream = new StreamReassembly();
    stream.push(bytesOfHex('16030100aabbccdd'));
    expect(stream.next()).toBeUndefined();
    expect(stream.isBroken).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), (chunks) => {
        const hostile = new StreamReassembly();
        for (const chunk of chunks) {
          hostile.push(chunk);
          while (hostile.next() !== undefined);
        }
      }),
    );
  });
});
