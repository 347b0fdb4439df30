import { concatBytes, utf8Of } from '../util/bytes.ts';

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
  const content = concatBytes(...contents);
  return concatBytes(Uint8Array.of(tag), derLength(content.length), content);
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

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}
