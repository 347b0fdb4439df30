import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOfHex, hexOf } from '../../../src/util/bytes.ts';
import {
  canonicalIpAddress,
  formatIpAddress,
  isLinkLocalIp,
  isLoopbackIp,
  isPrivateIp,
  parseIpAddress,
} from '../../../src/util/ip-address.ts';

describe('parsing', () => {
  test.each([
    ['192.0.2.1', 'c0000201'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:DB8::a', '20010db800000000000000000000000a'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
  ])('%s', (text, hex) => {
    expect(hexOf(parseIpAddress(text)!)).toBe(hex);
  });

  test.each([
    ['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.4 ', 'localhost', '0x1.2.3.4'],
    [':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::', 'g::'],
    ['fe80::1%eth0', '[::1]', '1.2.3.4::', '::1.2.3.4:5', '1:::2', ':1::2', '1::2:'],
  ])('refuses what is not a literal', (...texts) => {
    for (const text of texts) expect(parseIpAddress(text), text).toBeUndefined();
  });

  test('agrees with Node on any text that looks like an address', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789abf:.'), maxLength: 24 });
    fc.assert(
      fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (literal) => {
        expect(parseIpAddress(literal)?.length).toBe(isIPv4(literal) ? 4 : isIPv6(literal) ? 16 : undefined);
      }),
      { numRuns: 500 },
    );
  });
});

describe('canonical text, RFC 5952', () => {
  test.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['FE80::ABCD', 'fe80::abcd'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalIpAddress(text)).toBe(canonical);
  });

  test('text and bytes round-trip', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }),
    );
    fc.assert(
      fc.property(bytes, (address) => {
        expect(parseIpAddress(formatIpAddress(address)!)).toEqual(address);
      }),
    );
  });

  test('only 4 and 16 bytes are addresses', () => {
    expect(formatIpAddress(bytesOfHex('010203'))).toBeUndefined();
  });
});

test('kinds of address', () => {
  const is = (kind: (bytes: Uint8Array) => boolean, text: string) => kind(parseIpAddress(text)!);
  for (const text of ['127.0.0.1', '127.9.9.9', '::1']) expect(is(isLoopbackIp, text), text).toBe(true);
  for (const text of ['128.0.0.1', '::2', '::']) expect(is(isLoopbackIp, text), text).toBe(false);
  for (const text of ['169.254.0.1', 'fe80::1', 'febf::1']) expect(is(isLinkLocalIp, text), text).toBe(true);
  for (const text of ['169.253.0.1', 'fec0::1']) expect(is(isLinkLocalIp, text), text).toBe(false);
  for (const text of ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1'])
    expect(is(isPrivateIp, text), text).toBe(true);
  for (const text of ['11.1.2.3', '172.32.0.1', '192.169.1.1', '100.128.0.1', '2001:db8::1'])
    expect(is(isPrivateIp, text), text).toBe(false);
});
