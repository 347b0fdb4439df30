import { ByteReader } from '../util/byte-reader.ts';
import { ByteWriter } from '../util/byte-writer.ts';
import { readDigitalSignature, writeDigitalSignature, type DigitalSignature } from './digital-signature.ts';

const NAMED_CURVE = 3;

/** RFC 8422 §5.4: `curve_type(1) named_curve(2) public<1..2^8-1>`, then a signature over both randoms and these. */
export interface ServerKeyExchange extends DigitalSignature {
  readonly groupId: number;
  readonly publicKey: Uint8Array;
  /** ServerECDHParams as they stood in the message: what is signed. */
  readonly parameters: Uint8Array;
}

/** `undefined` if it is malformed or describes a curve otherwise than by name. */
export function readServerKeyExchange(body: Uint8Array): ServerKeyExchange | undefined {
  const reader = new ByteReader(body);
  const curveType = reader.uint8();
  const groupId = reader.uint16();
  const publicKey = reader.vector(1);
  const parameters = body.subarray(0, body.length - reader.remaining);
  const signature = readDigitalSignature(reader);
  if (!reader.isDone || curveType !== NAMED_CURVE || publicKey.length === 0) return undefined;
  return { groupId, publicKey, parameters, ...signature };
}

export function writeServerParameters(groupId: number, publicKey: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.uint8(NAMED_CURVE).uint16(groupId);
  return writer.vector(1, () => writer.bytes(publicKey)).take();
}

export function writeServerKeyExchange(parameters: Uint8Array, signature: DigitalSignature): Uint8Array {
  const writer = new ByteWriter();
  writeDigitalSignature(writer.bytes(parameters), signature);
  return writer.take();
}
