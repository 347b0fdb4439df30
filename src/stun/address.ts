import type { SocketAddress } from '../ports/network.ts';
import { readUint16, writeUint16 } from '../util/bytes.ts';
import { formatIpAddress, parseIpAddress } from '../util/ip-address.ts';
import { MAGIC_COOKIE } from './header.ts';

/**
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0 0 0 0 0 0 0|    Family     |           Port                |
 * |                 Address (32 bits or 128 bits)                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * MAPPED-ADDRESS, RFC 8489 §14.1.
 */
export function readAddress(value: Uint8Array): SocketAddress | undefined {
  if (value.length !== lengthOfFamily(value[1])) return undefined;
  const address = formatIpAddress(value.subarray(4));
  return address === undefined ? undefined : { address, port: readUint16(value, 2) };
}

/** `undefined` if the address is not an IP literal. */
export function writeAddress({ address, port }: SocketAddress): Uint8Array | undefined {
  const ip = parseIpAddress(address);
  if (ip === undefined) return undefined;
  const value = new Uint8Array(4 + ip.length);
  value[1] = ip.length === 4 ? 1 : 2;
  writeUint16(value, 2, port);
  value.set(ip, 4);
  return value;
}

/** XOR-MAPPED-ADDRESS and its like, RFC 8489 §14.2: the mask is the magic cookie and the transaction id. */
export function readXorAddress(value: Uint8Array, transactionId: Uint8Array): SocketAddress | undefined {
  if (value.length !== lengthOfFamily(value[1])) return undefined;
  const plain = value.slice();
  xor(plain, transactionId);
  return readAddress(plain);
}

/** `undefined` if the address is not an IP literal. */
export function writeXorAddress(address: SocketAddress, transactionId: Uint8Array): Uint8Array | undefined {
  const value = writeAddress(address);
  if (value !== undefined) xor(value, transactionId);
  return value;
}

function lengthOfFamily(family: number | undefined): number {
  return family === 1 ? 8 : family === 2 ? 20 : -1;
}

function xor(value: Uint8Array, transactionId: Uint8Array): void {
  for (let i = 0; i < 2; i++) value[2 + i] ^= COOKIE[i];
  for (let i = 0; i < value.length - 4; i++) value[4 + i] ^= i < 4 ? COOKIE[i] : transactionId[i - 4];
}

const COOKIE = [MAGIC_COOKIE >>> 24, (MAGIC_COOKIE >>> 16) & 0xff, (MAGIC_COOKIE >>> 8) & 0xff, MAGIC_COOKIE & 0xff];
