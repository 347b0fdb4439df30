import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { readDigitalSignature, writeDigitalSignature, type DigitalSignature } from './digital-signature.ts';

/** RFC 5246 §7.4.8; `undefined` if malformed. */
export function readCertificateVerify(body: Uint8Array): DigitalSignature | undefined {
  const reader = new ByteReader(body);
  const signature = readDigitalSignature(reader);
  return reader.isDone ? signature : undefined;
}

export function writeCertificateVerify(signature: DigitalSignature): Uint8Array {
  const writer = new ByteWriter();
  writeDigitalSignature(writer, signature);
  return writer.take();
}
