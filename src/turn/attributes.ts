import { readUint16, readUint32, writeUint16 } from '../util/bytes.ts';

/** The protocol number of UDP, REQUESTED-TRANSPORT's only value here. */
const UDP = 17;
const FIRST_CHANNEL = 0x4000;
const LAST_CHANNEL = 0x4fff;

/** REQUESTED-TRANSPORT, RFC 8656 §18.8: the relayed side. */
export function writeRequestedTransport(): Uint8Array {
  return Uint8Array.of(UDP, 0, 0, 0);
}

export function isUdpRequested(value: Uint8Array): boolean {
  return value.length === 4 && value[0] === UDP;
}

/** REQUESTED-ADDRESS-FAMILY and ADDITIONAL-ADDRESS-FAMILY, RFC 8656 §18.6 and §18.11. */
export function writeAddressFamily(family: 4 | 6): Uint8Array {
  return Uint8Array.of(family === 4 ? 1 : 2, 0, 0, 0);
}

export function readAddressFamily(value: Uint8Array): 4 | 6 | undefined {
  if (value.length !== 4) return undefined;
  return value[0] === 1 ? 4 : value[0] === 2 ? 6 : undefined;
}

/** LIFETIME, RFC 8656 §18.2: seconds. */
export function readLifetime(value: Uint8Array): number | undefined {
  return value.length === 4 ? readUint32(value, 0) : undefined;
}

/** CHANNEL-NUMBER, RFC 8656 §18.1. `undefined` outside 0x4000…0x4fff. */
export function readChannelNumber(value: Uint8Array): number | undefined {
  if (value.length !== 4) return undefined;
  const channel = readUint16(value, 0);
  return channel >= FIRST_CHANNEL && channel <= LAST_CHANNEL ? channel : undefined;
}

export function writeChannelNumber(channel: number): Uint8Array {
  const value = new Uint8Array(4);
  writeUint16(value, 0, channel);
  return value;
}

/** ADDRESS-ERROR-CODE, RFC 8656 §18.12: why one of two families was not allocated. */
export function writeAddressErrorCode(family: 4 | 6, code: number): Uint8Array {
  return Uint8Array.of(family === 4 ? 1 : 2, 0, Math.floor(code / 100), code % 100);
}
