import { requireConditions, type LinkChanges } from '../link-conditions.ts';
import { linkPreset, type LinkPresetName } from '../link-presets.ts';
import { ipFamily } from '../../../util/ip-address.ts';
import type { InterfaceOptions, PlaceOptions } from './host-interface.ts';
import { requireKnown, type OptionNames } from './known-options.ts';

export interface SimulatedHostOptions extends PlaceOptions {
  /** One-way latency of the host, on top of that of each link, in ms, ≥ 0. */
  readonly latencyMs?: number;
  /** The conditions of its own access, both ways, on top of those of the links between hosts. */
  readonly link?: LinkChanges | LinkPresetName;
  /**
   * Several interfaces, each in a place of its own; then nothing else says where the host is. Default: eth0, and one more
   * for each further address of a family.
   */
  readonly interfaces?: readonly InterfaceOptions[];
}

/** The interfaces a host is made with. Throws a TypeError for options that contradict each other. */
export function interfacesOf(options: SimulatedHostOptions): readonly InterfaceOptions[] {
  requireKnown('a host', options, OPTION_NAMES);
  const { interfaces, latencyMs: _, ...only } = options;
  if (interfaces === undefined) return distribute(only);
  const other = Object.entries(only).find(([, value]) => value !== undefined);
  if (other !== undefined) throw new TypeError(`${other[0]}: with interfaces, each says so for itself`);
  if (interfaces.length === 0) throw new TypeError('interfaces: a host needs at least one');
  return interfaces;
}

/** The access conditions as a pair of changes: to the host, and from it. */
export function accessChanges(link: LinkChanges | LinkPresetName): {
  readonly down: LinkChanges;
  readonly up: LinkChanges;
} {
  if (typeof link === 'string') return linkPreset(link);
  return { down: requireConditions(link), up: link };
}

/** The first address of each family is on eth0, the second on eth1, and so on. */
function distribute({ addresses, ...place }: Omit<SimulatedHostOptions, 'interfaces'>): readonly InterfaceOptions[] {
  if (addresses === undefined) return [{ ...place, name: 'eth0' }];
  if (addresses.length === 0) throw new TypeError('addresses: a host needs at least one');
  const families = ([4, 6] as const).map((family) => addresses.filter((address) => ipFamily(address) === family));
  const count = Math.max(...families.map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => ({
    ...place,
    name: `eth${index}`,
    addresses: families.flatMap((family) => family[index] ?? []),
  }));
}

const OPTION_NAMES: OptionNames<SimulatedHostOptions> = {
  addresses: true,
  ipv6: true,
  behind: true,
  link: true,
  latencyMs: true,
  interfaces: true,
};
