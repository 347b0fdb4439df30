import { hashOf } from './hash.ts';

/** One message, as far as it must be told from others: its text, or a description behind a mark that no text has. */
export type MessageToken = string;

export interface ChannelPromise {
  readonly isOrdered: boolean;
  readonly isReliable: boolean;
}

/**
 * What one direction of a data channel promised and kept: nothing doubled, nothing invented; in order if it is ordered;
 * all of it if it is reliable.
 */
export class Delivery {
  readonly #promise: ChannelPromise;
  readonly #sent: MessageToken[] = [];
  /** Of an unordered channel: what was sent and has not arrived, and how often. */
  readonly #outstanding = new Map<MessageToken, number>();
  #received = 0;
  /** Blobs cannot be read at once: where one came by, only the number of messages is compared. */
  #isOpaque = false;
  /** Of an ordered channel: everything before was delivered, or given up by a channel that may. */
  #next = 0;

  constructor(promise: ChannelPromise) {
    this.#promise = promise;
  }

  get isComplete(): boolean {
    return !this.#promise.isReliable || this.#received === this.#sent.length;
  }

  get missing(): number {
    return this.#sent.length - this.#received;
  }

  sent(token: MessageToken | undefined): void {
    this.#isOpaque ||= token === undefined;
    this.#sent.push(token ?? `${MARK}a blob`);
    if (token !== undefined && !this.#promise.isOrdered)
      this.#outstanding.set(token, (this.#outstanding.get(token) ?? 0) + 1);
  }

  /** What is wrong with this message; undefined if nothing is. */
  received(token: MessageToken | undefined): string | undefined {
    this.#isOpaque ||= token === undefined;
    const problem = token === undefined || this.#isOpaque ? this.#takeUnseen() : this.#take(token);
    this.#received++;
    return problem;
  }

  #take(token: MessageToken): string | undefined {
    return this.#promise.isOrdered ? this.#takeInOrder(token) : this.#takeAny(token);
  }

  #takeUnseen(): string | undefined {
    return this.#received < this.#sent.length
      ? undefined
      : `message ${this.#received} came; ${this.#received} were sent`;
  }

  #takeInOrder(token: MessageToken): string | undefined {
    const start = this.#next;
    const found = this.#promise.isReliable
      ? this.#sent[start] === token
        ? start
        : -1
      : this.#sent.indexOf(token, start);
    if (found >= 0) this.#next = found + 1;
    if (found >= 0) return undefined;
    return `message ${this.#received} is ${describeToken(token)}; ${this.#expectation(start)}`;
  }

  #takeAny(token: MessageToken): string | undefined {
    const left = this.#outstanding.get(token) ?? 0;
    if (left > 1) this.#outstanding.set(token, left - 1);
    else this.#outstanding.delete(token);
    return left > 0
      ? undefined
      : `message ${this.#received} is ${describeToken(token)}, which was ${this.#history(token)}`;
  }

  #expectation(start: number): string {
    if (start >= this.#sent.length) return 'nothing more was sent';
    return `${this.#promise.isReliable ? 'next' : 'what can still come'} is ${describeToken(this.#sent[start])}`;
  }

  #history(token: MessageToken): string {
    return this.#sent.includes(token) ? 'delivered before' : 'never sent';
  }
}

const LONGEST_SHOWN = 60;
/** Longer texts are not kept. */
const LONGEST_KEPT = 4096;
/** Half of a surrogate pair: what is sent as text has none alone. */
const MARK = '\ud800';

/** The token of what was sent, or of what a message event holds; undefined for a Blob. */
export function tokenOf(data: unknown): MessageToken | undefined {
  if (typeof data === 'string') return data.length > LONGEST_KEPT ? MARK + describeText(data) : data;
  if (data instanceof ArrayBuffer) return bytesToken(new Uint8Array(data));
  if (!ArrayBuffer.isView(data)) return undefined;
  return bytesToken(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function bytesToken(bytes: Uint8Array): MessageToken {
  return `${MARK}${bytes.length} bytes (${hashOf(bytes.length, (i) => bytes[i])})`;
}

function describeToken(token: MessageToken): string {
  return token.startsWith(MARK) ? token.slice(MARK.length) : describeText(token);
}

function describeText(text: string): string {
  if (text.length <= LONGEST_SHOWN) return JSON.stringify(text);
  const hash = hashOf(text.length, (i) => text.charCodeAt(i));
  return `${JSON.stringify(text.slice(0, LONGEST_SHOWN))}… (${text.length} characters, ${hash})`;
}
