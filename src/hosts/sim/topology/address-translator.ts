import type { SocketAddress } from '../../../ports/network.ts';
import type { DropReason } from '../ledger.ts';
import type { Packet, Protocol } from '../packet.ts';
import { timersOf, type NatProfile } from './nat-options.ts';
import { StatefulFilter } from './stateful-filter.ts';
import type { MappingInfo, Translator } from './translator.ts';

/** An outside address for each inside one, all ports as they are: the "Basic NAT" of RFC 2663 §4.1.1. */
export class AddressTranslator implements Translator {
  readonly #filter: StatefulFilter | undefined;
  readonly #takeAddress: () => string;
  readonly #outsideOf = new Map<string, string>();
  readonly #insideOf = new Map<string, string>();

  /** `takeAddress` gives the outside address for one more inside. */
  constructor(profile: NatProfile, takeAddress: () => string) {
    const { filtering } = profile;
    this.#filter = filtering === 'endpoint-independent' ? undefined : new StatefulFilter(filtering, timersOf(profile));
    this.#takeAddress = takeAddress;
  }

  get addresses(): readonly string[] {
    return [...this.#insideOf.keys()];
  }

  adopt(inside: string): string {
    const outside = this.#takeAddress();
    this.#outsideOf.set(inside, outside);
    this.#insideOf.set(outside, inside);
    return outside;
  }

  abandon(inside: string): string | undefined {
    const outside = this.#outsideOf.get(inside);
    if (outside === undefined) return undefined;
    this.#outsideOf.delete(inside);
    this.#insideOf.delete(outside);
    return outside;
  }

  leave(packet: Packet, now: number): DropReason | undefined {
    const { address, port } = packet.source;
    const outside = this.#outsideOf.get(address);
    if (outside === undefined) return 'no NAT mapping';
    this.#filter?.noteOut(packet, now);
    packet.source = { address: outside, port };
    return undefined;
  }

  enter(packet: Packet, now: number): DropReason | undefined {
    const { address, port } = packet.destination;
    const inside = this.#insideOf.get(address);
    if (inside === undefined) return 'no NAT mapping';
    packet.destination = { address: inside, port };
    // The filter remembers inside endpoints.
    return this.#filter === undefined || this.#filter.admits(packet, now) ? undefined : 'NAT filter';
  }

  insideOf(_protocol: Protocol, { address, port }: SocketAddress): SocketAddress | undefined {
    const inside = this.#insideOf.get(address);
    return inside === undefined ? undefined : { address: inside, port };
  }

  /** Of both protocols and all ports: port 0 stands for every one. */
  list(): MappingInfo[] {
    return [...this.#outsideOf].flatMap(([inside, outside]) =>
      (['udp', 'tcp'] as const).map((protocol) => ({
        protocol,
        inside: { address: inside, port: 0 },
        outside: { address: outside, port: 0 },
        expiresAt: Infinity,
      })),
    );
  }

  /** The mappings are configuration; only what the filter learnt is lost. */
  restart(): void {
    this.#filter?.forget();
  }
}
