import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import {
  readHelloExtensions,
  writeHelloExtensions,
  type HelloExtensions,
  type OfferedExtensions,
} from './hello-extensions.ts';
import { DTLS_1_2, NULL_COMPRESSION, RANDOM_BYTES } from './protocol.ts';

/**
 * RFC 5246 §7.4.1.3:
 *
 *     server_version(2) random(32) session_id<0..32> cipher_suite(2) compression_method(1) extensions<0..2^16-1>
 */
export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  readonly extensions: HelloExtensions;
  /** All extensions there were, known or not. */
  readonly extensionTypes: readonly number[];
}

/** `undefined` if it is malformed. */
export function readServerHello(body: Uint8Array): ServerHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.uint16();
  const random = reader.bytes(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const cipherSuite = reader.uint16();
  const compressionMethod = reader.uint8();
  const rest = readHelloExtensions(reader);
  if (rest === undefined || !reader.isDone || sessionId.length > 32) return undefined;
  return { version, random, cipherSuite, compressionMethod, extensions: rest.extensions, extensionTypes: rest.types };
}

/** With an empty session id: the session cannot be resumed. */
export function writeServerHello(random: Uint8Array, cipherSuite: number, extensions: OfferedExtensions): Uint8Array {
  const writer = new ByteWriter();
  writer.uint16(DTLS_1_2).bytes(random).uint8(0).uint16(cipherSuite).uint8(NULL_COMPRESSION);
  writeHelloExtensions(writer, extensions);
  return writer.take();
}
