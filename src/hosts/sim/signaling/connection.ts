import type { CloseDetails } from './close-event.ts';
import { CLOSED, SocketEnd, tellEnd, type FarEnd } from './socket-end.ts';
import type { Receive, Wire } from './wire.ts';

/** The server's end of a connection. */
export class ServerSocket extends SocketEnd {
  /** Who connected: the name of a host, or `client 1`. */
  readonly client: string;

  constructor(url: string, protocol: string, client: string) {
    super(url, protocol);
    this.client = client;
  }
}

export interface ConnectionParts {
  readonly client: string;
  readonly server: string;
  createWire(from: string, to: string, receive: Receive): Wire;
  /** Who takes connections to this URL now; undefined if nobody does. */
  accept(socket: ServerSocket): (() => void) | undefined;
  queueTask(steps: () => void): void;
  onEnd(connection: Connection): void;
}

/** One WebSocket connection: two ends, a wire each way, and the handshakes of RFC 6455 that open and close it. */
export class Connection {
  readonly client: string;
  readonly #parts: ConnectionParts;
  readonly #clientEnd: SocketEnd;
  readonly #serverEnd: ServerSocket;
  readonly #up: Wire;
  readonly #down: Wire;
  #isServerReached = false;

  constructor(clientEnd: SocketEnd, parts: ConnectionParts) {
    const { client, server } = parts;
    this.client = client;
    this.#parts = parts;
    this.#clientEnd = clientEnd;
    this.#serverEnd = new ServerSocket(clientEnd.url, clientEnd.protocol, client);
    this.#up = parts.createWire(client, server, (data) => tellEnd(this.#serverEnd, 'message', data));
    this.#down = parts.createWire(server, client, (data) => tellEnd(clientEnd, 'message', data));
    tellEnd(clientEnd, 'attached', this.#farEnd(this.#up, clientEnd, this.#serverEnd, this.#down));
    tellEnd(this.#serverEnd, 'attached', this.#farEnd(this.#down, this.#serverEnd, clientEnd, this.#up));
    this.#up.after(() => this.#reachServer(), `a WebSocket of ${client} reaches ${server}`);
  }

  get wires(): readonly Wire[] {
    return [this.#up, this.#down];
  }

  /** Breaks it: what is under way is lost, and both ends see an abnormal closure. */
  break(): void {
    this.#up.cut();
    this.#down.cut();
    this.#parts.queueTask(() => tellEnd(this.#clientEnd, 'broken'));
    if (this.#isServerReached) this.#parts.queueTask(() => tellEnd(this.#serverEnd, 'broken'));
    this.#parts.onEnd(this);
  }

  /** The client's end is gone without a word, and the server's sees an abnormal closure. */
  loseClient(): void {
    tellEnd(this.#clientEnd, 'silenced');
    this.break();
  }

  #reachServer(): void {
    const { client, server } = this.#parts;
    if (this.#clientEnd.readyState !== SocketEnd.CONNECTING) return;
    const greet = this.#parts.accept(this.#serverEnd);
    if (greet === undefined) {
      this.#down.after(() => this.break(), `${server} refuses a WebSocket of ${client}`);
      return;
    }
    this.#isServerReached = true;
    this.#serverEnd.binaryType = 'arraybuffer';
    tellEnd(this.#serverEnd, 'opened');
    this.#down.after(() => tellEnd(this.#clientEnd, 'opened'), `a WebSocket of ${client} opens`);
    greet();
  }

  #farEnd(out: Wire, near: SocketEnd, far: SocketEnd, back: Wire): FarEnd {
    return {
      carry: (data) => out.carry(data),
      sendClose: (details) => out.after(() => this.#answerClose(near, far, back, details), 'a WebSocket closes'),
      abandon: () => this.break(),
    };
  }

  #answerClose(near: SocketEnd, far: SocketEnd, back: Wire, details: CloseDetails): void {
    if (far.readyState !== CLOSED) tellEnd(far, 'closed', details);
    back.after(() => this.#end(near, details), 'a WebSocket is closed');
  }

  #end(near: SocketEnd, details: CloseDetails): void {
    tellEnd(near, 'closed', details);
    this.#up.cut();
    this.#down.cut();
    this.#parts.onEnd(this);
  }
}
