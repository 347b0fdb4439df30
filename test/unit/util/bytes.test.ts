import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../../src/util/byte-reader.ts';
import { ByteWriter } from '../../../src/util/byte-writer.ts';
import {
  bytesOfHex,
  concatBytes,
  equalBytes,
  equalSecrets,
  hexOf,
  strictTextOfUtf8,
  utf8Of,
} from '../../../src/util/bytes.ts';

describe('byte reader and writer', () => {
  test('what is written in any order of widths is read back', () => {
    const fields = fc.array(
      fc.oneof(
        fc.record({ width: fc.constant(1), value: fc.integer({ min: 0, max: 0xff }) }),
        fc.record({ width: fc.constant(2), value: fc.integer({ min: 0, max: 0xffff }) }),
        fc.record({ width: fc.constant(3), value: fc.integer({ min: 0, max: 0xff_ffff }) }),
        fc.record({ width: fc.constant(4), value: fc.integer({ min: 0, max: 0xffff_ffff }) }),
        fc.record({ width: fc.constant(6), value: fc.integer({ min: 0, max: 2 ** 48 - 1 }) }),
      ),
    );
    fc.assert(
      fc.property(fields, (written) => {
        const writer = new ByteWriter(1);
        for (const { width, value } of written) writeField(writer, width, value);
        const reader = new ByteReader(writer.take());
        const read = written.map(({ width }) => ({ width, value: readField(reader, width) }));
        expect(read).toEqual(written);
        expect(reader.isDone).toBe(true);
      }),
    );
  });

  test('reading past the end gives zeros and is remembered', () => {
    const reader = new ByteReader(new Uint8Array([1, 2, 3]));
    expect(reader.uint16()).toBe(0x0102);
    expect(reader.uint16()).toBe(0);
    expect(reader.uint8()).toBe(0);
    expect(reader.isOk).toBe(false);
    expect(reader.isDone).toBe(false);
  });

  test('a vector longer than the message fails instead of throwing', () => {
    const reader = new ByteReader(new Uint8Array([5, 1, 2]));
    expect(reader.vector(1)).toHaveLength(0);
    expect(reader.isOk).toBe(false);
  });

  test('a vector is preceded by its length', () => {
    const writer = new ByteWriter().vector(2, (body) => body.uint8(7).vector(1, (inner) => inner.bytes(utf8Of('ab'))));
    expect(hexOf(writer.take())).toBe('000407026162');
  });
});

describe('byte strings', () => {
  test('hex goes there and back, and colons do not matter', () => {
    expect(hexOf(bytesOfHex('00:ff 10'))).toBe('00ff10');
  });

  test('equality looks at every byte and at the length', () => {
    const bytes = utf8Of('secret');
    expect(equalBytes(bytes, utf8Of('secret'))).toBe(true);
    expect(equalSecrets(bytes, utf8Of('secreT'))).toBe(false);
    expect(equalSecrets(bytes, utf8Of('secret '))).toBe(false);
    expect(equalBytes(concatBytes(bytes, bytes), utf8Of('secretsecret'))).toBe(true);
  });

  test('bytes that are not UTF-8 have no strict text', () => {
    expect(strictTextOfUtf8(new Uint8Array([0xc3, 0x28]))).toBeUndefined();
    expect(strictTextOfUtf8(utf8Of('grüße'))).toBe('grüße');
  });
});

function writeField(writer: ByteWriter, width: number, value: number): void {
  if (width === 1) writer.uint8(value);
  else if (width === 2) writer.uint16(value);
  else if (width === 3) writer.uint24(value);
  else if (width === 4) writer.uint32(value);
  else writer.uint48(value);
}

function readField(reader: ByteReader, width: number): number {
  if (width === 1) return reader.uint8();
  if (width === 2) return reader.uint16();
  if (width === 3) return reader.uint24();
  if (width === 4) return reader.uint32();
  return reader.uint48();
}
