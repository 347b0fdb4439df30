import { faultKindOf, type Fault } from './faults.ts';
import type { Plan } from './plan.ts';
import type { PlannedHost } from './planned-host.ts';

/** Says whether a plan still fails in the way that is being looked for. */
export type StillFails = (plan: Plan) => Promise<boolean>;

export interface ShrinkOptions {
  /** Fewer hosts the scenario cannot do with. */
  readonly leastHosts: number;
  /** How many plans are tried at most. Default 300. */
  readonly most?: number;
}

export interface Shrunk {
  readonly plan: Plan;
  readonly tries: number;
}

const DEFAULT_MOST_TRIES = 300;

/**
 * Makes a failing plan smaller for as long as it fails: fewer faults (delta debugging, Zeller and Hildebrandt 2002),
 * then fewer hosts, better links, fewer conditions in a fault, shorter faults. Always the same steps for the same plan.
 */
export async function shrink(plan: Plan, stillFails: StillFails, options: ShrinkOptions): Promise<Shrunk> {
  const shrinker = new Shrinker(plan, stillFails, options);
  return { plan: await shrinker.run(), tries: shrinker.tries };
}

class Shrinker {
  tries = 0;
  readonly #stillFails: StillFails;
  readonly #leastHosts: number;
  readonly #mostTries: number;
  #plan: Plan;

  constructor(plan: Plan, stillFails: StillFails, { leastHosts, most = DEFAULT_MOST_TRIES }: ShrinkOptions) {
    this.#plan = plan;
    this.#stillFails = stillFails;
    this.#leastHosts = leastHosts;
    this.#mostTries = most;
  }

  /** Until a whole round makes it no smaller: without a host or a condition another fault may have become idle. */
  async run(): Promise<Plan> {
    for (let before; before !== this.#plan;) {
      before = this.#plan;
      await this.#removeFaults();
      await this.#removeHosts();
      await this.#simplifyPlaces();
      await this.#improveLinks();
      await this.#simplifyFaults();
      await this.#calmEarlier();
    }
    return this.#plan;
  }

  /** Without halves of the schedule, then without quarters, and so on, down to single faults. */
  async #removeFaults(): Promise<void> {
    if (this.#plan.faults.length > 0 && (await this.#adopt({ faults: [] }))) return;
    for (let size = Math.ceil(this.#plan.faults.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let start = 0; start < this.#plan.faults.length;) {
        const { faults } = this.#plan;
        const rest = [...faults.slice(0, start), ...faults.slice(start + size)];
        if (!(await this.#adopt({ faults: rest }))) start += size;
      }
    }
  }

  async #removeHosts(): Promise<void> {
    for (const host of [...this.#plan.hosts].reverse()) {
      if (this.#plan.hosts.length <= this.#leastHosts) return;
      await this.#adopt(withoutHost(this.#plan, host));
    }
  }

  async #improveLinks(): Promise<void> {
    for (const name of Object.keys(this.#plan.link)) await this.#adopt({ link: without(this.#plan.link, name) });
    for (const name of Object.keys(this.#plan.signaling ?? {}))
      await this.#adopt({ signaling: without(this.#plan.signaling ?? {}, name) });
  }

  /** To the internet, or at least from behind a carrier; and without IPv6. */
  async #simplifyPlaces(): Promise<void> {
    for (const { name } of this.#plan.hosts)
      for (const names of [['nat', 'carrier', 'firewall'], ['carrier'], ['ipv6']] as const) {
        const host = this.#plan.hosts.find((one) => one.name === name) as PlannedHost;
        if (names.every((option) => host[option] === undefined)) continue;
        const simpler = names.reduce<object>((rest, option) => without(rest, option), host) as PlannedHost;
        const hosts = this.#plan.hosts.map((one) => (one === host ? simpler : one));
        const faults = this.#plan.faults.filter((fault) => simpler.nat !== undefined || !needsNat(fault, name));
        await this.#adopt({ hosts, faults });
      }
  }

  async #simplifyFaults(): Promise<void> {
    for (let index = 0; index < this.#plan.faults.length; index++) {
      await this.#improveConditions(index);
      await this.#shorten(index);
    }
  }

  async #improveConditions(index: number): Promise<void> {
    const conditionsOf = (fault: Fault): object => ('conditions' in fault ? fault.conditions : {});
    for (const name of Object.keys(conditionsOf(this.#plan.faults[index]))) {
      const conditions = without(conditionsOf(this.#plan.faults[index]), name);
      if (Object.keys(conditions).length > 0) await this.#replaceFault(index, { conditions });
    }
  }

  async #shorten(index: number): Promise<void> {
    for (;;) {
      const forMs = Math.floor(this.#plan.faults[index].forMs / 2);
      if (forMs < 1 || !(await this.#replaceFault(index, { forMs }))) return;
    }
  }

  async #calmEarlier(): Promise<void> {
    const calmAtMs = this.#plan.faults.reduce((latest, { atMs, forMs }) => Math.max(latest, atMs + forMs), 0);
    if (calmAtMs < this.#plan.calmAtMs) await this.#adopt({ calmAtMs });
  }

  #replaceFault(index: number, changes: object): Promise<boolean> {
    const faults = this.#plan.faults.map((fault, i) => (i === index ? ({ ...fault, ...changes } as Fault) : fault));
    return this.#adopt({ faults });
  }

  async #adopt(changes: Partial<Plan>): Promise<boolean> {
    if (this.tries >= this.#mostTries) return false;
    this.tries++;
    const smaller = { ...this.#plan, ...changes };
    if (!(await this.#stillFails(smaller))) return false;
    this.#plan = smaller;
    return true;
  }
}

function withoutHost(plan: Plan, gone: PlannedHost): Partial<Plan> {
  return {
    hosts: plan.hosts.filter((host) => host !== gone),
    faults: plan.faults.filter((fault) => !faultKindOf(fault.kind).hostsOf(fault).includes(gone.name)),
  };
}

function needsNat(fault: Fault, host: string): boolean {
  return 'host' in fault && fault.host === host && fault.kind.startsWith('nat-');
}

function without(object: object, name: string): object {
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}
