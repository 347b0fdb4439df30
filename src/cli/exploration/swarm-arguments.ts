import type { FaultKindName } from '../../testing/faults.ts';
import type { SwarmOptions } from '../../testing/swarm.ts';
import { UsageError } from '../command.ts';

/** Options of `explore` and `replay` that say what seeds choose from. */
export const swarmArguments = {
  hosts: { type: 'string' },
  faults: { type: 'string' },
  kinds: { type: 'string' },
  'faults-for': { type: 'string' },
  liveness: { type: 'string' },
} as const;

export const swarmUsage: readonly string[] = [
  '--hosts N or A..B   how many hosts (default 2)',
  '--faults N          how many faults at most (default 6)',
  '--kinds A,B         kinds of faults (default: all but corruption)',
  '--faults-for MS     the faults begin and end within so many virtual milliseconds (default 20000)',
  '--liveness MS       after that, all must be well within so many (default 90000)',
];

type SwarmValues = { readonly [Name in keyof typeof swarmArguments]?: string | undefined };

/** What the arguments say, and nothing else: the rest is the scenario's to say. Ranges are checked where they are used. */
export function swarmFrom(values: SwarmValues): SwarmOptions {
  const { hosts, faults, kinds, 'faults-for': faultsFor, liveness } = values;
  return {
    ...(hosts === undefined ? {} : { hosts: readHosts(hosts) }),
    ...(faults === undefined ? {} : { faults: readNumber('faults', faults) }),
    ...(kinds === undefined ? {} : { kinds: kinds.split(',') as FaultKindName[] }),
    ...(faultsFor === undefined ? {} : { faultsForMs: readNumber('faults-for', faultsFor) }),
    ...(liveness === undefined ? {} : { livenessMs: readNumber('liveness', liveness) }),
  };
}

/** The arguments again, to stand in a command line. */
export function swarmCommand(values: SwarmValues): string {
  return Object.keys(swarmArguments)
    .map((name) => [name, values[name as keyof SwarmValues]] as const)
    .flatMap(([name, value]) => (value === undefined ? [] : [` --${name} ${value}`]))
    .join('');
}

export function readNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--${name}: ${text} is not a number`);
}

function readHosts(text: string): number | [number, number] {
  const [least, most] = text.split('..');
  return most === undefined ? readNumber('hosts', least) : [readNumber('hosts', least), readNumber('hosts', most)];
}
