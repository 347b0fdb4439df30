import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';

/** The client's public key, `ecdh_Yc<1..2^8-1>`, RFC 8422 §5.7; `undefined` if malformed. */
export function readClientKeyExchange(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  const publicKey = reader.vector(1);
  return reader.isDone && publicKey.length > 0 ? publicKey : undefined;
}

export function writeClientKeyExchange(publicKey: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  return writer.vector(1, () => writer.bytes(publicKey)).take();
}
