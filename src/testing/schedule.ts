import type { FaultHandle } from '../hosts/sim/fault-handle.ts';
import type { Chronicle } from './chronicle.ts';
import { faultKindOf, type Fault } from './faults.ts';
import type { Arena } from './peer-world.ts';
import type { Plan } from './plan.ts';

interface Step {
  readonly atMs: number;
  run(): void;
}

/** Brings the faults of a plan over a world and heals them, each at its time. */
export class Schedule {
  readonly #arena: Arena;
  readonly #plan: Plan;
  readonly #chronicle: Chronicle;
  readonly #handles = new Map<Fault, FaultHandle>();

  constructor(arena: Arena, plan: Plan, chronicle: Chronicle) {
    this.#arena = arena;
    this.#plan = plan;
    this.#chronicle = chronicle;
  }

  /** Resolves when the last fault is over; rejects if the world is closed before, or a fault is impossible. */
  async run(): Promise<void> {
    const { world } = this.#arena;
    for (const { atMs, run } of this.#steps()) {
      if (atMs > world.now) await world.advance(atMs - world.now);
      run();
    }
  }

  healAll(): void {
    for (const fault of [...this.#handles.keys()]) this.#heal(fault);
  }

  #steps(): Step[] {
    const steps = this.#plan.faults.flatMap((fault): Step[] => [
      { atMs: fault.atMs, run: () => this.#begin(fault) },
      { atMs: fault.atMs + fault.forMs, run: () => this.#heal(fault) },
    ]);
    return steps.sort((a, b) => a.atMs - b.atMs);
  }

  #begin(fault: Fault): void {
    this.#chronicle.note(`fault begins: ${describeFault(fault)}`);
    this.#handles.set(fault, faultKindOf(fault.kind).apply(this.#arena, fault, this.#plan));
  }

  #heal(fault: Fault): void {
    const handle = this.#handles.get(fault);
    if (handle === undefined) return;
    this.#handles.delete(fault);
    this.#chronicle.note(`fault ends: ${describeFault(fault)}`);
    handle.heal();
  }
}

/** `partition between alice, bob`. */
export function describeFault({ kind, atMs: _at, forMs: _for, ...parameters }: Fault): string {
  const words = Object.entries(parameters).map(([name, value]) => `${name} ${describeValue(value)}`);
  return [kind, ...words].join(' ');
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${String(inner)}`)
    .join(', ');
}
