import { capturedEventLoop } from '../hosts/sim/real-time.ts';
import type { SimulatedNetworkOptions } from '../hosts/sim/simulated-network.ts';
import { SeededRandom } from '../hosts/sim/seeded-random.ts';
import { createArena, iceServersFor } from './arena.ts';
import { Chronicle } from './chronicle.ts';
import { LeakDetector } from './leaks.ts';
import type { Arena, PeerHost, PeerWorld, TestingPlatform } from './peer-world.ts';
import type { Plan } from './plan.ts';
import { Programs } from './programs.ts';
import { describeError, Referee, type Violation } from './referee.ts';
import type { RunRecord } from './run-record.ts';
import { Schedule } from './schedule.ts';
import { Spectator } from './spectator.ts';
import type { Scenario, Stage } from './stage.ts';

/** What became of a run. */
export interface Outcome {
  readonly plan: Plan;
  /** Undefined if every promise was kept. */
  readonly violation: Violation | undefined;
  /** The world's, at the end. */
  readonly digest: string;
  /** What happened, a line each. */
  readonly chronicle: readonly string[];
  readonly endedAtMs: number;
}

export interface TrialOptions<H extends PeerHost> {
  readonly platform: TestingPlatform<H>;
  readonly scenario: Scenario<H>;
  readonly plan: Plan;
  /** More listeners of one type on one connection or channel are a leak. Default 10. */
  readonly mostListeners?: number;
  /** Called before the scenario is. */
  readonly worldMade?: (world: PeerWorld<H>) => void;
  /** Told of every step of the run, and able to end it by finding that it parts from another. */
  readonly record?: RunRecord;
}

const DEFAULT_MOST_LISTENERS = 10;
/**
 * Goodbyes: a TURN server that does not answer is asked for 2.5 s to take its allocation back, and once more if it has
 * another nonce. Nothing may be open or armed after that.
 */
const FAREWELL_MS = 5000;
/** So often the world was looked at and its time had not moved: it never will. */
const LONGEST_STANDSTILL = 100_000;

/** Plays a scenario once, as planned. Never rejects for what the scenario does: that is a violation. */
export async function runTrial<H extends PeerHost>(options: TrialOptions<H>): Promise<Outcome> {
  const trial = new Trial(options);
  const letGo = options.platform.catchStrayErrors((error) => trial.strayError(error));
  try {
    return await trial.run();
  } finally {
    // What the application still waited for is rejected now that the world is closed, and nobody need handle that.
    await nextTurn();
    letGo();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => capturedEventLoop.nextTurn(resolve));
}

class Trial<H extends PeerHost> {
  readonly #options: TrialOptions<H>;
  readonly #plan: Plan;
  readonly #world: PeerWorld<H>;
  readonly #chronicle: Chronicle;
  readonly #referee: Referee;
  readonly #spectator: Spectator;
  readonly #leaks = new LeakDetector();
  readonly #programs = new Programs<H>((error) => this.#referee.fail('the scenario succeeds', describeError(error)));
  readonly #arena: Arena;
  readonly #schedule: Schedule;
  #calmed: () => void = () => undefined;
  #isPlayed = false;
  #lookedAt = -1;
  #looks = 0;

  constructor(options: TrialOptions<H>) {
    const { platform, plan, record, mostListeners = DEFAULT_MOST_LISTENERS } = options;
    this.#options = options;
    this.#plan = plan;
    // Nothing real takes part: time is free, and moves because the trial always waits for something.
    const worldOptions: SimulatedNetworkOptions = {
      ...plan.link,
      seed: plan.seed,
      time: 'manual',
      ...(record === undefined ? {} : { drawWitness: record }),
    };
    this.#world = platform.createWorld(worldOptions, (host) => this.#watchHost(host));
    record?.watchWorld(this.#world);
    options.worldMade?.(this.#world);
    this.#chronicle = new Chronicle(() => this.#world.now);
    this.#referee = new Referee(() => this.#world.now);
    this.#spectator = new Spectator({ referee: this.#referee, chronicle: this.#chronicle, mostListeners });
    this.#arena = createArena(this.#world, plan);
    this.#schedule = new Schedule(this.#arena, plan, {
      note: (text) => this.#chronicle.note(text),
      onError: (error) => this.#referee.fail('the plan is possible', describeError(error)),
    });
  }

