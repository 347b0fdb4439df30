import { ipFamily } from '../../../util/ip-address.ts';
import { carrierPlan, homePlan, requireAddress } from '../address-plan.ts';
import type { Edge, Realm } from '../realm.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { AddressTranslator } from './address-translator.ts';
import type { EdgeHandle } from './edge-handle.ts';
import { FirewallEdge, firewallProfile, type FirewallKind, type FirewallOptions } from './firewall.ts';
import { NatEdge } from './nat.ts';
import { natProfile, requireNatKind, type NatKind, type NatOptions, type NatProfile } from './nat-options.ts';
import { PortTranslator } from './port-translator.ts';
import type { Translator } from './translator.ts';

export interface EdgesParts {
  readonly internet: Realm;
  readonly createStream: (name: string) => SeededRandom;
  readonly now: () => number;
  /** For whoever keeps a record. */
  readonly tell: (what: string) => void;
  readonly tellAddresses: (name: string, addresses: readonly string[]) => void;
}

/** The NATs and firewalls of a world. */
export class Edges {
  readonly #parts: EdgesParts;
  readonly #edges = new Map<string, Edge>();
  #natCount = 0;
  #firewallCount = 0;

  constructor(parts: EdgesParts) {
    this.#parts = parts;
  }

  addNat(kind: NatKind | NatOptions, options: NatOptions): NatEdge {
    const all = typeof kind === 'string' ? options : kind;
    const profile = natProfile(typeof kind === 'string' ? requireNatKind(kind) : 'port-restricted', all);
    const name = this.#newName(all.name, () => `nat${++this.#natCount}`);
    const outside = this.realmBehind(all.behind);
    const given = (all.addresses ?? []).map((address) => requireOutside(address, outside));
    const taken = [...given];
    const takeAddress = (): string => taken.shift() ?? this.#nextAddress(outside, profile, all.addresses);
    const nat = new NatEdge({
      name,
      profile,
      outside,
      insidePlan: (profile.isCarrierGrade ? carrierPlan : homePlan)(natsAround(outside)),
      translator: this.#translator(name, profile, Math.max(given.length, 1), takeAddress),
      takeAddress: () => nextEdgeAddress(outside),
      now: this.#parts.now,
      tell: this.#parts.tell,
      tellAddresses: this.#parts.tellAddresses,
    });
    this.#edges.set(name, nat);
    return nat;
  }

  addFirewall(kind: FirewallKind | FirewallOptions, options: FirewallOptions): FirewallEdge {
    const all = typeof kind === 'string' ? options : kind;
    const profile = firewallProfile(typeof kind === 'string' ? kind : 'stateful', all);
    const name = this.#newName(all.name, () => `firewall${++this.#firewallCount}`);
    const firewall = new FirewallEdge({ name, profile, outside: this.realmBehind(all.behind), tell: this.#parts.tell });
    this.#edges.set(name, firewall);
    return firewall;
  }

  /** The realm behind an edge of this world; without one the internet. Throws a TypeError for anything else. */
  realmBehind(behind: EdgeHandle | 'internet' | undefined): Realm {
    if (behind === undefined || behind === 'internet') return this.#parts.internet;
    const edge = this.#edges.get((behind as Partial<EdgeHandle> | null)?.name ?? '');
    if (edge === undefined || (edge as EdgeHandle) !== behind) {
      throw new TypeError('behind: it is no NAT or firewall that this world has made');
    }
    return edge.inside;
  }

  #translator(name: string, profile: NatProfile, count: number, takeAddress: () => string): Translator {
    if (profile.isOneToOne) return new AddressTranslator(profile, takeAddress);
    const addresses = Array.from({ length: count }, takeAddress);
    return new PortTranslator(profile, addresses, this.#parts.createStream(`nat ${name}`));
  }

  #nextAddress(outside: Realm, profile: NatProfile, given: readonly string[] | undefined): string {
    if (given === undefined || !profile.isOneToOne) return nextEdgeAddress(outside);
    throw new RangeError(`addresses: ${given.length} are not enough for those behind a one-to-one NAT`);
  }

  #newName(given: string | undefined, next: () => string): string {
    if (given === '') throw new TypeError('name: it is empty');
    if (given !== undefined && this.#edges.has(given)) throw new Error(`name: there is a ${given} already`);
    for (;;) {
      const name = given ?? next();
      if (!this.#edges.has(name)) return name;
    }
  }
}

/** How many NATs a realm is behind. */
function natsAround({ edge }: Realm): number {
  if (edge === undefined) return 0;
  return natsAround(edge.outside) + (edge instanceof NatEdge ? 1 : 0);
}

function nextEdgeAddress(outside: Realm): string {
  for (;;) {
    const address = outside.plan.takeEdgeAddress();
    if (outside.refusalOf(address) === undefined) return address;
  }
}

function requireOutside(text: string, outside: Realm): string {
  const address = requireAddress(text);
  if (ipFamily(address) === 6) throw new TypeError(`addresses: ${address} is IPv6, which NATs do not translate`);
  const refusal = outside.refusalOf(address);
  if (refusal !== undefined) throw new Error(`addresses: ${refusal}`);
  return address;
}
