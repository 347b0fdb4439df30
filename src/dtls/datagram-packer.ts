import { assert } from '../util/assert.ts';
import type { PacketSink } from '../util/engine.ts';
import { writeHandshakeHeader, type HandshakeMessage } from './handshake-message.ts';
import { ContentType, HANDSHAKE_HEADER_BYTES } from './protocol.ts';
import type { Epoch, RecordLayer } from './record-layer.ts';

/** A piece of a message shorter than this is not worth a place at the end of a datagram. */
const MIN_FRAGMENT_BYTES = 32;
/** Room for one such piece under the longest headers, and for what is not cut. */
const MIN_DATAGRAM_BYTES = 128;

/** Packs handshake messages and alerts into records, and records into datagrams, which go to the sink when full. */
export class DatagramPacker {
  readonly #records: RecordLayer;
  readonly #send: (datagram: Uint8Array) => void;
  readonly #sink: PacketSink;
  #maxDatagramBytes: number;
  #datagram: Uint8Array | undefined = undefined;
  #length = 0;

  constructor(records: RecordLayer, sink: PacketSink, maxDatagramBytes: number, send: (datagram: Uint8Array) => void) {
    assert(maxDatagramBytes >= MIN_DATAGRAM_BYTES, `a DTLS datagram has ${MIN_DATAGRAM_BYTES} bytes or more`);
    this.#records = records;
    this.#send = send;
    this.#sink = sink;
    this.#maxDatagramBytes = maxDatagramBytes;
  }

  /** From now on no datagram is larger than this. */
  limit(datagramBytes: number): void {
    this.#maxDatagramBytes = Math.min(this.#maxDatagramBytes, datagramBytes);
  }

  /** Adds a message, in as many fragments as the datagrams ask for (RFC 6347 §4.2.3). */
  addMessage(message: HandshakeMessage, epoch: Epoch): void {
    let offset = 0;
    do offset += this.#addFragment(message, offset, epoch);
    while (offset < message.body.length);
  }

  /** Adds a record that is not cut. */
  addRecord(type: number, epoch: Epoch, payload: Uint8Array): void {
    if (this.#room(epoch) < payload.length) this.finish();
    const start = this.#payloadStart(epoch);
    this.#current().set(payload, start);
    this.#endRecord(type, epoch, start, start + payload.length);
  }

  /** Whether a datagram was begun that has room for a record with so much payload. */
  hasRoomFor(epoch: Epoch, payloadBytes: number): boolean {
    return this.#datagram !== undefined && this.#room(epoch) >= payloadBytes;
  }

  /** Sends what is left. */
  finish(): void {
    const datagram = this.#datagram;
    if (datagram === undefined) return;
    this.#datagram = undefined;
    const length = this.#length;
    this.#length = 0;
    this.#send(datagram.subarray(0, length));
  }

  #addFragment(message: HandshakeMessage, offset: number, epoch: Epoch): number {
    const wanted = message.body.length - offset;
    if (this.#room(epoch) < HANDSHAKE_HEADER_BYTES + Math.min(wanted, MIN_FRAGMENT_BYTES)) this.finish();
    const length = Math.min(wanted, this.#room(epoch) - HANDSHAKE_HEADER_BYTES);
    const start = this.#payloadStart(epoch);
    const bodyStart = start + HANDSHAKE_HEADER_BYTES;
    const datagram = this.#current();
    writeHandshakeHeader(datagram, start, message.type, message.body.length, message.sequence, offset, length);
    datagram.set(message.body.subarray(offset, offset + length), bodyStart);
    this.#endRecord(ContentType.handshake, epoch, start, bodyStart + length);
    return length;
  }

  #endRecord(type: number, epoch: Epoch, start: number, end: number): void {
    this.#records.protect(epoch, type, this.#current(), start, end);
    this.#length = end + this.#records.suffixBytes(epoch);
  }

  #payloadStart(epoch: Epoch): number {
    return this.#length + this.#records.prefixBytes(epoch);
  }

  /** Payload bytes that still fit into the current datagram. */
  #room(epoch: Epoch): number {
    return this.#maxDatagramBytes - this.#payloadStart(epoch) - this.#records.suffixBytes(epoch);
  }

  #current(): Uint8Array {
    return (this.#datagram ??= this.#newDatagram());
  }

  /** Handshakes are short: a buffer for each datagram, none kept between them. */
  #newDatagram(): Uint8Array {
    const { headroomBytes, tailroomBytes } = this.#sink;
    const buffer = new ArrayBuffer(headroomBytes + this.#maxDatagramBytes + tailroomBytes);
    return new Uint8Array(buffer, headroomBytes, this.#maxDatagramBytes);
  }
}
