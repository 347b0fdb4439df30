import type { Packet, Protocol } from '../packet.ts';
import { EndpointMap } from './endpoint-map.ts';
import type { FlowTimers } from './flow.ts';
import { Pinholes, type Dependence } from './pinholes.ts';

/** Few enough not to be looked through in vain. */
const LEAST_TO_SWEEP = 256;

/** Lets in what answers to something that went out. It translates nothing: for firewalls, and IPv6 behind a NAT. */
export class StatefulFilter {
  readonly #filtering: Dependence;
  readonly #timers: FlowTimers;
  readonly #pinholes: Record<Protocol, EndpointMap<Pinholes>> = { udp: new EndpointMap(), tcp: new EndpointMap() };
  #sweepAtSize = LEAST_TO_SWEEP;

  constructor(filtering: Dependence, timers: FlowTimers) {
    this.#filtering = filtering;
    this.#timers = timers;
  }

  noteOut(packet: Packet, now: number): void {
    const { address, port } = packet.source;
    const endpoints = this.#pinholes[packet.protocol];
    let pinholes = endpoints.get(address, port);
    if (pinholes === undefined) {
      if (endpoints.size >= this.#sweepAtSize) this.#sweep(now);
      pinholes = new Pinholes(this.#filtering);
      endpoints.set(address, port, pinholes);
    }
    pinholes.noteOut(packet, this.#timers, now);
  }

  /** Whether the packet may come in; it then counts as an answer. */
  admits(packet: Packet, now: number): boolean {
    const { address, port } = packet.destination;
    const pinholes = this.#pinholes[packet.protocol].get(address, port);
    if (pinholes === undefined || !pinholes.admits(packet.source, now)) return false;
    pinholes.noteIn(packet, this.#timers, now);
    return true;
  }

  forget(): void {
    this.#pinholes.udp = new EndpointMap();
    this.#pinholes.tcp = new EndpointMap();
  }

  #sweep(now: number): void {
    const { udp, tcp } = this.#pinholes;
    for (const endpoints of [udp, tcp]) endpoints.filter(({ expiresAt }) => now < expiresAt);
    this.#sweepAtSize = Math.max(LEAST_TO_SWEEP, 2 * udp.size, 2 * tcp.size);
  }
}
