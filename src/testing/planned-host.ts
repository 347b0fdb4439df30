import { requireFirewallKind, type FirewallKind } from '../hosts/sim/topology/firewall.ts';
import { requireKnown, type OptionNames } from '../hosts/sim/topology/known-options.ts';
import { requireNatKind, type NatKind } from '../hosts/sim/topology/nat-options.ts';

/** A host of a plan, and where it is. */
export interface PlannedHost {
  readonly name: string;
  /** What it is behind. Default: nothing, it is on the internet. */
  readonly nat?: NatKind;
  /** What its NAT is behind. */
  readonly carrier?: NatKind;
  /** What it is behind if it is not behind a NAT. */
  readonly firewall?: FirewallKind;
  /** An IPv6 address as well. Default false. */
  readonly ipv6?: boolean;
}

export function isBehindSomething({ nat, firewall }: PlannedHost): boolean {
  return nat !== undefined || firewall !== undefined;
}

/** Throws an Error for hosts that there cannot be. */
export function requireHosts(hosts: readonly PlannedHost[]): void {
  hosts.forEach((host, index) => {
    const { name, nat, carrier, firewall } = host;
    requireKnown('a host of a plan', host, HOST_OPTION_NAMES);
    if (hosts.findIndex((other) => other.name === name) < index) throw new Error(`hosts: ${name} is there twice`);
    for (const kind of [nat, carrier]) if (kind !== undefined) requireNatKind(kind);
    if (firewall !== undefined) requireFirewallKind(firewall);
    if (nat !== undefined && firewall !== undefined) throw new Error(`firewall: ${name} is behind a NAT already`);
    if (nat === undefined && carrier !== undefined) throw new Error(`carrier: ${name} is behind no NAT`);
  });
}

const HOST_OPTION_NAMES: OptionNames<PlannedHost> = {
  name: true,
  nat: true,
  carrier: true,
  firewall: true,
  ipv6: true,
};
