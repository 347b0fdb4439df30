import type { SocketAddress } from '../../../ports/network.ts';
import type { Packet } from '../packet.ts';
import { EndpointMap } from './endpoint-map.ts';
import { Flow, type FlowTimers } from './flow.ts';

/** On what a NAT's or a firewall's decision about a remote endpoint depends, RFC 4787 §4.1 and §5. */
export type Dependence = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';

/** Who may send to one inside endpoint: those it has sent to, as exactly as the filter looks. */
export class Pinholes {
  readonly #filtering: Dependence;
  readonly #flows = new EndpointMap<Flow>();
  #expiresAt = -Infinity;

  constructor(filtering: Dependence) {
    this.#filtering = filtering;
  }

  /** When the last of them closes. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  noteOut(packet: Packet, timers: FlowTimers, now: number): void {
    const { address, port } = packet.destination;
    let flow = this.#flowWith(packet.destination);
    if (flow === undefined) {
      flow = new Flow();
      this.#flows.set(addressPart(this.#filtering, address), portPart(this.#filtering, port), flow);
    }
    flow.noteOut(packet, timers, now);
    this.#follow(flow);
  }

  admits(source: SocketAddress, now: number): boolean {
    return this.#flowWith(source)?.isAlive(now) === true;
  }

  /** Of a packet that was admitted. */
  noteIn(packet: Packet, timers: FlowTimers, now: number): void {
    const flow = this.#flowWith(packet.source);
    if (flow === undefined) return;
    flow.noteIn(packet, timers, now);
    this.#follow(flow);
  }

  /** The end of a lone flow may come nearer: a TCP connection closes. Of several the latest end holds. */
  #follow({ expiresAt }: Flow): void {
    if (expiresAt > this.#expiresAt || this.#flows.size === 1) this.#expiresAt = expiresAt;
  }

  #flowWith({ address, port }: SocketAddress): Flow | undefined {
    return this.#flows.get(addressPart(this.#filtering, address), portPart(this.#filtering, port));
  }
}

/** The remote address as far as it matters. */
export function addressPart(dependence: Dependence, address: string): string {
  return dependence === 'endpoint-independent' ? '' : address;
}

/** The remote port as far as it matters. */
export function portPart(dependence: Dependence, port: number): number {
  return dependence === 'address-and-port-dependent' ? port : 0;
}
