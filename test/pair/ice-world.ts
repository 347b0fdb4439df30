import { createHmac } from 'node:crypto';
import { IceAgent } from '../../src/ice/agent.ts';
import type { IceBase, IceCandidate, IceNews, IceParameters, IceRole, IceState } from '../../src/ice/types.ts';
import type { Crypto } from '../../src/ports/crypto.ts';
import type { SocketAddress, UdpSocket } from '../../src/ports/network.ts';
import type { Random } from '../../src/ports/random.ts';
import { answerBinding } from '../../src/stun/binding-server.ts';
import { readStunMessage } from '../../src/stun/message.ts';
import { Heap } from '../../src/util/heap.ts';

/** Only what ICE asks of the port. */
export const testCrypto = {
  hmac: (algorithm: string, key: Uint8Array, data: Uint8Array) =>
    new Uint8Array(createHmac(algorithm.replace('-', ''), key).update(data).digest()),
} as Crypto;

export class TestRandom implements Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2 + 1;
  }

  fill(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.next() * 256;
  }

  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

interface Delivery {
  readonly at: number;
  readonly order: number;
  readonly packet: Uint8Array;
  readonly from: SocketAddress;
  readonly to: SocketAddress;
}

interface Port {
  readonly local: SocketAddress;
  readonly receive: (packet: Uint8Array, from: SocketAddress) => void;
}

/** A NAT in front of one socket: endpoint-independent mapping, address-and-port-dependent filtering. */
interface Nat {
  readonly inside: SocketAddress;
  readonly outside: SocketAddress;
  readonly seen: Set<string>;
}

const keyOf = ({ address, port }: SocketAddress) => `${address} ${port}`;

/** Datagrams under way, and whoever has a timer, in one line of virtual time. */
export class IceWorld {
  now = 0;
  latencyMs = 10;
  /** Probability. */
  loss = 0;
  /** True: the datagram is lost. */
  drops: (from: SocketAddress, to: SocketAddress, packet: Uint8Array) => boolean = () => false;
  readonly sent: { at: number; from: SocketAddress; to: SocketAddress; packet: Uint8Array }[] = [];
  readonly random = new TestRandom(99);
  readonly peers: IcePeer[] = [];
  readonly #ports = new Map<string, Port>();
  readonly #nats: Nat[] = [];
  readonly #flying = new Heap<Delivery>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  #order = 0;

  peer(name: string, role: IceRole, ...addresses: string[]): IcePeer {
    const peer = new IcePeer(this, name, role);
    this.peers.push(peer);
    for (const address of addresses) peer.addInterface(address);
    return peer;
  }

  open(local: SocketAddress, receive: Port['receive']): UdpSocket {
    this.#ports.set(keyOf(local), { local, receive });
    return {
      local,
      send: (packet, to) => this.#send(packet, local, to),
      close: () => this.#ports.delete(keyOf(local)),
    };
  }

  nat(inside: SocketAddress, outsideAddress: string): SocketAddress {
    const outside = { address: outsideAddress, port: inside.port + 1000 };
    this.#nats.push({ inside, outside, seen: new Set() });
    return outside;
  }

  stunServer(address: string): SocketAddress {
    const local = { address, port: 3478 };
    const socket = this.open(local, (packet, from) => {
      const answer = answerBinding(packet, from);
      if (answer) socket.send(answer, from);
    });
    return local;
  }

  /** Runs everything due up to a moment. */
  runUntil(end: number): void {
    this.#endTurns();
    for (;;) {
      const next = Math.min(this.#flying.peek()?.at ?? Infinity, ...this.peers.map((peer) => peer.agent.nextTimeout()));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      while ((this.#flying.peek()?.at ?? Infinity) <= this.now) this.#deliver(this.#flying.pop()!);
      for (const peer of this.peers) if (peer.agent.nextTimeout() <= this.now) peer.agent.handleTimeout(this.now);
      this.#endTurns();
    }
    this.now = end;
  }

  run(ms: number): void {
    this.runUntil(this.now + ms);
  }

  /** The moment at which a condition came to hold, at most `ms` from now. */
  until(condition: () => boolean, ms = 60_000): number {
    const end = this.now + ms;
    this.run(0);
    while (!condition()) {
      if (this.now >= end) throw new Error(`it did not happen in ${ms} ms`);
      this.run(1);
    }
    return this.now;
  }

  #endTurns(): void {
    for (const peer of this.peers) {
      peer.endTurn(this.now);
      peer.agent.assertConsistent();
    }
  }

