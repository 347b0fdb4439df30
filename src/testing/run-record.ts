import type { Packet } from '../hosts/sim/packet.ts';
import type { DrawWitness } from '../hosts/sim/witness.ts';
import { hashOf } from './hash.ts';
import type { PeerHost, PeerWorld } from './peer-world.ts';

/** One thing that happened in a run, in words that are equal only if it was the same thing. */
export interface RunStep {
  /** Virtual milliseconds. */
  readonly atMs: number;
  readonly text: string;
}

/** Where two runs of the same plan part. */
export interface Divergence {
  /** How many steps they had in common. */
  readonly index: number;
  /** Undefined if this run had ended. */
  readonly first: RunStep | undefined;
  readonly second: RunStep | undefined;
  /** The code that took the second run's step, innermost call first. */
  readonly stack: readonly string[];
}

export interface RunRecordOptions {
  /** Whether a run that parts from the earlier one is to end there. Default true. */
  readonly endsRun?: boolean;
}

/**
 * Every draw, packet and alarm of a run, in order: kept if it is the first of its kind, compared with the first if it is
 * not. Tells at once when they differ.
 */
export class RunRecord implements DrawWitness {
  readonly #steps: RunStep[] = [];
  readonly #earlier: RunRecord | undefined;
  readonly #endsRun: boolean;
  #count = 0;
  #divergence: Divergence | undefined = undefined;
  #now: () => number = () => 0;

  constructor(earlier?: RunRecord, { endsRun = true }: RunRecordOptions = {}) {
    this.#earlier = earlier;
    this.#endsRun = endsRun;
  }

  get count(): number {
    return this.#count;
  }

  /** The run has parted from the earlier one, and that is all there is to know. */
  get isOver(): boolean {
    return this.#endsRun && this.#divergence !== undefined;
  }

  get divergence(): Divergence | undefined {
    return this.#divergence;
  }

  /** Before the world is used. Hosts are told of by `watchHost`, as they come. */
  watchWorld(world: PeerWorld): void {
    this.#now = () => world.now;
    world.watch({
      sent: (_at, packet) => this.#add(`${packet.origin.host} sent ${describePacket(packet)}`),
      duplicated: (_at, copy) => this.#add(`doubled: ${describePacket(copy)}`),
      corrupted: (_at, packet) => this.#add(`corrupted: ${describePacket(packet)}`),
      delivered: (_at, packet) => this.#add(`${packet.target?.host ?? '?'} received ${describePacket(packet)}`),
      dropped: (_at, packet, reason) => this.#add(`dropped for ${reason}: ${describePacket(packet)}`),
      journal: (_at, entry) => this.#add(JSON.stringify(entry)),
    });
  }

  watchHost({ name, clock }: PeerHost): void {
    const { alarm: createAlarm } = clock;
    clock.alarm = (wake, purpose) => {
      const alarm = createAlarm.call(clock, wake, purpose);
      const { set } = alarm;
      alarm.set = (deadline, isBackground) => {
        this.#add(`${name} set an alarm for ${deadline} ms`);
        set.call(alarm, deadline, isBackground);
      };
      return alarm;
    };
  }

  drawn(stream: string, value: number): void {
    this.#add(`the random stream of ${stream} gave ${value}`);
  }

  noted(text: string): void {
    this.#add(`the scenario noted: ${text}`);
  }

  /** The run is over: was the earlier one longer? */
  end(): void {
    const missing = this.#earlier?.stepAt(this.#count);
    if (missing !== undefined) this.#diverge(missing, undefined);
  }

  stepAt(index: number): RunStep | undefined {
    return this.#steps[index];
  }

  #add(text: string): void {
    const step = { atMs: this.#now(), text };
    if (this.#earlier === undefined) this.#steps.push(step);
    else this.#compare(this.#earlier.stepAt(this.#count), step);
    this.#count++;
  }

  #compare(earlier: RunStep | undefined, step: RunStep): void {
    if (earlier?.text !== step.text || earlier.atMs !== step.atMs) this.#diverge(earlier, step);
  }

  #diverge(first: RunStep | undefined, second: RunStep | undefined): void {
    this.#divergence ??= { index: this.#count, first, second, stack: callers() };
  }
}

const SHOWN_BYTES = 16;

function describePacket({ protocol, source, destination, bytes }: Packet): string {
  const hash = hashOf(bytes.length, (i) => bytes[i]);
  const start = [...bytes.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const way = `${source.address}:${source.port} → ${destination.address}:${destination.port}`;
  return `${protocol} ${way}, ${bytes.length} bytes ${start}… (${hash})`;
}

/** The stack without the recorder's own frames. */
export function callers(): string[] {
  const frames = (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  return frames.filter((line) => !/testing[\\/](run-record|suspects)\./.test(line)).slice(0, 8);
}
