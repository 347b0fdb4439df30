import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';

/**
 * The chain (DER, leaf first) of a Certificate message, `certificate_list<0..2^24-1>` of `ASN.1Cert<1..2^24-1>`,
 * RFC 5246 §7.4.2. It is empty when a client has none; `undefined` if malformed.
 */
export function readCertificate(body: Uint8Array): Uint8Array[] | undefined {
  const reader = new ByteReader(body);
  const list = new ByteReader(reader.vector(3));
  const chain: Uint8Array[] = [];
  while (list.isOk && list.remaining > 0) chain.push(list.vector(3));
  return reader.isDone && list.isOk && chain.every((der) => der.length > 0) ? chain : undefined;
}

export function writeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(1024);
  writer.vector(3, () => {
    for (const der of chain) writer.vector(3, () => writer.bytes(der));
  });
  return writer.take();
}
