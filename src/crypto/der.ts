import { utf8Of } from '../util/bytes.ts';

/** Tags of the universal and context classes that certificates and keys use, X.690 §8. */
export const DerTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** [0], [1] … constructed. */
  context: (number: number): number => 0xa0 | number,
} as const;

/** Tag, length and contents, X.690 §10.1 (definite form, shortest length). */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const content of contents) length += content.length;
  const lengthBytes = lengthBytesOf(length);
  const element = new Uint8Array(1 + lengthBytes + length);
  element[0] = tag;
  writeLength(element, length, lengthBytes);
  let offset = 1 + lengthBytes;
  for (const content of contents) {
    element.set(content, offset);
    offset += content.length;
  }
  return element;
}

export function derSequence(...elements: readonly Uint8Array[]): Uint8Array {
  return derElement(DerTag.sequence, ...elements);
}

/** A non-negative INTEGER from big-endian bytes, in its shortest form. */
export function derInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  const isPadded = digits.length === 0 || digits[0] >= 0x80;
  return isPadded ? derElement(DerTag.integer, Uint8Array.of(0), digits) : derElement(DerTag.integer, digits);
}

/** A BIT STRING of whole bytes. */
export function derBitString(bytes: Uint8Array): Uint8Array {
  return derElement(DerTag.bitString, Uint8Array.of(0), bytes);
}

export function derUtf8String(text: string): Uint8Array {
  return derElement(DerTag.utf8String, utf8Of(text));
}

export function derNull(): Uint8Array {
  return Uint8Array.of(DerTag.null, 0);
}

/** X.690 §8.1.3: one byte below 128, else one that counts the bytes behind it. */
function lengthBytesOf(length: number): number {
  if (length < 0x80) return 1;
  let bytes = 1;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes++;
  return bytes;
}

function writeLength(element: Uint8Array, length: number, lengthBytes: number): void {
  element[1] = lengthBytes === 1 ? length : 0x80 | (lengthBytes - 1);
  for (let i = lengthBytes, rest = length; i > 1; i--, rest = Math.floor(rest / 256)) element[i] = rest % 256;
}
