import { defaultFaultKinds, type FaultKindName } from '../../testing/faults.ts';
import type { SwarmOptions } from '../../testing/swarm.ts';
import { UsageError } from '../command.ts';

/** Options of `explore` and `replay` that say what seeds choose from. */
export const swarmArguments = {
  hosts: { type: 'string' },
  topology: { type: 'string' },
  signaling: { type: 'boolean' },
  faults: { type: 'string' },
  kinds: { type: 'string' },
  'faults-for': { type: 'string' },
  liveness: { type: 'string' },
} as const;

export const swarmUsage: readonly string[] = [
  '--hosts N or A..B   how many hosts (default 2)',
  '--topology KIND     flat (default), nats: behind NATs of all kinds, mixed: firewalls and IPv6 as well',
  '--signaling         the signalling of the stage is slow and fails',
  '--faults N          how many faults at most (default 6)',
  '--kinds A,B         kinds of faults (default: all but corruption and crash; default,crash adds one)',
  '--faults-for MS     the faults begin and end within so many virtual milliseconds (default 20000)',
  '--liveness MS       after that, all must be well within so many (default 90000)',
];

const GREATEST_NUMBER = 0xffff_ffff;

type SwarmValues = {
  readonly [Name in keyof typeof swarmArguments]?: (Name extends 'signaling' ? boolean : string) | undefined;
};

/** What the arguments say, and nothing else: the rest is the scenario's to say. Ranges are checked where they are used. */
export function swarmFrom(values: SwarmValues): SwarmOptions {
  const { hosts, topology, signaling, faults, kinds, 'faults-for': faultsFor, liveness } = values;
  return {
    ...(hosts === undefined ? {} : { hosts: readHosts(hosts) }),
    ...(topology === undefined ? {} : { topology: topology as NonNullable<SwarmOptions['topology']> }),
    ...(signaling === undefined ? {} : { signaling }),
    ...(faults === undefined ? {} : { faults: readNumber('faults', faults) }),
    ...(kinds === undefined ? {} : { kinds: readKinds(kinds) }),
    ...(faultsFor === undefined ? {} : { faultsForMs: readNumber('faults-for', faultsFor) }),
    ...(liveness === undefined ? {} : { livenessMs: readNumber('liveness', liveness) }),
  };
}

/** The arguments again, to stand in a command line. */
export function swarmCommand(values: SwarmValues): string {
  return Object.keys(swarmArguments)
    .map((name) => [name, values[name as keyof SwarmValues]] as const)
    .flatMap(([name, value]) => (value === undefined ? [] : [value === true ? ` --${name}` : ` --${name} ${value}`]))
    .join('');
}

/** An integer of at least `least`, and of 2³²−1 at most. */
export function readNumber(name: string, text: string, least = 0): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= GREATEST_NUMBER) return value;
  throw new UsageError(`--${name}: ${text} is not an integer within ${least}…${GREATEST_NUMBER}`);
}

/** `default` stands for those that need no asking. Names are checked where they are used. */
function readKinds(text: string): FaultKindName[] {
  return text.split(',').flatMap((name) => (name === 'default' ? defaultFaultKinds : [name as FaultKindName]));
}

function readHosts(text: string): number | [number, number] {
  const [least, most] = text.split('..');
  return most === undefined ? readNumber('hosts', least) : [readNumber('hosts', least), readNumber('hosts', most)];
}
