/** Somebody who uses peerjs. The same code runs in Node and in a page, which it is served to: it imports nothing. */
import type { DataConnection, MediaConnection, Peer, PeerJSOption } from 'peerjs';

export type PeerConstructor = new (id: string, options: PeerJSOption) => Peer;

export class PeerJsClient {
  /** Names of events in their order, with what they are of. */
  readonly #events: string[] = [];
  readonly #peer: Peer;
  readonly #streamToAnswerWith: MediaStream;
  #data: DataConnection | undefined;
  #call: MediaConnection | undefined;
  #changed: () => void = () => undefined;

  constructor(PeerClass: PeerConstructor, id: string, options: PeerJSOption, stream: MediaStream) {
    this.#peer = new PeerClass(id, options);
    this.#streamToAnswerWith = stream;
    this.#peer.on('open', () => this.#note('open'));
    this.#peer.on('close', () => this.#note('close'));
    this.#peer.on('error', (error) => this.#note(`error ${error.type}`));
    this.#peer.on('connection', (connection) => this.#adopt(connection));
    this.#peer.on('call', (call) => {
      this.#follow(call);
      call.answer(this.#streamToAnswerWith);
    });
  }

  connect(to: string): void {
    this.#adopt(this.#peer.connect(to, { label: 'chat', metadata: { from: this.#peer.id }, reliable: true }));
  }

  call(to: string): void {
    this.#follow(this.#peer.call(to, this.#streamToAnswerWith));
  }

  send(message: unknown): void {
    void this.#data!.send(message);
  }

  /** A message of that many bytes, which the package cuts into pieces and puts together again. */
  sendBytes(bytes: number): void {
    void this.#data!.send(new Uint8Array(bytes).fill(7));
  }

  hangUp(): void {
    this.#call!.close();
  }

  disconnect(): void {
    this.#data!.close();
  }

  destroy(): void {
    this.#peer.destroy();
  }

  events(): string[] {
    return [...this.#events];
  }

  async saw(event: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!this.#events.includes(event)) {
      if (Date.now() > deadline) throw new Error(`waited in vain: ${event}; ${this.#events.join()}`);
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
        setTimeout(resolve, 1_000);
      });
    }
  }

  #adopt(connection: DataConnection): void {
    this.#data = connection;
    connection.on('open', () => this.#note(`data open ${connection.label} ${JSON.stringify(connection.metadata)}`));
    connection.on('data', (data) => this.#note(`data ${describe(data)}`));
    connection.on('close', () => this.#note('data close'));
    connection.on('error', (error) => this.#note(`data error ${error.type}`));
  }

  #follow(call: MediaConnection): void {
    this.#call = call;
    call.on('stream', (stream) => this.#note(`stream ${stream.getTracks().length}`));
    // From now on hanging up is noticed at the other end.
    call.on('willCloseOnRemote', () => this.#note('call connected'));
    call.on('close', () => this.#note('call close'));
    call.on('error', (error) => this.#note(`call error ${error.type}`));
  }

  #note(event: string): void {
    this.#events.push(event);
    this.#changed();
  }
}

function describe(data: unknown): string {
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return `${data.byteLength} bytes`;
  return JSON.stringify(data);
}
