import type { FaultHandle } from '../hosts/sim/fault-handle.ts';
import { faultKindOf, type Fault } from './faults.ts';
import type { Arena } from './peer-world.ts';
import type { Plan } from './plan.ts';

export interface ScheduleOptions {
  /** Virtual milliseconds at which the plan begins. Default 0. */
  readonly originMs?: number;
  /** Told when faults begin and end. */
  readonly note?: (text: () => string) => void;
  /** Told of a fault that is impossible in this world. Default: it is thrown. */
  readonly onError?: (error: unknown) => void;
}

/** Brings the faults of a plan over a world and heals them, each at its time. */
export class Schedule {
  readonly #arena: Arena;
  readonly #plan: Plan;
  readonly #options: ScheduleOptions;
  readonly #handles = new Map<Fault, FaultHandle>();
  #isOver = false;

  constructor(arena: Arena, plan: Plan, options: ScheduleOptions = {}) {
    this.#arena = arena;
    this.#plan = plan;
    this.#options = options;
    for (const fault of plan.faults) {
      this.#at(fault.atMs, () => this.#begin(fault));
      this.#at(fault.atMs + fault.forMs, () => this.#heal(fault));
    }
  }

  /** Now, and nothing of the plan comes any more. */
  healAll(): void {
    this.#isOver = true;
    for (const fault of [...this.#handles.keys()]) this.#heal(fault);
  }

  #at(ms: number, steps: () => void): void {
    const { originMs = 0, onError } = this.#options;
    this.#arena.world.at(originMs + ms, () => {
      if (onError === undefined) steps();
      else attempt(steps, onError);
    });
  }

  #begin(fault: Fault): void {
    if (this.#isOver) return;
    this.#options.note?.(() => `fault begins: ${describeFault(fault)}`);
    this.#handles.set(fault, faultKindOf(fault.kind).apply(this.#arena, fault, this.#plan));
  }

  #heal(fault: Fault): void {
    const handle = this.#handles.get(fault);
    if (handle === undefined) return;
    this.#handles.delete(fault);
    this.#options.note?.(() => `fault ends: ${describeFault(fault)}`);
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
    .map(([name, inner]) => `${name} ${describeValue(inner)}`)
    .join(', ');
}

function attempt(steps: () => void, onError: (error: unknown) => void): void {
  try {
    steps();
  } catch (error) {
    onError(error);
  }
}
