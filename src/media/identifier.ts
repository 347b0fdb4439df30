import type { Random } from '../ports/random.ts';
import { hexOf } from '../util/bytes.ts';

/** RFC 9562 §5.4: a random UUID, 36 characters, what streams and tracks are named with. */
export function makeIdentifier(random: Random): string {
  const bytes = new Uint8Array(16);
  random.fill(bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = hexOf(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** 32 random bytes in hexadecimal, what devices and groups of them are named with. */
export function makeDeviceIdentifier(random: Random): string {
  const bytes = new Uint8Array(32);
  random.fill(bytes);
  return hexOf(bytes);
}
