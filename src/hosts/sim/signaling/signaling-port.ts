import { Handlers } from './handlers.ts';
import type { Receive, Wire } from './wire.ts';

/** What lies behind a port. */
interface Line {
  carry(data: unknown): void;
  /** Tells the other end that there will be no more, after what was carried before. */
  finish(): void;
  queueTask(steps: () => void): void;
}

let receiveAt: (port: SignalingPort, data: unknown) => void;
let closeAt: (port: SignalingPort) => void;

/**
 * One end of a channel, with the interface of a MessagePort: what is posted here arrives there, cloned, when and if the
 * signalling lets it. Messages wait until somebody listens.
 */
export class SignalingPort extends EventTarget {
  /** Whose end it is. */
  readonly name: string;
  readonly #line: Line;
  readonly #handlers = new Handlers(this);
  #waiting: unknown[] | undefined = [];
  #isClosed = false;

  constructor(name: string, line: Line) {
    super();
    this.name = name;
    this.#line = line;
  }

  static {
    receiveAt = (port, data) => port.#receive(data);
    closeAt = (port) => port.#closeByPeer();
  }

  /** Posted to a closed port, a message is lost. Throws a DataCloneError for what cannot be cloned. */
  postMessage(data: unknown): void {
    if (!this.#isClosed) this.#line.carry(data);
  }

  get onmessage(): ((event: MessageEvent) => unknown) | null {
    return this.#handlers.get('message');
  }

  set onmessage(handler: ((event: MessageEvent) => unknown) | null) {
    this.#handlers.set('message', handler);
  }

  get onclose(): ((event: Event) => unknown) | null {
    return this.#handlers.get('close');
  }

  set onclose(handler: ((event: Event) => unknown) | null) {
    this.#handlers.set('close', handler);
  }

  /** The first listener for messages starts the port. */
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(...args);
    if (args[0] === 'message') this.start();
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.#line.queueTask(() => this.#dispatch(data));
  }

  /** Ends the channel: the other end is told by a `close` event, after what was posted before. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#line.finish();
  }

  #receive(data: unknown): void {
    if (this.#waiting === undefined) this.#dispatch(data);
    else this.#waiting.push(data);
  }

  #dispatch(data: unknown): void {
    if (!this.#isClosed) this.dispatchEvent(new MessageEvent('message', { data }));
  }

  #closeByPeer(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.dispatchEvent(new Event('close'));
  }
}

/** Two ports and the wires between them. */
export function createPortPair(
  first: string,
  second: string,
  createWire: (from: string, to: string, receive: Receive) => Wire,
  queueTask: Line['queueTask'],
): [SignalingPort, SignalingPort] {
  const lineOf = (wire: () => Wire, far: () => SignalingPort): Line => ({
    carry: (data) => wire().carry(data),
    finish: () => wire().after(() => closeAt(far()), `the end of a channel to ${far().name}`),
    queueTask,
  });
  const forth = createWire(first, second, (data) => receiveAt(b, data));
  const back = createWire(second, first, (data) => receiveAt(a, data));
  const a: SignalingPort = new SignalingPort(
    first,
    lineOf(
      () => forth,
      () => b,
    ),
  );
  const b: SignalingPort = new SignalingPort(
    second,
    lineOf(
      () => back,
      () => a,
    ),
  );
  return [a, b];
}
