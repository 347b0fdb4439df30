import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { DTLS_1_0 } from './protocol.ts';

/** The cookie of `server_version(2) cookie<0..2^8-1>`, RFC 6347 §4.2.1; `undefined` if malformed. */
export function readHelloVerifyRequest(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  reader.uint16();
  const cookie = reader.vector(1);
  return reader.isDone ? cookie : undefined;
}

/** Always under the older version, as the RFC recommends. */
export function writeHelloVerifyRequest(cookie: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  return writer
    .uint16(DTLS_1_0)
    .vector(1, () => writer.bytes(cookie))
    .take();
}
