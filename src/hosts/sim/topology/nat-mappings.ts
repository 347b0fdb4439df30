import type { SocketAddress } from '../../../ports/network.ts';
import { EndpointMap } from './endpoint-map.ts';
import { addressPart, Pinholes, portPart, type Dependence } from './pinholes.ts';

/** An inside endpoint and what it looks like from outside. */
export class NatMapping {
  readonly inside: SocketAddress;
  readonly outside: SocketAddress;
  readonly pinholes: Pinholes;
  /** The part of the remote endpoint that it was made for. */
  readonly remoteAddress: string;
  readonly remotePort: number;

  constructor(inside: SocketAddress, outside: SocketAddress, pinholes: Pinholes, remote: SocketAddress) {
    this.inside = inside;
    this.outside = outside;
    this.pinholes = pinholes;
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
  }

  isAlive(now: number): boolean {
    return now < this.pinholes.expiresAt;
  }
}

/** Few enough not to be looked through in vain. */
const LEAST_TO_SWEEP = 256;

/** The mappings of one protocol. Those that have expired stay until somebody wants their place. */
export class NatMappings {
  readonly #mapping: Dependence;
  readonly #filtering: Dependence;
  readonly #byInside = new EndpointMap<EndpointMap<NatMapping>>();
  /** More than one only where ports are overloaded; the latest first. */
  readonly #byOutside = new EndpointMap<NatMapping[]>();
  #count = 0;
  #sweepAtCount = LEAST_TO_SWEEP;

  constructor(mapping: Dependence, filtering: Dependence) {
    this.#mapping = mapping;
    this.#filtering = filtering;
  }

  /** That of an inside endpoint towards a remote one. */
  find(inside: SocketAddress, remote: SocketAddress, now: number): NatMapping | undefined {
    const found = this.#byInside
      .get(inside.address, inside.port)
      ?.get(addressPart(this.#mapping, remote.address), portPart(this.#mapping, remote.port));
    return found?.isAlive(now) ? found : undefined;
  }

  /** That which a packet from outside concerns. */
  findOutside(outside: SocketAddress, source: SocketAddress, now: number): NatMapping | undefined {
    const sharers = this.#byOutside.get(outside.address, outside.port);
    if (sharers === undefined) return undefined;
    for (let i = 0; i < sharers.length; i++) if (sharers[i].pinholes.admits(source, now)) return sharers[i];
    return sharers[0].isAlive(now) ? sharers[0] : undefined;
  }

  isFree(address: string, port: number, now: number): boolean {
    const sharers = this.#byOutside.get(address, port);
    return sharers === undefined || !sharers.some((mapping) => mapping.isAlive(now));
  }

  add(inside: SocketAddress, outside: SocketAddress, remote: SocketAddress, now: number): NatMapping {
    if (this.#count >= this.#sweepAtCount) this.#sweep(now);
    const [address, port] = [addressPart(this.#mapping, remote.address), portPart(this.#mapping, remote.port)];
    const mapping = new NatMapping({ ...inside }, outside, new Pinholes(this.#filtering), { address, port });
    const former = this.#byInside.get(inside.address, inside.port)?.get(address, port);
    if (former !== undefined) this.#remove(former);
    this.#insert(mapping, now);
    return mapping;
  }

  /** Those alive, oldest first. */
  list(now: number): NatMapping[] {
    return [...this.#all()].filter((mapping) => mapping.isAlive(now));
  }

  #insert(mapping: NatMapping, now: number): void {
    const { inside, outside, remoteAddress, remotePort } = mapping;
    let remotes = this.#byInside.get(inside.address, inside.port);
    if (remotes === undefined) this.#byInside.set(inside.address, inside.port, (remotes = new EndpointMap()));
    remotes.set(remoteAddress, remotePort, mapping);
    const sharers = this.#byOutside.get(outside.address, outside.port) ?? [];
    for (const expired of sharers.filter((sharer) => !sharer.isAlive(now))) this.#remove(expired);
    const alive = this.#byOutside.get(outside.address, outside.port) ?? [];
    this.#byOutside.set(outside.address, outside.port, [mapping, ...alive]);
    this.#count++;
  }

  #remove(mapping: NatMapping): void {
    const { inside, outside, remoteAddress, remotePort } = mapping;
    const remotes = this.#byInside.get(inside.address, inside.port);
    if (remotes?.get(remoteAddress, remotePort) === mapping) remotes.delete(remoteAddress, remotePort);
    if (remotes?.size === 0) this.#byInside.delete(inside.address, inside.port);
    const sharers = this.#byOutside.get(outside.address, outside.port)?.filter((other) => other !== mapping);
    if (sharers === undefined || sharers.length === 0) this.#byOutside.delete(outside.address, outside.port);
    else this.#byOutside.set(outside.address, outside.port, sharers);
    this.#count--;
  }

  #sweep(now: number): void {
    for (const mapping of [...this.#all()]) if (!mapping.isAlive(now)) this.#remove(mapping);
    this.#sweepAtCount = Math.max(LEAST_TO_SWEEP, 2 * this.#count);
  }

  *#all(): IterableIterator<NatMapping> {
    for (const remotes of this.#byInside.values()) yield* remotes.values();
  }
}
