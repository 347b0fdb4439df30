import { Worker } from 'node:worker_threads';
import { sumOfDigests, type Exploration } from '../../testing/explore.ts';
import type { Finding } from '../../testing/finding.ts';
import { planOf } from '../../testing/swarm.ts';
import type { Batch, WorkerOrder, WorkerReport } from './messages.ts';

export interface JobsOptions {
  readonly order: WorkerOrder;
  /** The module that workers run. */
  readonly worker: URL;
  readonly seeds: readonly number[];
  readonly jobs: number;
  /** After so many seeds that fail, no more are tried. */
  readonly stopAfter: number;
  /** Real milliseconds that one run may take; a run that takes longer, twice, never ends, and is a finding. */
  readonly runLimitMs: number;
  readonly onFinding: (finding: Finding) => void;
  /** Runs so far. */
  readonly onProgress?: (runs: number) => void;
}

const BATCH = 20;
const NO_DIGEST = '0'.repeat(16);

/** Plays seeds on several threads. Rejects if the scenario cannot be loaded; not for findings. */
export async function exploreWithJobs(options: JobsOptions): Promise<Exploration> {
  return new Jobs(options).run();
}

class Jobs {
  readonly #options: JobsOptions;
  readonly #seeds: number[];
  readonly #findings: Finding[] = [];
  readonly #slow = new Set<number>();
  #runs = 0;
  #digest = NO_DIGEST;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#seeds = [...options.seeds];
  }

  async run(): Promise<Exploration> {
    const count = Math.max(1, Math.min(this.#options.jobs, Math.ceil(this.#seeds.length / BATCH)));
    await Promise.all(Array.from({ length: count }, () => this.#work()));
    const findings = this.#findings.sort((a, b) => a.seed - b.seed);
    return { runs: this.#runs, findings, digest: this.#digest };
  }

  /** A thread after the other: one whose run never ends is replaced, and the rest of its batch is played by the next. */
  async #work(): Promise<void> {
    while (this.#hasMore()) await new Job(this.#options, this).done;
  }

  get findingsLeft(): number {
    return this.#options.stopAfter - this.#findings.length;
  }

  nextBatch(): readonly number[] {
    return this.#hasMore() ? this.#seeds.splice(0, BATCH) : [];
  }

  /** True if this is not the first time: then it is not that the machine was busy, or asleep. */
  isSlowAgain(seed: number): boolean {
    const isAgain = this.#slow.has(seed);
    this.#slow.add(seed);
    return isAgain;
  }

  giveBack(seeds: readonly number[]): void {
    this.#seeds.unshift(...seeds);
  }

  found(finding: Finding): void {
    this.#findings.push(finding);
    this.#options.onFinding(finding);
  }

  played(runs: number, digest: string): void {
    this.#runs += runs;
    this.#digest = sumOfDigests(this.#digest, digest);
    this.#options.onProgress?.(this.#runs);
  }

  #hasMore(): boolean {
    return this.#seeds.length > 0 && this.findingsLeft > 0;
  }
}

/** One thread, as long as it lives. */
class Job {
  readonly done: Promise<void>;
  readonly #options: JobsOptions;
  readonly #jobs: Jobs;
  readonly #worker: Worker;
  #batch: readonly number[] = [];
  #watchdog: NodeJS.Timeout | undefined = undefined;
  #isOver = false;

  constructor(options: JobsOptions, jobs: Jobs) {
    this.#options = options;
    this.#jobs = jobs;
    this.#worker = startWorker(options.worker, options.order);
    this.done = new Promise((resolve, reject) => {
      this.#worker.on('message', (report: WorkerReport) => this.#heard(report, reject));
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => resolve());
    });
    void this.done.catch(() => undefined).finally(() => clearTimeout(this.#watchdog));
  }

  #heard(report: WorkerReport, reject: (error: Error) => void): void {
    // What was under way when it was given up would be counted twice.
    if (this.#isOver) return;
    clearTimeout(this.#watchdog);
    if (report.type === 'ready') this.#giveWork();
    else if (report.type === 'begun') this.#begun(report.seed);
    else if (report.type === 'found') this.#jobs.found(report.finding);
    else if (report.type === 'failed') this.#end(() => reject(new Error(report.message)));
    else {
      this.#jobs.played(report.runs, report.digest);
      this.#giveWork();
    }
  }

  #giveWork(): void {
    this.#batch = this.#jobs.nextBatch();
    if (this.#batch.length === 0) this.#end();
    else this.#worker.postMessage({ seeds: this.#batch, stopAfter: this.#jobs.findingsLeft } satisfies Batch);
  }

  #begun(seed: number): void {
    this.#watchdog = setTimeout(() => this.#hangs(seed), this.#options.runLimitMs);
  }

  #hangs(seed: number): void {
    const position = this.#batch.indexOf(seed);
    const isHanging = this.#jobs.isSlowAgain(seed);
    if (isHanging) this.#jobs.found(this.#findingOf(seed));
    const played = isHanging ? position + 1 : position;
    this.#jobs.played(played, NO_DIGEST);
    this.#jobs.giveBack(this.#batch.slice(played));
    this.#end();
  }

  #findingOf(seed: number): Finding {
    const { order, runLimitMs } = this.#options;
    const plan = planOf(seed, order.options.swarm);
    const message = `the run took more than ${runLimitMs} real milliseconds, twice: something in it never ends`;
    const violation = { oracle: 'the run ends', message, atMs: 0 };
    const smallest = { plan, violation, digest: NO_DIGEST, chronicle: [], endedAtMs: 0 };
    return { seed, violation, plan, smallest, tries: 2, repeats: true };
  }

  #end(then: () => void = () => undefined): void {
    this.#isOver = true;
    void this.#worker.terminate().then(then);
  }
}

/** From the sources, where Node does not read TypeScript itself, a thread begins by getting the loader for it. */
function startWorker(module: URL, workerData: WorkerOrder): Worker {
  const reads = (process as { features?: { typescript?: unknown } }).features?.typescript;
  if (!module.pathname.endsWith('.ts') || reads) return new Worker(module, { workerData });
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module.href}'); });`;
  return new Worker(start, { workerData, eval: true });
}
