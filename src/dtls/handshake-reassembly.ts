import { ByteReader } from '../util/byte-reader.ts';
import { handshakeMessage, type HandshakeMessage } from './handshake-message.ts';
import { HandshakeType } from './protocol.ts';
import type { Epoch } from './record-layer.ts';

/** How many messages ahead of the next one are kept; the longest flight has five. */
const WINDOW_MESSAGES = 8;
/** Certificate chains are the largest messages there are. */
const MAX_MESSAGE_BYTES = 32_768;

/**
 * Puts handshake messages together from fragments that come in any order, twice or overlapping, and hands them out in
 * order (RFC 6347 §4.2.2, §4.2.3). What it holds is bounded, as nothing is authentic yet.
 */
export class HandshakeReassembly {
  readonly #partial: (PartialMessage | undefined)[] = new Array<undefined>(WINDOW_MESSAGES).fill(undefined);
  #nextSequence = 0;
  #answeredSequence = -1;
  #sawRepeatedFlight = false;

  /** Takes the payload of a handshake record. False if it is malformed. */
  receive(payload: Uint8Array, epoch: Epoch): boolean {
    const reader = new ByteReader(payload);
    while (reader.remaining > 0) if (!this.#receiveFragment(reader, epoch)) return false;
    return true;
  }

  /** The next message in order, once it is whole. */
  next(): HandshakeMessage | undefined {
    const partial = this.#partial[this.#nextSequence % WINDOW_MESSAGES];
    if (partial === undefined || !partial.isWhole) return undefined;
    this.#partial[this.#nextSequence % WINDOW_MESSAGES] = undefined;
    return handshakeMessage(partial.type, this.#nextSequence++, partial.body);
  }

  /** Our answer to all that was handed out so far is about to be sent. */
  markAnswered(): void {
    this.#answeredSequence = this.#nextSequence;
  }

  /**
   * True once after the last message of the flight we answered came again and nothing newer did: the answer got lost
   * (RFC 6347 §4.2.4). Only the last message counts, so that a flight of several datagrams is answered once.
   */
  takeRepeatedFlight(): boolean {
    const saw = this.#sawRepeatedFlight;
    this.#sawRepeatedFlight = false;
    return saw;
  }

  #receiveFragment(reader: ByteReader, epoch: Epoch): boolean {
    const type = reader.uint8();
    const length = reader.uint24();
    const sequence = reader.uint16();
    const offset = reader.uint24();
    const fragment = reader.vector(3);
    if (!reader.isOk || offset + fragment.length > length || length > MAX_MESSAGE_BYTES) return false;
    // Finished is the one message under the new keys; whatever breaks this rule is old, forged or a renegotiation.
    if ((type === HandshakeType.finished) !== (epoch === 1)) return true;
    if (sequence < this.#nextSequence) this.#noteRepeated(sequence, offset + fragment.length === length);
    else if (sequence < this.#nextSequence + WINDOW_MESSAGES) this.#add(type, length, sequence, offset, fragment);
    return true;
  }

  #noteRepeated(sequence: number, isEnd: boolean): void {
    const isLastAnswered = sequence === this.#answeredSequence - 1 && this.#answeredSequence === this.#nextSequence;
    if (isLastAnswered && isEnd) this.#sawRepeatedFlight = true;
  }

  #add(type: number, length: number, sequence: number, offset: number, fragment: Uint8Array): void {
    const slot = sequence % WINDOW_MESSAGES;
    let partial = this.#partial[slot];
    // Fragments that contradict each other: one is forged or damaged, and repetition tells which.
    if (partial?.type !== type || partial.body.length !== length) partial = new PartialMessage(type, length);
    partial.add(offset, fragment);
    this.#partial[slot] = partial;
  }
}

class PartialMessage {
  readonly type: number;
  readonly body: Uint8Array;
  readonly #isPresent: Uint8Array;
  #missingBytes: number;

  constructor(type: number, length: number) {
    this.type = type;
    this.body = new Uint8Array(length);
    this.#isPresent = new Uint8Array(length);
    this.#missingBytes = length;
  }

  get isWhole(): boolean {
    return this.#missingBytes === 0;
  }

  /** Bytes that came first stay. */
  add(offset: number, fragment: Uint8Array): void {
    for (let i = 0; i < fragment.length; i++) {
      if (this.#isPresent[offset + i] === 1) continue;
      this.#isPresent[offset + i] = 1;
      this.body[offset + i] = fragment[i];
      this.#missingBytes--;
    }
  }
}
