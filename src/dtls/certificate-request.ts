import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { readNumbers, writeNumbers } from './hello-extensions.ts';

/** ClientCertificateType, RFC 8422 §5.5 and RFC 5246 §7.4.4. */
const ECDSA_SIGN = 64;
const RSA_SIGN = 1;

/**
 * The signature schemes of `certificate_types<1..2^8-1> supported_signature_algorithms<2..2^16-2>
 * certificate_authorities<0..2^16-1>`, RFC 5246 §7.4.4; `undefined` if malformed. Types and authorities say nothing
 * about self-signed certificates.
 */
export function readCertificateRequest(body: Uint8Array): readonly number[] | undefined {
  const reader = new ByteReader(body);
  reader.vector(1);
  const signatureSchemes = readNumbers(reader, 2, 2);
  reader.vector(2);
  return reader.isDone ? signatureSchemes : undefined;
}

export function writeCertificateRequest(signatureSchemes: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  writeNumbers(writer, 1, 1, [ECDSA_SIGN, RSA_SIGN]);
  writeNumbers(writer, 2, 2, signatureSchemes);
  return writer.uint16(0).take();
}
