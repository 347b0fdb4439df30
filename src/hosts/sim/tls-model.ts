import type { TlsIdentity } from '../../ports/network.ts';
import { ByteWriter } from '../../util/byte-writer.ts';
import { readUint16, textOfUtf8, utf8Of } from '../../util/bytes.ts';

/*
 * TLS as a simulated network needs it: the record framing of TLS 1.3 with its overhead, one round trip of handshake, and
 * the check of the server's name. Nothing is encrypted, and nobody here could listen in.
 */

const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const ALERT = 21;
const HEADER_BYTES = 5;
/** RFC 8446 §5.2: the inner content type and the tag of the AEAD. */
const SEALED_BYTES = 17;
const MAX_RECORD_BYTES = 16_384;
/** What a ClientHello and a server's flight with a certificate chain of two usually take. */
const CLIENT_HELLO_BYTES = 300;
const SERVER_FLIGHT_BYTES = 2600;

/** A client that expects a server of that name, or a server that shows who it is. */
export type TlsRole = { readonly serverName: string } | { readonly identity: TlsIdentity };

export interface TlsEndpointOwner {
  transmit(bytes: Uint8Array): void;
  /** The handshake is over. */
  secured(): void;
  receive(bytes: Uint8Array, now: number): void;
  /** This side, or the other, will not have it: the connection is to be closed. */
  failed(reason: string): void;
}

/** One end of a modelled TLS connection over a stream. */
export class TlsEndpoint {
  readonly #role: TlsRole;
  readonly #owner: TlsEndpointOwner;
  #rest: Uint8Array = new Uint8Array(0);
  #isSecured = false;
  #hasFailed = false;

  constructor(role: TlsRole, owner: TlsEndpointOwner) {
    this.#role = role;
    this.#owner = owner;
  }

  /** The client's first flight. */
  begin(): void {
    if ('serverName' in this.#role) this.#owner.transmit(handshakeRecord(this.#role.serverName, CLIENT_HELLO_BYTES));
  }

  send(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += MAX_RECORD_BYTES) {
      const part = bytes.subarray(start, start + MAX_RECORD_BYTES);
      this.#owner.transmit(writeRecord(APPLICATION_DATA, part, part.length + SEALED_BYTES));
    }
  }

  receive(bytes: Uint8Array, now: number): void {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest, 0);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
    while (!this.#hasFailed && this.#rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + readUint16(this.#rest, 3);
      const type = this.#rest[0];
      if (type < ALERT || type > APPLICATION_DATA) return this.#fail('not TLS');
      if (this.#rest.length < end) return;
      const content = this.#rest.subarray(HEADER_BYTES, end);
      this.#rest = this.#rest.subarray(end);
      this.#receiveRecord(type, content, now);
    }
  }

  #receiveRecord(type: number, content: Uint8Array, now: number): void {
    if (type === ALERT) this.#fail(textOfUtf8(content));
    else if (type === APPLICATION_DATA && this.#isSecured) {
      this.#owner.receive(content.subarray(0, content.length - SEALED_BYTES), now);
    } else if (type === HANDSHAKE && !this.#isSecured) this.#receiveHandshake(content);
    else this.#fail('unexpected message');
  }

  #receiveHandshake(content: Uint8Array): void {
    const role = this.#role;
    if ('identity' in role) {
      this.#owner.transmit(handshakeRecord(role.identity.serverNames.join(' '), SERVER_FLIGHT_BYTES));
    } else {
      const names = textOfUtf8(content.subarray(2, 2 + readUint16(content, 0)));
      const isMeant = names.split(' ').some((name) => isNameOf(name, role.serverName));
      if (!isMeant) return this.#refuse(`the certificate is for ${names}, not for ${role.serverName}`);
    }
    this.#isSecured = true;
    this.#owner.secured();
  }

  #refuse(reason: string): void {
    this.#owner.transmit(writeRecord(ALERT, utf8Of('bad certificate'), 0));
    this.#fail(reason);
  }

  #fail(reason: string): void {
    this.#hasFailed = true;
    this.#owner.failed(reason);
  }
}

/** RFC 6125 §6.4.3: a star stands for the leftmost label. */
function isNameOf(name: string, wanted: string): boolean {
  const [a, b] = [name.toLowerCase(), wanted.toLowerCase()];
  return a === b || (a.startsWith('*.') && b.includes('.') && a.slice(1) === b.slice(b.indexOf('.')));
}

function handshakeRecord(text: string, bytes: number): Uint8Array {
  const name = utf8Of(text);
  const content = new ByteWriter().uint16(name.length).bytes(name).take();
  return writeRecord(HANDSHAKE, content, bytes);
}

/** Padded with zeros to `length`, if it is shorter. */
function writeRecord(type: number, content: Uint8Array, length: number): Uint8Array {
  const padded = Math.max(content.length, length);
  const writer = new ByteWriter(HEADER_BYTES + padded).uint8(type).uint16(0x0303).uint16(padded);
  return writer
    .bytes(content)
    .zeros(padded - content.length)
    .take();
}
