import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Of } from '../../../src/util/bytes.ts';
import { crc32 } from '../../../src/util/crc32.ts';
import { crc32c } from '../../../src/util/crc32c.ts';

test('the check values of both polynomials', () => {
  expect(crc32(utf8Of('123456789'))).toBe(0xcbf4_3926);
  expect(crc32c(utf8Of('123456789'))).toBe(0xe306_9283);
});

test('RFC 3720 appendix B.4: thirty-two zeros, ones, ascending bytes', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd_794e);
});

test('slicing gives the same as going bit by bit, for any range', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, cut) => {
      const start = Math.min(cut, bytes.length);
      expect(crc32c(bytes, start)).toBe(bitwise(bytes.subarray(start), 0x82f6_3b78));
      expect(crc32(bytes, start)).toBe(bitwise(bytes.subarray(start), 0xedb8_8320));
    }),
  );
});

function bitwise(bytes: Uint8Array, polynomial: number): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
  }
  return ~crc >>> 0;
}
