import type { FaultHandle } from '../hosts/sim/fault-handle.ts';
import type { SeededRandom } from '../hosts/sim/seeded-random.ts';
import type { Plan } from './plan.ts';
import type { PlannedHost } from './planned-host.ts';
import type { Arena } from './peer-world.ts';
import { hostFaults, type HostFault } from './host-faults.ts';
import { linkFaults, type LinkFault } from './link-faults.ts';
import { signalingFaults, type SignalingFault } from './signaling-faults.ts';

/** When a fault is in force: virtual milliseconds from the beginning of the world, and for how long. */
export interface FaultTimes {
  readonly atMs: number;
  readonly forMs: number;
}

/** What goes wrong, as plain data: it can be printed as code, sent to another machine and read again. */
export type FaultDescription = LinkFault | HostFault | SignalingFault;

/** One entry of a schedule. */
export type Fault = FaultDescription & FaultTimes;

export type FaultKindName = Fault['kind'];

/** One way in which the world can fail. */
export interface FaultKind<F extends { readonly kind: string } = FaultDescription> {
  readonly kind: F['kind'];
  /** A fault like this can leave an application without a connection that nobody can mend: only on request. */
  readonly isOptIn?: boolean;
  /** Why a host that it concerns cannot have it; undefined if it can. */
  objectionTo?(host: PlannedHost): string | undefined;
  /** Throws a RangeError or a TypeError that names the parameter which is wrong, in a plan that people wrote. */
  check?(fault: F): void;
  /** Whether there is anything in this world that could fail so. Default: there is. */
  isPossible?(world: DrawnWorld): boolean;
  /** Draws everything but the times. */
  draw(random: SeededRandom, world: DrawnWorld): F;
  /** The hosts it concerns: without them there is no such fault. */
  hostsOf(fault: F): readonly string[];
  apply(arena: Arena, fault: F, plan: Plan): FaultHandle;
}

/** What of a plan is drawn before its faults are. */
export type DrawnWorld = Pick<Plan, 'hosts' | 'link' | 'signaling'>;

const kinds: readonly FaultKind[] = [...linkFaults, ...hostFaults, ...signalingFaults] as readonly FaultKind[];
const kindsByName = new Map(kinds.map((kind) => [kind.kind as string, kind]));

export const defaultFaultKinds: readonly FaultKindName[] = kinds.filter((one) => !one.isOptIn).map((one) => one.kind);
export const faultKinds: readonly FaultKindName[] = kinds.map((one) => one.kind);

/** Throws a RangeError that names what there is. */
export function faultKindOf(name: string): FaultKind {
  const kind = kindsByName.get(name);
  if (kind === undefined) throw new RangeError(`fault kind: ${name} is not one of ${faultKinds.join(', ')}`);
  return kind;
}
