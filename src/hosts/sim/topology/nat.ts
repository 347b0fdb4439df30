import type { SocketAddress } from '../../../ports/network.ts';
import { ipFamily } from '../../../util/ip-address.ts';
import type { AddressPlan } from '../address-plan.ts';
import type { DropReason } from '../ledger.ts';
import type { Packet, Protocol } from '../packet.ts';
import { Realm, type Attachment, type Edge } from '../realm.ts';
import type { EdgeHandle } from './edge-handle.ts';
import { timersOf, type NatProfile } from './nat-options.ts';
import { StatefulFilter } from './stateful-filter.ts';
import type { MappingInfo, Translator } from './translator.ts';

/** A NAT of a simulated world, for hosts and other NATs to be behind. */
export interface Nat extends EdgeHandle {
  /** Outside addresses. */
  readonly addresses: readonly string[];
  /** What it remembers at present. */
  readonly mappings: readonly MappingInfo[];
  /** It loses power for a moment: all mappings and what the filters learnt are gone, addresses stay. */
  restart(): void;
  /** The provider gives it another outside address; all mappings are gone. Throws an Error for a one-to-one NAT. */
  renumber(): void;
}

export interface NatParts {
  readonly name: string;
  readonly profile: NatProfile;
  readonly outside: Realm;
  readonly insidePlan: AddressPlan;
  readonly translator: Translator;
  /** One more outside address. */
  readonly takeAddress: () => string;
  readonly now: () => number;
  /** It did something nobody heals: for whoever keeps a record. */
  readonly tell: (what: string) => void;
  readonly tellAddresses: (name: string, addresses: readonly string[]) => void;
}

/** Translates IPv4; IPv6 passes as it is, through a filter. */
export class NatEdge implements Edge, Nat {
  readonly name: string;
  readonly profile: NatProfile;
  readonly inside: Realm;
  readonly outside: Realm;
  readonly #translator: Translator;
  readonly #ipv6Filter: StatefulFilter | undefined;
  readonly #parts: NatParts;

  constructor(parts: NatParts) {
    const { name, profile, outside, insidePlan, translator } = parts;
    this.name = name;
    this.profile = profile;
    this.inside = new Realm(`behind ${name}`, insidePlan, this);
    this.outside = outside;
    this.#translator = translator;
    const filters = profile.ipv6 !== 'open' && profile.ipv6 !== 'none';
    this.#ipv6Filter = filters ? new StatefulFilter(profile.ipv6, timersOf(profile)) : undefined;
    this.#parts = parts;
    for (const address of translator.addresses) outside.announce(address, this);
    parts.tellAddresses(name, translator.addresses);
  }

  get addresses(): readonly string[] {
    return this.#translator.addresses;
  }

  get mappings(): readonly MappingInfo[] {
    return this.#translator.list(this.#parts.now());
  }

  restart(): void {
    this.#translator.restart(this.addresses);
    this.#ipv6Filter?.forget();
    this.#parts.tell(`${this.name} restarts`);
  }

  renumber(): void {
    if (this.profile.isOneToOne) throw new Error(`${this.name}: the addresses of a one-to-one NAT are configuration`);
    const former = this.addresses;
    const addresses = former.map(() => this.#parts.takeAddress());
    for (const address of former) this.outside.withdraw(address);
    for (const address of addresses) this.outside.announce(address, this);
    this.#translator.restart(addresses);
    this.#parts.tellAddresses(this.name, addresses);
  }

  leave(packet: Packet, now: number): DropReason | undefined {
    if (!packet.origin.isIpv6) return this.#translator.leave(packet, now);
    this.#ipv6Filter?.noteOut(packet, now);
    return undefined;
  }

  enter(packet: Packet, now: number): DropReason | undefined {
    if (packet.origin.isIpv6) return this.#ipv6Filter?.admits(packet, now) === false ? 'NAT filter' : undefined;
    if (packet.isHairpin && !this.profile.hairpin) return 'no hairpin';
    return this.#translator.enter(packet, now);
  }

  receiverOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): Attachment | undefined {
    const isIpv6 = ipFamily(destination.address) === 6;
    const inside = isIpv6 ? destination : this.#translator.insideOf(protocol, destination, source, now);
    return inside && this.inside.receiverOf(protocol, inside, source, now);
  }

  refusalOf(address: string): string | undefined {
    if (ipFamily(address) === 4) return undefined;
    return this.profile.ipv6 === 'none'
      ? `${address} is behind ${this.name}, which has no IPv6`
      : this.outside.refusalOf(address);
  }

  announce(address: string): void {
    const outside = ipFamily(address) === 6 ? address : this.#translator.adopt(address);
    if (outside !== undefined) this.outside.announce(outside, this);
  }

  withdraw(address: string): void {
    const outside = ipFamily(address) === 6 ? address : this.#translator.abandon(address);
    if (outside !== undefined) this.outside.withdraw(outside);
  }
}
