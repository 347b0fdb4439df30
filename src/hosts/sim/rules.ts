import type { SocketAddress } from '../../ports/network.ts';
import type { FaultHandle } from './fault-handle.ts';
import type { Journal } from './journal.ts';
import type { SeededRandom } from './seeded-random.ts';
import { requireFinite, requireOneOf, requireProbability } from './validate.ts';

/** A datagram on its way, as a rule sees it. The bytes are to be read, not written. */
export interface Datagram {
  /** Names of the hosts; `to` is undefined if no host has the address. */
  readonly from: string;
  readonly to: string | undefined;
  readonly protocol: 'udp' | 'tcp';
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly bytes: Uint8Array;
  /** Virtual milliseconds. */
  readonly sentAt: number;
}

/**
 * `pass` and undefined ask the next rule; any other verdict is the last. `duplicate` and `corrupt` are done on top of what
 * the link does; `deliverAfterMs` takes the place of the link.
 */
export type Verdict = 'pass' | 'drop' | 'duplicate' | 'corrupt' | { readonly deliverAfterMs: number };

export type RuleFunction = (datagram: Datagram) => Verdict | undefined;

/** A rule in words: what is not given matches everything. */
export interface RuleDescription {
  readonly from?: string;
  readonly to?: string;
  readonly matches?: (datagram: Datagram) => boolean;
  /** How many of the matching datagrams it concerns. Default 1. */
  readonly probability?: number;
  readonly verdict: Verdict;
}

/** The rules of a world, in order of installation: the first verdict counts. */
export class Rules {
  readonly #random: SeededRandom;
  readonly #journal: Journal;
  #rules: { readonly judge: RuleFunction }[] = [];

  constructor(random: SeededRandom, journal: Journal) {
    this.#random = random;
    this.#journal = journal;
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  add(rule: RuleFunction | RuleDescription): FaultHandle {
    const entry = { judge: typeof rule === 'function' ? rule : this.#ruleOf(rule) };
    this.#rules.push(entry);
    return this.#journal.fault(
      () => describeRule(rule),
      () => void (this.#rules = this.#rules.filter((other) => other !== entry)),
    );
  }

  judge(datagram: Datagram): Verdict {
    for (const { judge } of this.#rules) {
      const verdict = judge(datagram);
      if (verdict !== undefined && verdict !== 'pass') return validVerdict(verdict);
    }
    return 'pass';
  }

  #ruleOf({ from, to, matches, probability = 1, verdict }: RuleDescription): RuleFunction {
    requireProbability('probability', probability);
    validVerdict(verdict);
    return (datagram) => {
      if (from !== undefined && datagram.from !== from) return undefined;
      if (to !== undefined && datagram.to !== to) return undefined;
      if (matches !== undefined && !matches(datagram)) return undefined;
      return this.#random.chance(probability) ? verdict : undefined;
    };
  }
}

const VERDICTS = ['pass', 'drop', 'duplicate', 'corrupt'] as const;

function describeRule(rule: RuleFunction | RuleDescription): string {
  if (typeof rule === 'function') return `rule ${rule.name === '' ? '(a function)' : rule.name}`;
  const { from = 'anybody', to = 'anybody', probability = 1, verdict } = rule;
  const chance = probability === 1 ? '' : ` with probability ${probability}`;
  const what = typeof verdict === 'object' ? `deliver after ${verdict.deliverAfterMs} ms` : verdict;
  return `rule ${from} → ${to}: ${what}${chance}`;
}

function validVerdict(verdict: Verdict): Verdict {
  if (typeof verdict === 'object') requireFinite('deliverAfterMs', verdict.deliverAfterMs);
  else requireOneOf('verdict', verdict, VERDICTS);
  return verdict;
}
