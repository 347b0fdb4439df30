import type { Crypto } from '../ports/crypto.ts';
import type { SocketAddress } from '../ports/network.ts';
import { assert } from '../util/assert.ts';
import { utf8Of, writeUint16, writeUint32 } from '../util/bytes.ts';
import { writeAddress, writeXorAddress } from './address.ts';
import { AttributeType } from './attribute-type.ts';
import { writeErrorCode, writeUnknownAttributes } from './error-code.ts';
import type { StunError } from './error-code.ts';
import { fingerprintOf } from './fingerprint.ts';
import { HEADER_BYTES, writeHeader } from './header.ts';
import type { StunClass } from './header.ts';
import { SHA1_BYTES, SHA256_BYTES } from './integrity.ts';

/** Writes one message, attributes in the order of the calls; integrity, then fingerprint, come last. */
export class StunMessageWriter {
  readonly #transactionId: Uint8Array;
  #buffer: Uint8Array;
  #length: number;

  constructor(messageClass: StunClass, method: number, transactionId: Uint8Array) {
    this.#transactionId = transactionId;
    this.#buffer = new Uint8Array(160);
    this.#length = HEADER_BYTES;
    writeHeader(this.#buffer, { class: messageClass, method, transactionId });
  }

  /** Any attribute, padded with zeros. */
  attribute(type: number, value: Uint8Array): this {
    const offset = this.#open(type, value.length);
    this.#buffer.set(value, offset);
    return this;
  }

  /** USERNAME, REALM, NONCE, SOFTWARE. */
  text(type: number, text: string): this {
    return this.attribute(type, utf8Of(text));
  }

  /** PRIORITY and other 32-bit values. */
  uint32(type: number, value: number): this {
    const offset = this.#open(type, 4);
    writeUint32(this.#buffer, offset, value);
    return this;
  }

  /** USE-CANDIDATE. */
  flag(type: number): this {
    this.#open(type, 0);
    return this;
  }

  address(type: number, address: SocketAddress): this {
    return this.#addressValue(type, writeAddress(address));
  }

  xorAddress(type: number, address: SocketAddress): this {
    return this.#addressValue(type, writeXorAddress(address, this.#transactionId));
  }

  errorCode(error: StunError): this {
    return this.attribute(AttributeType.errorCode, writeErrorCode(error));
  }

  unknownAttributes(types: readonly number[]): this {
    return this.attribute(AttributeType.unknownAttributes, writeUnknownAttributes(types));
  }

  messageIntegrity(crypto: Crypto, key: Uint8Array): this {
    const end = this.#length;
    const offset = this.#open(AttributeType.messageIntegrity, SHA1_BYTES);
    this.#buffer.set(crypto.hmac('sha-1', key, this.#buffer.subarray(0, end)), offset);
    return this;
  }

  messageIntegritySha256(crypto: Crypto, key: Uint8Array): this {
    const end = this.#length;
    const offset = this.#open(AttributeType.messageIntegritySha256, SHA256_BYTES);
    this.#buffer.set(crypto.hmac('sha-256', key, this.#buffer.subarray(0, end)), offset);
    return this;
  }

  fingerprint(): this {
    const end = this.#length;
    const offset = this.#open(AttributeType.fingerprint, 4);
    writeUint32(this.#buffer, offset, fingerprintOf(this.#buffer, end));
    return this;
  }

  /** The message, in a buffer that nobody else has. The writer is done. */
  take(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #addressValue(type: number, value: Uint8Array | undefined): this {
    assert(value !== undefined, 'a STUN address must be an IP literal');
    return this.attribute(type, value);
  }

  /** Makes room for an attribute, counts it in the header, and gives the offset of its value. */
  #open(type: number, valueBytes: number): number {
    const offset = this.#length;
    this.#length += 4 + ((valueBytes + 3) & ~3);
    if (this.#length > this.#buffer.length) this.#grow();
    writeUint16(this.#buffer, offset, type);
    writeUint16(this.#buffer, offset + 2, valueBytes);
    writeUint16(this.#buffer, 2, this.#length - HEADER_BYTES);
    return offset + 4;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#length, 2 * this.#buffer.length));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
