import { createCloseEvent, type CloseDetails } from './close-event.ts';
import { Handlers } from './handlers.ts';

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

/** RFC 6455 §7.4.1: no close frame arrived; what a socket sees when its connection breaks. */
const ABNORMAL_CLOSURE = 1006;
/** RFC 6455 §7.4.1: a close frame without a code. */
const NO_STATUS = 1005;
const LONGEST_REASON_BYTES = 123;

/** What an end does to the far end. */
export interface FarEnd {
  carry(data: unknown): void;
  /** The closing handshake, RFC 6455 §7.1.2; the second half is the answer to the first. */
  sendClose(details: CloseDetails): void;
  /** Gives up before the connection is open. */
  abandon(): void;
}

export type SocketEvent = 'attached' | 'opened' | 'message' | 'closed' | 'broken' | 'silenced';
let happen: (end: SocketEnd, event: SocketEvent, value?: unknown) => void;

/** One end of a WebSocket connection, the client's or the server's. */
export class SocketEnd extends EventTarget {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  readonly url: string;
  readonly protocol: string;
  readonly extensions = '';
  readonly bufferedAmount = 0;
  readonly #handlers = new Handlers(this);
  #far: FarEnd | undefined = undefined;
  #state = CONNECTING;
  #binaryType: BinaryType = 'blob';
  #early: unknown[] = [];

  constructor(url: string, protocol: string) {
    super();
    this.url = url;
    this.protocol = protocol;
  }

  static {
    happen = (end, event, value) => end.#happen(event, value);
  }

  get readyState(): number {
    return this.#state;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  get onopen(): ((event: Event) => unknown) | null {
    return this.#handlers.get('open');
  }

  set onopen(handler: ((event: Event) => unknown) | null) {
    this.#handlers.set('open', handler);
  }

  get onmessage(): ((event: MessageEvent) => unknown) | null {
    return this.#handlers.get('message');
  }

  set onmessage(handler: ((event: MessageEvent) => unknown) | null) {
    this.#handlers.set('message', handler);
  }

  get onerror(): ((event: Event) => unknown) | null {
    return this.#handlers.get('error');
  }

  set onerror(handler: ((event: Event) => unknown) | null) {
    this.#handlers.set('error', handler);
  }

  get onclose(): ((event: CloseEvent) => unknown) | null {
    return this.#handlers.get('close');
  }

  set onclose(handler: ((event: CloseEvent) => unknown) | null) {
    this.#handlers.set('close', handler);
  }

  /** Text, an ArrayBuffer, a view or a Blob. Throws an InvalidStateError while connecting; lost once closing. */
  send(data: string | ArrayBufferLike | ArrayBufferView | Blob): void {
    if (this.#state === CONNECTING) throw new DOMException('the socket is still connecting', 'InvalidStateError');
    if (this.#state === OPEN) this.#far?.carry(messageOf(data));
  }

  /** Throws an InvalidAccessError for a code other than 1000 and 3000…4999, a SyntaxError for a reason over 123 bytes. */
  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`code: ${code} is neither 1000 nor within 3000…4999`, 'InvalidAccessError');
    }
    if (new TextEncoder().encode(reason).length > LONGEST_REASON_BYTES) {
      throw new DOMException(`reason: longer than ${LONGEST_REASON_BYTES} bytes`, 'SyntaxError');
    }
    if (this.#state === CONNECTING) this.#far?.abandon();
    else if (this.#state === OPEN) this.#far?.sendClose({ code: code ?? NO_STATUS, reason, wasClean: true });
    if (this.#state < CLOSING) this.#state = CLOSING;
  }

  #happen(event: SocketEvent, value: unknown): void {
    if (this.#state === CLOSED) return;
    if (event === 'attached') this.#far = value as FarEnd;
    else if (event === 'opened') this.#open();
    else if (event === 'message') this.#receive(value);
    else if (event === 'closed') this.#finish(value as CloseDetails);
    else if (event === 'broken') this.#break();
    else this.#state = CLOSED;
  }

  #open(): void {
    if (this.#state !== CONNECTING) return;
    this.#state = OPEN;
    this.dispatchEvent(new Event('open'));
    const early = this.#early;
    this.#early = [];
    for (const data of early) this.#receive(data);
  }

  #receive(data: unknown): void {
    // A message that overtook the answer to the handshake waits for it.
    if (this.#state === CONNECTING) this.#early.push(data);
    if (this.#state !== OPEN) return;
    const isBlob = data instanceof ArrayBuffer && this.#binaryType === 'blob';
    this.dispatchEvent(new MessageEvent('message', { data: isBlob ? new Blob([data]) : data, origin: this.url }));
  }

  #finish(details: CloseDetails): void {
    this.#state = CLOSED;
    this.dispatchEvent(createCloseEvent(details));
  }

  #break(): void {
    this.#state = CLOSED;
    this.dispatchEvent(new Event('error'));
    this.dispatchEvent(createCloseEvent({ code: ABNORMAL_CLOSURE, reason: '', wasClean: false }));
  }
}

/** What the connection tells an end. */
export function tellEnd(end: SocketEnd, event: 'attached', far: FarEnd): void;
export function tellEnd(end: SocketEnd, event: 'opened'): void;
export function tellEnd(end: SocketEnd, event: 'message', data: unknown): void;
export function tellEnd(end: SocketEnd, event: 'closed', details: CloseDetails): void;
export function tellEnd(end: SocketEnd, event: 'broken' | 'silenced'): void;
export function tellEnd(end: SocketEnd, event: SocketEvent, value?: unknown): void {
  happen(end, event, value);
}

function messageOf(data: string | ArrayBufferLike | ArrayBufferView | Blob): unknown {
  if (data instanceof ArrayBuffer || data instanceof Blob) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  return String(data);
}
