import { scheduleSteps } from '../scheduler.ts';
import type { Timeline } from '../timeline.ts';
import type { Receive, Wire } from './wire.ts';

// mock-socket is JavaScript with loose types of its own: `any` is what its classes take and give.
/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyClass = new (...args: any[]) => any;

/** What is needed of the package `mock-socket`. */
export interface MockSocketClasses {
  readonly Server: AnyClass;
  readonly WebSocket: AnyClass;
}

interface BridgeParts {
  createWire(from: string, to: string, receive: Receive): Wire;
  readonly timeline: Timeline;
  /** Who connects. */
  nameClient(): string;
  latencyMs(): number;
}

interface MockEvent {
  readonly type: string;
  readonly data: unknown;
}

/** What a message is besides its data. */
interface Delivery {
  readonly event: MockEvent;
  readonly rest: readonly unknown[];
}

interface Wires {
  readonly up: Wire;
  readonly down: Wire;
}

interface Globals {
  setTimeout: unknown;
  WebSocket: unknown;
}

/** Events of the connection itself; every other one is a message. */
const CONNECTION_EVENTS: readonly string[] = ['open', 'close', 'error'];
const TO_SERVER = 'server::message';
const CLOSED = 3;

/**
 * mock-socket's classes over wires of ours. All it hands over passes through `dispatchEvent` of the client, whose server
 * side is a proxy of the same object: that is where the wires are put in. It waits by whatever `setTimeout` is global
 * while it is called: at that moment, and while it calls listeners, that is the world's.
 */
export function bridgeMockSocket<M extends MockSocketClasses>(
  mock: M,
  parts: BridgeParts,
): Pick<M, 'Server' | 'WebSocket'> {
  const time = new BorrowedTimers(parts.timeline);
  const wires = new WeakMap<object, Wires>();

  /** The server's side of a socket is a proxy, which knows its `target`. */
  const wiresOf = (socket: any): Wires => {
    const client = (socket.target ?? socket) as InstanceType<typeof BridgedWebSocket>;
    const known = wires.get(client) ?? connect(client);
    wires.set(client, known);
    return known;
  };

  const connect = (client: InstanceType<typeof BridgedWebSocket>): Wires => {
    const [name, server] = [parts.nameClient(), String(client.url)];
    const receive: Receive = (data, delivery) => client.deliver(data, delivery as Delivery);
    return { up: parts.createWire(name, server, receive), down: parts.createWire(server, name, receive) };
  };

  class BridgedWebSocket extends mock.WebSocket {
    send(data: unknown): void {
      time.during(0, () => super.send(data));
    }

    close(code?: number, reason?: string): void {
      time.during(parts.latencyMs(), () => super.close(code, reason));
    }

    dispatchEvent(event: MockEvent, ...rest: unknown[]): unknown {
      if (CONNECTION_EVENTS.includes(event.type)) return super.dispatchEvent(event, ...rest);
      const { up, down } = wiresOf(this);
      (event.type === TO_SERVER ? up : down).carry(event.data, { event, rest } satisfies Delivery);
      return true;
    }

    /** Hands over what has arrived: mock-socket's own event, with the data that came. */
    deliver(data: unknown, { event, rest }: Delivery): void {
      if (this.readyState === CLOSED) return;
      const arrived = Object.assign(Object.create(Object.getPrototypeOf(event) as object) as MockEvent, event, {
        data,
      });
      time.during(0, () => super.dispatchEvent(arrived, ...rest));
    }
  }

  const WebSocket = new Proxy(BridgedWebSocket, {
    construct: (target, args, newTarget) =>
      time.during(2 * parts.latencyMs(), () => Reflect.construct(target, args, newTarget) as object),
  });

  class BridgedServer extends mock.Server {
    /** Called by the constructor, unless the option `mock` is false. */
    mockWebsocket(): void {
      super.mockWebsocket();
      (globalThis as unknown as Globals).WebSocket = WebSocket;
    }
  }

  return { Server: BridgedServer, WebSocket } as unknown as Pick<M, 'Server' | 'WebSocket'>;
}

/** Lends the world's time as the global `setTimeout` while something is called that asks for it. */
class BorrowedTimers {
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Every timer that `steps` starts takes `delayMs`, whatever it asks for. */
  during<T>(delayMs: number, steps: () => T): T {
    const globals = globalThis as unknown as Globals;
    const { setTimeout } = globals;
    globals.setTimeout = (run: (...args: unknown[]) => void, _delayMs: number, ...args: unknown[]) => {
      this.#start(delayMs, () => run(...args));
    };
    try {
      return steps();
    } finally {
      globals.setTimeout = setTimeout;
    }
  }

  #start(delayMs: number, steps: () => void): void {
    const timeline = this.#timeline;
    const run = (): void => timeline.queueTask(() => this.during(0, steps));
    scheduleSteps(timeline, timeline.now + delayMs, 'a timer of mock-socket', run);
  }
}
