import { ipv6OfHost, requireAddress } from '../address-plan.ts';
import type { Realm } from '../realm.ts';
import type { Edges } from './edges.ts';
import type { HostInterface, Place, PlaceOptions } from './host-interface.ts';
import type { Machine } from './machine.ts';

/** Finds realms and addresses for interfaces, and refuses those that cannot be. */
export class Places {
  readonly #internet: Realm;
  readonly #edges: Edges;

  constructor(internet: Realm, edges: Edges) {
    this.#internet = internet;
    this.#edges = edges;
  }

  /**
   * Throws a TypeError or an Error that names the option. What `current` has is free for it; what another interface of the
   * same machine has is not, in whatever realm that is: sockets are bound to addresses.
   */
  find({ behind, addresses, ipv6 = false }: PlaceOptions, machine: Machine, current?: HostInterface): Place {
    const realm = this.#edges.realmBehind(behind);
    const others = machine.interfaces.flatMap((own) => (own === current ? [] : own.addresses));
    if (addresses === undefined) return { realm, addresses: this.#nextAddresses(realm, ipv6, others) };
    const canonical = addresses.map(requireAddress);
    if (canonical.length === 0) throw new TypeError('addresses: an interface needs at least one');
    canonical.forEach((address, index) => {
      const isTwice = canonical.indexOf(address) !== index || others.includes(address);
      if (isTwice) throw new Error(`addresses: ${machine.name} has ${address} already`);
      const isOwn = current?.attachments.some((own) => own.realm === realm && own.address === address) === true;
      const refusal = isOwn ? undefined : realm.refusalOf(address);
      if (refusal !== undefined) throw new Error(`addresses: ${refusal}`);
    });
    return { realm, addresses: canonical };
  }

  /** IPv6 addresses are of the internet wherever the host is: nothing translates them. */
  #nextAddresses(realm: Realm, ipv6: boolean | 'only', taken: readonly string[]): readonly string[] {
    const refusal = ipv6 === false ? undefined : realm.edge?.refusalOf(ipv6OfHost(0xffff_fffe));
    if (refusal !== undefined) throw new Error(`ipv6: ${refusal}`);
    for (;;) {
      const index = realm.plan.takeHostIndex();
      const isPublic = realm.plan === this.#internet.plan;
      const index6 = isPublic || ipv6 === false ? index : this.#internet.plan.takeHostIndex();
      const ipv4 = ipv6 === 'only' ? [] : [realm.plan.hostAddress(index)];
      const addresses = ipv6 === false ? ipv4 : [...ipv4, ipv6OfHost(index6)];
      if (addresses.every((own) => realm.refusalOf(own) === undefined && !taken.includes(own))) return addresses;
    }
  }
}
