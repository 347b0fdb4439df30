import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import {
  readHelloExtensions,
  readNumbers,
  writeHelloExtensions,
  writeNumbers,
  type HelloExtensions,
  type OfferedExtensions,
} from './hello-extensions.ts';
import { DTLS_1_2, NULL_COMPRESSION, RANDOM_BYTES } from './protocol.ts';

/**
 * RFC 6347 §4.2.1:
 *
 *     client_version(2) random(32) session_id<0..32> cookie<0..2^8-1> cipher_suites<2..2^16-1>
 *     compression_methods<1..2^8-1> extensions<0..2^16-1>
 */
export interface ClientHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly cookie: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: readonly number[];
  readonly extensions: HelloExtensions;
}

/** `undefined` if it is malformed. */
export function readClientHello(body: Uint8Array): ClientHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.uint16();
  const random = reader.bytes(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const cookie = reader.vector(1);
  const cipherSuites = readNumbers(reader, 2, 2);
  const compressionMethods = readNumbers(reader, 1, 1);
  const rest = readHelloExtensions(reader);
  if (rest === undefined || !reader.isDone || sessionId.length > 32) return undefined;
  return { version, random, cookie, cipherSuites, compressionMethods, extensions: rest.extensions };
}

/** Without a session id: sessions are not resumed. */
export function writeClientHello(
  random: Uint8Array,
  cookie: Uint8Array,
  cipherSuites: readonly number[],
  extensions: OfferedExtensions,
): Uint8Array {
  const writer = new ByteWriter();
  writer.uint16(DTLS_1_2).bytes(random).uint8(0);
  writer.vector(1, () => writer.bytes(cookie));
  writeNumbers(writer, 2, 2, cipherSuites);
  writeNumbers(writer, 1, 1, [NULL_COMPRESSION]);
  writeHelloExtensions(writer, extensions);
  return writer.take();
}
