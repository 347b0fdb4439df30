import { ByteReader } from '../util/byte-reader.ts';
import { emptyHandshakeMessage, type HandshakeMessage } from './handshake-message.ts';
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
    this.#nextSequence++;
    return partial.message;
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
    if (partial?.message.type !== type || partial.message.body.length !== length) {
      partial = new PartialMessage(emptyHandshakeMessage(type, sequence, length));
    }
    partial.add(offset, fragment);
    this.#partial[slot] = partial;
  }
}

class PartialMessage {
  readonly message: HandshakeMessage;
  /** A byte for each of the body's, once there is a fragment that is not all of it. */
  #isPresent: Uint8Array | undefined = undefined;
  #missingBytes: number;

  constructor(message: HandshakeMessage) {
    this.message = message;
    this.#missingBytes = message.body.length;
  }

  get isWhole(): boolean {
    return this.#missingBytes === 0;
  }

  /** Bytes that came first stay. */
  add(offset: number, fragment: Uint8Array): void {
    const { body } = this.message;
    if (this.isWhole) return;
    if (fragment.length === body.length && this.#isPresent === undefined) {
      body.set(fragment);
      this.#missingBytes = 0;
    } else {
      this.#fill(body, (this.#isPresent ??= new Uint8Array(body.length)), offset, fragment);
    }
  }

  #fill(body: Uint8Array, isPresent: Uint8Array, offset: number, fragment: Uint8Array): void {
    for (let i = 0; i < fragment.length; i++) {
      if (isPresent[offset + i] === 1) continue;
      isPresent[offset + i] = 1;
      body[offset + i] = fragment[i];
      this.#missingBytes--;
    }
  }
}