  #send(packet: Uint8Array, from: SocketAddress, to: SocketAddress): void {
    this.sent.push({ at: this.now, from, to, packet });
    const outer = this.#outward(from, to);
    if (this.drops(from, to, packet) || this.random.next() < this.loss) return;
    this.#flying.push({ at: this.now + this.latencyMs, order: this.#order++, packet, from: outer, to });
  }

  #outward(from: SocketAddress, to: SocketAddress): SocketAddress {
    const nat = this.#nats.find(({ inside }) => keyOf(inside) === keyOf(from));
    nat?.seen.add(keyOf(to));
    return nat?.outside ?? from;
  }

  #deliver({ packet, from, to }: Delivery): void {
    const hidden = this.#nats.find(({ inside }) => keyOf(inside) === keyOf(to));
    if (hidden) return;
    const nat = this.#nats.find(({ outside }) => keyOf(outside) === keyOf(to));
    if (nat && !nat.seen.has(keyOf(from))) return;
    this.#ports.get(keyOf(nat?.inside ?? to))?.receive(packet, from);
  }
}

/** An agent, its sockets and what it said. */
export class IcePeer {
  readonly agent: IceAgent;
  readonly news: IceNews[] = [];
  readonly bases: IceBase[] = [];
  readonly received: string[] = [];
  /** Where its trickled candidates go. */
  trickleTo: IcePeer | undefined = undefined;
  readonly #world: IceWorld;
  readonly #name: string;
  #generation = 1;

  constructor(world: IceWorld, name: string, role: IceRole) {
    this.#world = world;
    this.#name = name;
    const random = new TestRandom(name.charCodeAt(0));
    this.agent = new IceAgent({ random, crypto: testCrypto, role, localParameters: this.#parameters() });
  }

  addInterface(address: string, options: Partial<IceBase> = {}): IceBase {
    const local = { address, port: 5000 + this.bases.length };
    const socket = this.#world.open(local, (packet, from) => {
      const { now } = this.#world;
      if (packet[0] < 4) return this.agent.receiveFrom(base, packet, from, now);
      this.agent.noteDataReceived(base, from, packet.length, now);
      this.received.push(new TextDecoder().decode(packet));
    });
    const localPreference = 65_535 - this.bases.length;
    const base: IceBase = { socket, type: 'host', localPreference, isAnnounced: true, ...options };
    this.bases.push(base);
    this.agent.addBase(base);
    return base;
  }

  restart(): void {
    this.#generation++;
    this.agent.restart(this.#parameters(), this.#world.now);
  }

  send(text: string): void {
    this.agent.transmit(new TextEncoder().encode(text));
  }

  endTurn(now: number): void {
    this.agent.flush(now);
    for (let news; (news = this.agent.pollEvent()) !== undefined;) this.#hear(news);
  }

  /** Every state it went through. */
  get states(): IceState[] {
    return this.news.flatMap((news) => (news.type === 'state' ? [news.state] : []));
  }

  get candidates(): IceCandidate[] {
    return this.news.flatMap((news) => (news.type === 'local-candidate' ? [news.candidate] : []));
  }

  get path(): string {
    const pair = this.agent.selectedPair;
    return pair ? `${pair.local.address} → ${pair.remote.address}` : 'none';
  }

  #hear(news: IceNews): void {
    this.news.push(news);
    if (news.type === 'local-candidate') this.trickleTo?.agent.addRemoteCandidate(news.candidate, this.#world.now);
    if (news.type === 'gathering-complete') this.trickleTo?.agent.endRemoteCandidates(this.#world.now);
  }

  #parameters(): IceParameters {
    const name = this.#name.padEnd(4, 'x') + this.#generation;
    return { usernameFragment: name, password: `${name} has a password of its own` };
  }
}

/** Both know the other's credentials and trickle to each other at once; gathering ends. */
export function connect(a: IcePeer, b: IcePeer, now = 0): void {
  exchangeParameters(a, b, now);
  a.trickleTo = b;
  b.trickleTo = a;
  for (const peer of [a, b]) peer.agent.endGathering(now);
}

export function exchangeParameters(a: IcePeer, b: IcePeer, now: number): void {
  a.agent.setRemoteParameters(b.agent.localParameters, {}, now);
  b.agent.setRemoteParameters(a.agent.localParameters, {}, now);
}

/** Alice controls, Bob does not, and nothing has been said yet. */
export function twoHosts(settings: { latencyMs?: number; loss?: number } = {}) {
  const world = Object.assign(new IceWorld(), settings);
  const alice = world.peer('alice', 'controlling', '192.0.2.1');
  const bob = world.peer('bob', 'controlled', '192.0.2.2');
  return { world, alice, bob };
}

/** The STUN attributes of a datagram, by type. */
export function attributesOf(packet: Uint8Array): Set<number> {
  return new Set(readStunMessage(packet)?.attributes.map(({ type }) => type));
}

export const isUp = (peer: IcePeer): boolean => peer.agent.state === 'connected' || peer.agent.state === 'completed';
