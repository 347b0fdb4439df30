import { readUint16 } from '../util/bytes.ts';
import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';

/** RFC 8489 §18.5. */
export type PasswordAlgorithm = 'md5' | 'sha-256';

const NUMBERS: Readonly<Record<PasswordAlgorithm, number>> = { md5: 1, 'sha-256': 2 };

/**
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Algorithm 1           | Algorithm 1 Parameters Length |
 * |                    Algorithm 1 Parameters (variable)
 * |         Algorithm 2           | …
 *
 * PASSWORD-ALGORITHMS, RFC 8489 §14.11. Those that nobody here knows are left out; `undefined` if it is malformed.
 */
export function readPasswordAlgorithms(value: Uint8Array): PasswordAlgorithm[] | undefined {
  const reader = new ByteReader(value);
  const algorithms: PasswordAlgorithm[] = [];
  while (reader.isOk && reader.remaining > 0) {
    const algorithm = algorithmOf(reader.uint16());
    const parameterBytes = reader.uint16();
    reader.bytes((parameterBytes + 3) & ~3);
    if (algorithm !== undefined && parameterBytes === 0) algorithms.push(algorithm);
  }
  return reader.isOk ? algorithms : undefined;
}

export function writePasswordAlgorithms(algorithms: readonly PasswordAlgorithm[]): Uint8Array {
  const writer = new ByteWriter(4 * algorithms.length);
  for (const algorithm of algorithms) writer.uint16(NUMBERS[algorithm]).uint16(0);
  return writer.take();
}

/** PASSWORD-ALGORITHM, RFC 8489 §14.12. */
export function readPasswordAlgorithm(value: Uint8Array): PasswordAlgorithm | undefined {
  return value.length === 4 && readUint16(value, 2) === 0 ? algorithmOf(readUint16(value, 0)) : undefined;
}

function algorithmOf(number: number): PasswordAlgorithm | undefined {
  if (number === NUMBERS.md5) return 'md5';
  return number === NUMBERS['sha-256'] ? 'sha-256' : undefined;
}
