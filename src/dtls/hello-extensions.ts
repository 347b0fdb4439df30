import { ByteReader } from '../util/byte-reader.ts';
import type { ByteWriter } from '../util/byte-writer.ts';
import { ExtensionType } from './protocol.ts';

/** What the extensions of a ClientHello or ServerHello say, as far as we know them. */
export interface HelloExtensions {
  /** RFC 8422 §5.1.1 */
  readonly groups?: readonly number[];
  /** RFC 8422 §5.1.2 */
  readonly pointFormats?: readonly number[];
  /** RFC 5246 §7.4.1.4.1 */
  readonly signatureSchemes?: readonly number[];
  /** RFC 5764 §4.1.1; one only in a ServerHello. */
  readonly srtpProfiles?: readonly number[];
  /** RFC 7627 §5.1 */
  readonly extendedMasterSecret: boolean;
  /** RFC 8449 §4: the largest record the sender wants to receive, in bytes of plaintext. */
  readonly recordSizeLimit?: number;
  /** RFC 5746 §3.2: present with the verify data of an earlier handshake, of which there is none here. */
  readonly renegotiationInfo?: Uint8Array;
}

/** What one may send: renegotiation_info is always the empty one. */
export interface OfferedExtensions extends Omit<HelloExtensions, 'renegotiationInfo'> {
  readonly renegotiationInfo: boolean;
}

/**
 * Reads the extensions at the end of a hello message, which may be missing. `undefined` if they are malformed or one
 * comes twice. `types` lists all that there were, known or not.
 */
export function readHelloExtensions(
  reader: ByteReader,
): { readonly extensions: HelloExtensions; readonly types: readonly number[] } | undefined {
  const bodies = readBodies(reader);
  if (bodies === undefined) return undefined;
  const fields = new FieldReader(bodies);
  const extensions: HelloExtensions = {
    groups: fields.numbers(ExtensionType.supportedGroups, 2, 2),
    pointFormats: fields.numbers(ExtensionType.ecPointFormats, 1, 1),
    signatureSchemes: fields.numbers(ExtensionType.signatureAlgorithms, 2, 2),
    srtpProfiles: fields.srtpProfiles(),
    extendedMasterSecret: fields.flag(ExtensionType.extendedMasterSecret),
    recordSizeLimit: fields.uint16(ExtensionType.recordSizeLimit),
    renegotiationInfo: fields.vector(ExtensionType.renegotiationInfo),
  };
  return fields.isOk ? { extensions, types: [...bodies.keys()] } : undefined;
}

export function writeHelloExtensions(writer: ByteWriter, extensions: OfferedExtensions): void {
  const { groups, pointFormats, signatureSchemes, srtpProfiles, recordSizeLimit } = extensions;
  writer.vector(2, () => {
    if (extensions.renegotiationInfo) writeExtension(writer, ExtensionType.renegotiationInfo, () => writer.uint8(0));
    if (extensions.extendedMasterSecret) writeExtension(writer, ExtensionType.extendedMasterSecret, () => {});
    if (groups) writeExtension(writer, ExtensionType.supportedGroups, () => writeNumbers(writer, 2, 2, groups));
    if (pointFormats) {
      writeExtension(writer, ExtensionType.ecPointFormats, () => writeNumbers(writer, 1, 1, pointFormats));
    }
    if (signatureSchemes) {
      writeExtension(writer, ExtensionType.signatureAlgorithms, () => writeNumbers(writer, 2, 2, signatureSchemes));
    }
    // The empty vector after the profiles is the MKI, RFC 5764 §4.1.3, of which we use none.
    if (srtpProfiles) {
      writeExtension(writer, ExtensionType.useSrtp, () => writeNumbers(writer, 2, 2, srtpProfiles).uint8(0));
    }
    if (recordSizeLimit) writeExtension(writer, ExtensionType.recordSizeLimit, () => writer.uint16(recordSizeLimit));
  });
}

/** A vector of 8- or 16-bit numbers. */
export function writeNumbers(
  writer: ByteWriter,
  lengthBytes: 1 | 2,
  numberBytes: 1 | 2,
  numbers: readonly number[],
): ByteWriter {
  return writer.vector(lengthBytes, () => {
    for (const number of numbers) {
      if (numberBytes === 1) writer.uint8(number);
      else writer.uint16(number);
    }
  });
}

export function readNumbers(reader: ByteReader, lengthBytes: 1 | 2, numberBytes: 1 | 2): number[] {
  const vector = new ByteReader(reader.vector(lengthBytes));
  const numbers: number[] = [];
  while (vector.remaining > 0 && vector.isOk) numbers.push(numberBytes === 1 ? vector.uint8() : vector.uint16());
  if (!vector.isOk) reader.fail();
  return numbers;
}

function writeExtension(writer: ByteWriter, type: number, body: () => void): void {
  writer.uint16(type).vector(2, body);
}

function readBodies(reader: ByteReader): Map<number, Uint8Array> | undefined {
  const bodies = new Map<number, Uint8Array>();
  if (reader.isDone) return bodies;
  const list = new ByteReader(reader.vector(2));
  while (list.isOk && list.remaining > 0) {
    const type = list.uint16();
    if (bodies.has(type)) return undefined;
    bodies.set(type, list.vector(2));
  }
  return list.isOk && reader.isDone ? bodies : undefined;
}

/** Reads the bodies of known extensions; `isOk` tells at the end whether all were well formed. */
class FieldReader {
  isOk = true;
  readonly #bodies: ReadonlyMap<number, Uint8Array>;

  constructor(bodies: ReadonlyMap<number, Uint8Array>) {
    this.#bodies = bodies;
  }

  numbers(type: number, lengthBytes: 1 | 2, numberBytes: 1 | 2): readonly number[] | undefined {
    return this.#read(type, (body) => readNumbers(body, lengthBytes, numberBytes));
  }

  vector(type: number): Uint8Array | undefined {
    return this.#read(type, (body) => body.vector(1));
  }

  uint16(type: number): number | undefined {
    return this.#read(type, (body) => body.uint16());
  }

  flag(type: number): boolean {
    return this.#read(type, () => true) ?? false;
  }

  srtpProfiles(): readonly number[] | undefined {
    return this.#read(ExtensionType.useSrtp, (body) => {
      const profiles = readNumbers(body, 2, 2);
      body.vector(1);
      return profiles;
    });
  }

  #read<T>(type: number, read: (body: ByteReader) => T): T | undefined {
    const bytes = this.#bodies.get(type);
    if (bytes === undefined) return undefined;
    const body = new ByteReader(bytes);
    const value = read(body);
    if (!body.isDone) this.isOk = false;
    return value;
  }
}