  async run(): Promise<Outcome> {
    this.#play();
    await this.#safetyPhase();
    if (!this.#referee.review()) await this.#livenessPhase();
    if (!this.#referee.review()) await this.#farewell();
    return this.#end();
  }

  strayError(error: unknown): void {
    this.#referee.fail('no stray error', describeError(error));
  }

  #watchHost(host: H): void {
    this.#options.record?.watchHost(host);
    this.#leaks.watchHost(host);
    this.#spectator.watchHost(host);
    this.#programs.hostMade(host);
  }

  #play(): void {
    const { scenario } = this.#options;
    const { seed } = this.#plan;
    const hosts = this.#plan.hosts.map(({ name }) => this.#world.host(name));
    const { signaling } = this.#arena;
    const iceServers = iceServersFor(this.#world, this.#plan);
    const calm = new Promise<void>((resolve) => (this.#calmed = resolve));
    const random = new SeededRandom(seed, 'scenario');
    const note = (text: string): void => this.#note(text);
    const oracle = this.#referee;
    const boot: Stage<H>['boot'] = (host, program) => this.#programs.boot(host, program);
    const stage = { seed, world: this.#world, hosts, iceServers, signaling, random, oracle, calm, boot, note };
    void Promise.resolve(stage)
      .then(scenario)
      .then(
        () => (this.#isPlayed = true),
        (error: unknown) => this.#referee.fail('the scenario succeeds', describeError(error)),
      );
  }

  #note(text: string): void {
    this.#chronicle.note(text);
    this.#options.record?.noted(text);
  }

  async #safetyPhase(): Promise<void> {
    const { calmAtMs } = this.#plan;
    await this.#until(() => this.#world.now >= calmAtMs, calmAtMs);
  }

  async #livenessPhase(): Promise<void> {
    this.#schedule.healAll();
    this.#chronicle.note('the faults are over');
    this.#calmed();
    await this.#until(() => this.#isPlayed && this.#missing().length === 0, this.#plan.livenessMs);
    if (this.#referee.review()) return;
    const missing = this.#missing();
    if (!this.#isPlayed) this.#referee.fail('the scenario ends', this.#unfinished());
    else if (missing.length > 0)
      this.#referee.fail(
        'liveness',
        `within ${this.#plan.livenessMs} ms after the faults, this did not come true: ${missing.join('; ')}`,
      );
  }

  /** Closes what the scenario left open; nothing may remain of anything then. */
  async #farewell(): Promise<void> {
    this.#spectator.closeAll();
    await this.#until(() => this.#leaks.left().length === 0, FAREWELL_MS);
    const left = this.#leaks.left();
    if (left.length > 0)
      this.#referee.fail('no leak', `${FAREWELL_MS} ms after every connection was closed, ${left.join('; ')}`);
  }

  #end(): Outcome {
    const { now, digest, ledger } = this.#world;
    this.#spectator.closeAll();
    this.#world.close();
    if (ledger.inFlight !== 0) this.#referee.fail('the ledger adds up', `${ledger.inFlight} packets have no fate`);
    const { violation } = this.#referee;
    const chronicle = this.#chronicle;
    return {
      plan: this.#plan,
      violation,
      digest,
      // Seldom read.
      get chronicle() {
        return chronicle.lines;
      },
      endedAtMs: now,
    };
  }

  #missing(): string[] {
    return [...this.#referee.missing(), ...this.#spectator.missing()];
  }

  #unfinished(): string {
    return (
      `it was still running ${this.#plan.livenessMs} ms after the faults, at virtual time ${this.#world.now} ms. ` +
      'It may wait for something that never comes, or for something outside the world, such as a real timer'
    );
  }

  /** Lets time pass until the condition holds, a promise is broken, or the time is over. */
  async #until(condition: () => boolean, timeoutMs: number): Promise<void> {
    const isOver = (): boolean => this.#isStuck() || this.#hasParted() || this.#referee.review() || condition();
    await this.#world.until(isOver, { timeoutMs, isWorldAlone: true }).catch(() => undefined);
  }

  #hasParted(): boolean {
    if (this.#options.record?.isOver !== true) return false;
    this.#referee.fail('the run repeats', 'it parts from the one before');
    return true;
  }

  #isStuck(): boolean {
    this.#looks = this.#world.now === this.#lookedAt ? this.#looks + 1 : 0;
    this.#lookedAt = this.#world.now;
    if (this.#looks < LONGEST_STANDSTILL) return false;
    this.#referee.fail('time passes', 'so much happens at one moment that it never ends');
    return true;
  }
}
