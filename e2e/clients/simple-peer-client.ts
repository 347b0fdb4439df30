/**
 * Somebody who uses simple-peer. The same code runs in Node and in a page, which it is served to: it imports nothing.
 */
export interface SimplePeerOptions {
  readonly initiator: boolean;
  readonly config: RTCConfiguration;
  readonly stream?: MediaStream;
  /** The classes, where they are no globals. */
  readonly wrtc?: object;
}

/** The part of the package's class that is used here; it has no types of its own. */
interface SimplePeer {
  readonly destroyed: boolean;
  on(event: string, listener: (value: never) => void): void;
  signal(data: unknown): void;
  send(data: string | Uint8Array): void;
  addStream(stream: MediaStream): void;
  destroy(): void;
}

export type SimplePeerConstructor = new (options: SimplePeerOptions) => SimplePeer;

export class SimplePeerClient {
  /** Names of events in their order; `stream` and `track` with what they are of. */
  readonly #events: string[] = [];
  /** Text as it came, binary messages as their length. */
  readonly #received: string[] = [];
  readonly #peer: SimplePeer;
  #changed: () => void = () => undefined;

  constructor(SimplePeerClass: SimplePeerConstructor, options: SimplePeerOptions, signal: (data: unknown) => void) {
    this.#peer = new SimplePeerClass(options);
    this.#on('signal', (data) => signal(JSON.parse(JSON.stringify(data))));
    this.#on('data', (data: Uint8Array | string) => this.#received.push(describe(data)));
    this.#on('stream', (stream: MediaStream) => this.#note(`stream ${kindsOf(stream)}`));
    for (const event of ['connect', 'close']) this.#on(event, () => this.#note(event));
    this.#on('error', (error: Error) => this.#note(`error ${error.message}`));
  }

  deliver(data: unknown): void {
    if (!this.#peer.destroyed) this.#peer.signal(data);
  }

  sendText(text: string): void {
    this.#peer.send(text);
  }

  sendBytes(bytes: number): void {
    this.#peer.send(new Uint8Array(bytes));
  }

  addStream(stream: MediaStream): void {
    this.#peer.addStream(stream);
  }

  destroy(): void {
    this.#peer.destroy();
  }

  events(): string[] {
    return [...this.#events];
  }

  async saw(event: string): Promise<void> {
    await this.#until(event, () => this.#events.includes(event));
  }

  async received(count: number): Promise<string[]> {
    await this.#until(`${count} messages`, () => this.#received.length >= count);
    return [...this.#received];
  }

  #on<T>(event: string, listener: (value: T) => void): void {
    this.#peer.on(event, (value) => {
      listener(value as T);
      this.#changed();
    });
  }

  #note(event: string): void {
    this.#events.push(event);
  }

  async #until(what: string, condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${what}; ${this.#events.join()}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
        setTimeout(resolve, 1_000);
      });
    }
  }
}

function describe(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : data.length < 100 ? new TextDecoder().decode(data) : `${data.length} bytes`;
}

function kindsOf(stream: MediaStream): string {
  return stream
    .getTracks()
    .map(({ kind }) => kind)
    .sort()
    .join('+');
}
