import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handshakeMessage, writeHandshakeHeader } from '../../../src/dtls/handshake-message.ts';
import { HandshakeReassembly } from '../../../src/dtls/handshake-reassembly.ts';

const BODY = Uint8Array.from({ length: 100 }, (_, i) => i);

function fragment(sequence: number, offset: number, length: number, body = BODY, type = 11): Uint8Array {
  const bytes = new Uint8Array(12 + length);
  writeHandshakeHeader(bytes, 0, type, body.length, sequence, offset, length);
  bytes.set(body.subarray(offset, offset + length), 12);
  return bytes;
}

describe('handshake messages', () => {
  test('are put together from overlapping fragments in any order', () => {
    const cuts = fc.array(fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 60 })), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (pieces) => {
        const reassembly = new HandshakeReassembly();
        for (const [offset, length] of pieces) {
          reassembly.receive(fragment(0, offset, Math.min(length, 100 - offset)), 0);
        }
        for (let offset = 90; offset >= 0; offset -= 10) reassembly.receive(fragment(0, offset, 10), 0);
        expect(reassembly.next()).toEqual(handshakeMessage(11, 0, BODY));
        expect(reassembly.next()).toBeUndefined();
      }),
    );
  });

  test('come out in order', () => {
    const reassembly = new HandshakeReassembly();
    for (const sequence of [2, 1, 0]) reassembly.receive(fragment(sequence, 0, 100), 0);
    expect([0, 1, 2].map(() => reassembly.next()?.sequence)).toEqual([0, 1, 2]);
  });

  test('may share a record, and may be empty', () => {
    const reassembly = new HandshakeReassembly();
    const empty = new Uint8Array(0);
    reassembly.receive(new Uint8Array([...fragment(0, 0, 100), ...fragment(1, 0, 0, empty, 14)]), 0);
    expect(reassembly.next()?.type).toBe(11);
    expect(reassembly.next()).toMatchObject({ type: 14, body: empty });
  });

  test('far ahead are not kept', () => {
    const reassembly = new HandshakeReassembly();
    reassembly.receive(fragment(8, 0, 100), 0);
    for (let sequence = 0; sequence < 8; sequence++) reassembly.receive(fragment(sequence, 0, 100), 0);
    for (let sequence = 0; sequence < 8; sequence++) expect(reassembly.next()?.sequence).toBe(sequence);
    expect(reassembly.next()).toBeUndefined();
  });

  test('recover from a fragment that contradicts the others', () => {
    const reassembly = new HandshakeReassembly();
    reassembly.receive(fragment(0, 0, 50, BODY, 12), 0);
    reassembly.receive(fragment(0, 0, 50), 0);
    reassembly.receive(fragment(0, 50, 50), 0);
    expect(reassembly.next()).toEqual(handshakeMessage(11, 0, BODY));
  });

  test('that answer a flight are told from repetitions of it', () => {
    const reassembly = new HandshakeReassembly();
    for (const sequence of [0, 1]) reassembly.receive(fragment(sequence, 0, 100), 0);
    reassembly.next();
    reassembly.next();
    reassembly.markAnswered();
    reassembly.receive(fragment(0, 0, 100), 0);
    reassembly.receive(fragment(1, 0, 50), 0);
    expect(reassembly.takeRepeatedFlight()).toBe(false);
    reassembly.receive(fragment(1, 50, 50), 0);
    expect(reassembly.takeRepeatedFlight()).toBe(true);
    expect(reassembly.takeRepeatedFlight()).toBe(false);
    reassembly.receive(fragment(2, 0, 100), 0);
    reassembly.next();
    reassembly.receive(fragment(1, 0, 100), 0);
    expect(reassembly.takeRepeatedFlight()).toBe(false);
  });

  test('Finished counts under the new keys only, all others in the clear only', () => {
    const reassembly = new HandshakeReassembly();
    reassembly.receive(fragment(0, 0, 100, BODY, 20), 0);
    reassembly.receive(fragment(0, 0, 100, BODY, 11), 1);
    expect(reassembly.next()).toBeUndefined();
    reassembly.receive(fragment(0, 0, 100, BODY, 20), 1);
    expect(reassembly.next()?.type).toBe(20);
  });

  test('that are malformed or huge are refused', () => {
    const reassembly = new HandshakeReassembly();
    expect(reassembly.receive(fragment(0, 0, 100).subarray(0, 111), 0)).toBe(false);
    expect(reassembly.receive(fragment(0, 0, 100).subarray(0, 5), 0)).toBe(false);
    const beyond = fragment(0, 50, 50);
    beyond[8] = 51;
    expect(reassembly.receive(beyond, 0)).toBe(false);
    expect(reassembly.receive(fragment(0, 0, 10, new Uint8Array(40_000)), 0)).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void reassembly.receive(bytes, 0)));
  });
});
