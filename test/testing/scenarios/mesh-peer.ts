import type { SimulatedPeerHost } from '../../../src/sim.node.ts';
import type { Stage } from '../../../src/testing.node.ts';
import { MeshSession, type Word } from './mesh-session.ts';

const SIGNALING_URL = 'wss://mesh.example';
const RETRY_MS = 1000;

/** What a peer tells the others over signalling: all of them, or one. */
interface Letter extends Word {
  readonly from: string;
  /** Of the program that wrote it: after a crash there is another. */
  readonly epoch: string;
  readonly to?: string;
  readonly toEpoch?: string;
  /** Whoever reads this answers. */
  readonly isHello?: boolean;
}

/** The server that all peers tell everything; it passes it on. */
export function serveMesh({ signaling }: Stage): void {
  signaling.relay(SIGNALING_URL);
}

/**
 * An application that keeps one connection with each of the others: over a WebSocket that it opens again when it breaks,
 * with peers that crash and come back as somebody new, and with an ICE restart for what has failed.
 */
export class MeshPeer {
  readonly name: string;
  readonly epoch: string;
  readonly #host: SimulatedPeerHost;
  readonly #stage: Stage;
  readonly #WebSocket: typeof globalThis.WebSocket;
  readonly #sessions = new Map<string, MeshSession>();
  #socket: WebSocket;

  constructor(host: SimulatedPeerHost, stage: Stage) {
    this.name = host.name;
    this.epoch = `${host.name} since ${stage.world.now}`;
    this.#host = host;
    this.#stage = stage;
    this.#WebSocket = stage.signaling.webSocketOf(host.name);
    this.#socket = this.#connect();
  }

  /** With the program that runs there now. */
  isConnectedWith(other: MeshPeer): boolean {
    const session = this.#sessions.get(other.name);
    return session?.epoch === other.epoch && session.isConnected;
  }

  sayEverywhere(text: string): void {
    for (const session of this.#sessions.values()) session.say(text);
  }

  #connect(): WebSocket {
    const socket = new this.#WebSocket(SIGNALING_URL);
    socket.onopen = () => this.#tell({ isHello: true });
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data as string) as Letter);
    socket.onclose = () => {
      const { world } = this.#stage;
      world.at(world.now + RETRY_MS, () => (this.#socket = this.#connect()));
    };
    return socket;
  }

  #tell(letter: Omit<Letter, 'from' | 'epoch'>): void {
    if (this.#socket.readyState !== this.#WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ from: this.name, epoch: this.epoch, ...letter }));
  }

  #hear(letter: Letter): void {
    if (letter.to !== undefined && letter.to !== this.name) return;
    if (letter.toEpoch !== undefined && letter.toEpoch !== this.epoch) return;
    const session = this.#sessionWith(letter.from, letter.epoch);
    if (letter.isHello === true) this.#tell({ to: letter.from, toEpoch: letter.epoch });
    // Whatever was said before may have been lost with the socket.
    if (letter.description === undefined && letter.candidate === undefined && letter.isFailed !== true)
      session.repeat();
    else void session.hear(letter);
  }

  #sessionWith(name: string, epoch: string): MeshSession {
    const known = this.#sessions.get(name);
    if (known?.epoch === epoch) return known;
    known?.close();
    const connection = new this.#host.RTCPeerConnection({ iceServers: this.#stage.iceServers });
    const say = (word: Word): void => this.#tell({ ...word, to: name, toEpoch: epoch });
    const session = new MeshSession(connection, { epoch, isOfferer: this.name < name, say });
    this.#sessions.set(name, session);
    return session;
  }
}
