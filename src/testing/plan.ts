import { changeConditions, PERFECT_LINK, requireConditions, type LinkChanges } from '../hosts/sim/link-conditions.ts';
import { requireKnown, type OptionNames } from '../hosts/sim/topology/known-options.ts';
import { requireFinite, requireInteger } from '../hosts/sim/validate.ts';
import { faultKindOf, type Fault } from './faults.ts';
import { requireHosts, type PlannedHost } from './planned-host.ts';

/**
 * Everything that a run of a scenario depends on besides its code. Plain data: a seed makes one (`planOf`), the shrinker
 * makes smaller ones of it, and a test can hold one.
 */
export interface Plan {
  /** Of every draw in the world: 0…2³²−1. */
  readonly seed: number;
  readonly hosts: readonly PlannedHost[];
  /** The conditions of every link, while no fault changes them. */
  readonly link: LinkChanges;
  /** The conditions of the signalling, where the scenario uses that of its stage. Default: perfect. */
  readonly signaling?: LinkChanges;
  readonly faults: readonly Fault[];
  /** When every fault is healed, in virtual milliseconds. */
  readonly calmAtMs: number;
  /** How long after that everything may take to be well again. */
  readonly livenessMs: number;
}

/** A plan as people write it: what is not given is as in `planOf` for a quiet world. */
export interface PlanDescription {
  readonly seed: number;
  readonly hosts?: readonly (string | PlannedHost)[];
  readonly link?: LinkChanges;
  readonly signaling?: LinkChanges;
  readonly faults?: readonly Fault[];
  readonly calmAtMs?: number;
  readonly livenessMs?: number;
}

export const DEFAULT_LIVENESS_MS = 90_000;

const OPTION_NAMES: OptionNames<PlanDescription> = {
  seed: true,
  hosts: true,
  link: true,
  signaling: true,
  faults: true,
  calmAtMs: true,
  livenessMs: true,
};

/** Checks a plan that came from outside; throws a RangeError or an Error that names what is wrong with it. */
export function planFrom(description: PlanDescription): Plan {
  requireKnown('a plan', description, OPTION_NAMES);
  const { seed, faults = [], link = {}, livenessMs = DEFAULT_LIVENESS_MS } = description;
  const hosts = (description.hosts ?? ['alice', 'bob']).map((host) =>
    typeof host === 'string' ? { name: host } : host,
  );
  requireHosts(hosts);
  for (const fault of faults) requireFault(fault, hosts);
  const lastEnd = faults.reduce((latest, { atMs, forMs }) => Math.max(latest, atMs + forMs), 0);
  const { calmAtMs = lastEnd } = description;
  requireInteger('seed', seed, 0, 0xffff_ffff);
  requireFinite('calmAtMs', calmAtMs);
  requireFinite('livenessMs', livenessMs);
  changeConditions(PERFECT_LINK, requireConditions(link));
  if (description.signaling !== undefined) changeConditions(PERFECT_LINK, requireConditions(description.signaling));
  const { signaling } = description;
  return { seed, hosts, link, faults, calmAtMs, livenessMs, ...(signaling === undefined ? {} : { signaling }) };
}

function requireFault(fault: Fault, hosts: readonly PlannedHost[]): void {
  const kind = faultKindOf(fault.kind);
  requireFinite(`${fault.kind}.atMs`, fault.atMs);
  requireFinite(`${fault.kind}.forMs`, fault.forMs);
  kind.check?.(fault);
  const concerned = kind.hostsOf(fault);
  for (const name of concerned) {
    const host = hosts.find((one) => one.name === name);
    if (host === undefined) throw new Error(`${fault.kind}: there is no host ${name} in this plan`);
    const objection = kind.objectionTo?.(host);
    if (objection !== undefined) throw new Error(`${fault.kind}: ${objection}`);
  }
  if (new Set(concerned).size < concerned.length)
    throw new Error(`${fault.kind}: host ${concerned[0]} has no link to itself`);
}
