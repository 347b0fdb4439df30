import type { FaultHandle } from '../fault-handle.ts';
import { changeConditions, PERFECT_LINK, requireConditions, type LinkChanges } from '../link-conditions.ts';
import { LinkDirection } from '../link-direction.ts';
import { blackout, type BlackoutOptions } from '../link-faults.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { Connection, type ServerSocket } from './connection.ts';
import { bridgeMockSocket, type MockSocketClasses } from './mock-socket-bridge.ts';
import { createPortPair, type SignalingPort } from './signaling-port.ts';
import { createWebSocketClass } from './signaling-web-socket.ts';
import type { SocketEnd } from './socket-end.ts';
import { SignalingLedger, Wire, type Receive, type WireWorld } from './wire.ts';

/** What signalling needs of its world. */
export interface SignalingWorld extends Omit<WireWorld, 'ledger'> {
  readonly wakeUp: () => void;
  readonly createStream: (name: string) => SeededRandom;
}

/**
 * Whose connections a fault concerns: everybody's, if nobody is named. A name that no pair and no `webSocketOf` was given is
 * an Error.
 */
export interface SignalingPlace {
  readonly of?: string;
}

/** A server that takes WebSocket connections. */
export interface SignalingServer {
  readonly url: string;
  /** The connections that are open, oldest first. */
  readonly clients: readonly ServerSocket[];
  /** Takes no more connections, and closes those there are. */
  close(): void;
}

/** A fault in the wires of a place, those that come later included. */
interface WireFault {
  readonly place: SignalingPlace;
  readonly begin: (direction: LinkDirection) => void;
  readonly end: (direction: LinkDirection) => void;
}

interface Server {
  readonly onConnection: (socket: ServerSocket) => void;
  readonly sockets: Set<ServerSocket>;
}

let powerOffIn: (signaling: Signaling, host: string) => void;

/**
 * A way for an application to signal: ports and WebSockets on the world's time, over a link with conditions and faults of
 * its own. Every connection draws from a stream of its own.
 */
export class Signaling {
  readonly ledger = new SignalingLedger();
  /** For the application: connects to the servers of this signalling, and to nothing else. */
  readonly WebSocket: typeof globalThis.WebSocket;
  readonly #name: string;
  readonly #world: SignalingWorld;
  readonly #wireWorld: WireWorld;
  readonly #wires = new Set<Wire>();
  readonly #servers = new Map<string, Server>();
  readonly #connections = new Set<Connection>();
  readonly #outages = new Set<SignalingPlace>();
  readonly #faults = new Set<WireFault>();
  /** Who has, or will have, connections here. */
  readonly #names = new Set<string>();
  /** How often a host has crashed: what was made for it before is dead. */
  readonly #crashes = new Map<string, number>();
  readonly #ports: SignalingPort[] = [];
  #conditions = PERFECT_LINK;
  #clientCount = 0;
  #wireCount = 0;

  /** Throws a RangeError for a condition out of range, a TypeError for one that signalling has not. */
  constructor(name: string, conditions: LinkChanges, world: SignalingWorld) {
    this.#name = name;
    this.#world = world;
    this.#wireWorld = { ...world, ledger: this.ledger };
    this.#conditions = changeConditions(PERFECT_LINK, requireMessageConditions(conditions));
    this.WebSocket = this.#webSocketOf(() => this.#nextClient());
  }

  static {
    powerOffIn = (signaling, host) => signaling.#powerOff(host);
  }

