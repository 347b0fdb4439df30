import type { ByteReader } from '../util/byte-reader.ts';
import type { ByteWriter } from '../util/byte-writer.ts';

/** `algorithm(2) signature<0..2^16-1>`, RFC 5246 §4.7. */
export interface DigitalSignature {
  readonly schemeId: number;
  readonly signature: Uint8Array;
}

/** Whether it was all there is the reader's to tell. */
export function readDigitalSignature(reader: ByteReader): DigitalSignature {
  return { schemeId: reader.uint16(), signature: reader.vector(2) };
}

export function writeDigitalSignature(writer: ByteWriter, { schemeId, signature }: DigitalSignature): void {
  writer.uint16(schemeId).vector(2, () => writer.bytes(signature));
}