  /** Two ends of a channel, like those of a MessageChannel. Names are for faults and for people. */
  pair(first = 'first', second = 'second'): [SignalingPort, SignalingPort] {
    const { timeline } = this.#world;
    this.#names.add(first).add(second);
    const ports = createPortPair(first, second, this.#createWire, (steps) => timeline.queueTask(steps));
    this.#ports.push(...ports);
    return ports;
  }

  /** A WebSocket class whose connections are this host's, so that faults can be `of` it. */
  webSocketOf(host: string): typeof globalThis.WebSocket {
    this.#names.add(host);
    const crashes = this.#crashes.get(host);
    return this.#webSocketOf(() => (this.#crashes.get(host) === crashes ? host : undefined));
  }

  /** Takes connections to the URL, whatever their query. Throws an Error if there is a server already. */
  server(url: string, onConnection: (socket: ServerSocket) => void): SignalingServer {
    const key = keyOf(url);
    if (this.#servers.has(key)) throw new Error(`url: there is a server at ${url} already`);
    const sockets = new Set<ServerSocket>();
    const server = { onConnection, sockets };
    this.#servers.set(key, server);
    return {
      url,
      get clients() {
        return [...sockets];
      },
      close: () => {
        if (this.#servers.get(key) === server) this.#servers.delete(key);
        for (const socket of sockets) socket.close(1000);
      },
    };
  }

  /** A server that tells what one client says to all others who connected to the same URL, query included. */
  relay(url: string): SignalingServer {
    const server = this.server(url, (socket) => {
      socket.onmessage = ({ data }) => {
        for (const other of server.clients) {
          if (other !== socket && other.url === socket.url) other.send(data as string);
        }
      };
    });
    return server;
  }

  /** From now on, for connections there are and those to come. Throws like the constructor. */
  change(changes: LinkChanges): this {
    this.#conditions = changeConditions(this.#conditions, requireMessageConditions(changes));
    for (const { direction } of this.#wires) direction.change(changes);
    this.#world.wakeUp();
    return this;
  }

  /** Breaks the connections, as a change of networks does; who wants to can connect again at once. */
  disconnect(place: SignalingPlace = {}): void {
    this.#requirePlace(place);
    for (const connection of [...this.#connections]) if (concerns(place, connection.client)) connection.break();
    this.#world.wakeUp();
  }

  /** Breaks the connections and refuses new ones until the handle is healed. */
  outage(place: SignalingPlace = {}): FaultHandle {
    const fault = { ...this.#requirePlace(place) };
    this.#outages.add(fault);
    this.disconnect(fault);
    return this.#world.journal.fault(
      () => `outage ${this.#nameOf(place)}`,
      () => void this.#outages.delete(fault),
    );
  }

  /** Loses every message until the handle is healed; connections stay. */
  partition(place: SignalingPlace = {}): FaultHandle {
    return this.#strike('partition', place, {
      begin: (direction) => direction.cut(),
      end: (direction) => direction.heal(),
    });
  }

  /** Keeps every message; healed, the handle lets them go in order. */
  hold(place: SignalingPlace = {}): FaultHandle {
    return this.#strike('hold', place, {
      begin: (direction) => direction.hold(),
      end: (direction) => direction.release(),
    });
  }

  /** Outages, once or again and again. Throws a RangeError that names the option out of range. */
  blackout({ of, ...options }: BlackoutOptions & SignalingPlace): FaultHandle {
    const place = this.#requirePlace(of === undefined ? {} : { of });
    const where = { directions: [], name: this.#nameOf(place), world: this.#world };
    return blackout(where, options, () => this.outage(place));
  }

  /** The classes of the package `mock-socket`, on the world's time and over this signalling's conditions. */
  bridge<M extends MockSocketClasses>(mockSocket: M): Pick<M, 'Server' | 'WebSocket'> {
    return bridgeMockSocket(mockSocket, {
      createWire: this.#createWire,
      timeline: this.#world.timeline,
      nameClient: () => this.#nextClient(),
      latencyMs: () => this.#conditions.latencyMs,
    });
  }

  /** Whoever has no name any more gets no answer. */
  #webSocketOf(nameClient: () => string | undefined): typeof globalThis.WebSocket {
    return createWebSocketClass((end) => {
      const client = nameClient();
      if (client !== undefined) this.#connect(end, client);
    });
  }

  #connect(end: SocketEnd, client: string): void {
    const { timeline } = this.#world;
    const connection = new Connection(end, {
      client,
      server: keyOf(end.url),
      createWire: this.#createWire,
      accept: (socket) => this.#accept(socket),
      queueTask: (steps) => timeline.queueTask(steps),
      onEnd: () => this.#forget(connection),
    });
    this.#connections.add(connection);
  }

  /** The host's ends are dead: they are told nothing, and the far ends learn that they are gone. */
  #powerOff(host: string): void {
    if (!this.#names.has(host)) return;
    this.#crashes.set(host, (this.#crashes.get(host) ?? 0) + 1);
    for (const port of this.#ports) if (port.name === host) port.close();
    for (const connection of [...this.#connections]) if (connection.client === host) connection.loseClient();
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    for (const wire of connection.wires) this.#wires.delete(wire);
  }

  #accept(socket: ServerSocket): (() => void) | undefined {
    const server = this.#servers.get(keyOf(socket.url));
    const isOut = [...this.#outages].some((place) => concerns(place, socket.client));
    if (server === undefined || isOut) return undefined;
    server.sockets.add(socket);
    socket.addEventListener('close', () => server.sockets.delete(socket));
    return () => server.onConnection(socket);
  }

  readonly #createWire = (from: string, to: string, receive: Receive): Wire => {
    const { createStream, timeline } = this.#world;
    const name = `${this.#name} ${++this.#wireCount} from ${from} to ${to}`;
    const direction = new LinkDirection(name, this.#conditions, createStream(name), timeline);
    const wire = new Wire(from, to, direction, this.#wireWorld, receive);
    this.#wires.add(wire);
    for (const fault of this.#faults) if (isOn(wire, fault.place)) fault.begin(direction);
    return wire;
  };

  #strike(kind: string, place: SignalingPlace, { begin, end }: Pick<WireFault, 'begin' | 'end'>): FaultHandle {
    const fault = { place: { ...this.#requirePlace(place) }, begin, end };
    this.#faults.add(fault);
    for (const wire of this.#wires) if (isOn(wire, fault.place)) begin(wire.direction);
    return this.#world.journal.fault(
      () => `${kind} ${this.#nameOf(place)}`,
      () => {
        this.#faults.delete(fault);
        for (const wire of this.#wires) if (isOn(wire, fault.place)) end(wire.direction);
        this.#world.wakeUp();
      },
    );
  }

  #nextClient(): string {
    const name = `client ${++this.#clientCount}`;
    this.#names.add(name);
    return name;
  }

  #requirePlace(place: SignalingPlace): SignalingPlace {
    if (place.of === undefined || this.#names.has(place.of)) return place;
    throw new Error(`of: nobody called ${place.of} has connections of ${this.#name}`);
  }

  #nameOf({ of }: SignalingPlace): string {
    return of === undefined ? this.#name : `${this.#name} of ${of}`;
  }
}

/** A host has crashed, and the ends of connections that are named after it with it. */
export function powerOff(signaling: Signaling, host: string): void {
  powerOffIn(signaling, host);
}

function isOn({ from, to }: Wire, place: SignalingPlace): boolean {
  return concerns(place, from) || concerns(place, to);
}

function concerns({ of }: SignalingPlace, client: string): boolean {
  return of === undefined || of === client;
}

function requireMessageConditions(changes: LinkChanges): LinkChanges {
  if (changes.corrupt !== undefined) throw new TypeError('corrupt is not a condition of signalling');
  return requireConditions(changes);
}

function keyOf(url: string): string {
  if (!URL.canParse(url)) throw new TypeError(`url: ${url} is not a URL`);
  const { host, protocol, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
