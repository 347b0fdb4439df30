/** Node's exit code when the main module awaits something, and nothing is left that could settle it. */
const UNSETTLED_TOP_LEVEL_AWAIT = 13;
/** The collected are swept out once so many have come. */
const SWEEP_AT = 100;

/** Can say what it still has to do. */
export interface Explainable {
  readonly seed: number;
  readonly pending: { toString(): string };
}

let open: WeakRef<Explainable>[] = [];

/** Says on stderr what the worlds still had to do, if the program ends in the middle of an `await`. */
export function explainAtExit(world: Explainable): void {
  if (open.length === 0) process.once('exit', report);
  if (open.length >= SWEEP_AT) open = open.filter((ref) => ref.deref() !== undefined);
  open.push(new WeakRef(world));
}

/** The world is closed: it has nothing to say any more. */
export function closeForExit(world: Explainable): void {
  open = open.filter((ref) => ref.deref() !== world);
  if (open.length === 0) process.removeListener('exit', report);
}

function report(): void {
  if (process.exitCode !== UNSETTLED_TOP_LEVEL_AWAIT) return;
  for (const ref of open) {
    const world = ref.deref();
    if (world === undefined) continue;
    const { seed, pending } = world;
    process.stderr.write(`The program awaits what nothing can settle. The world of seed ${seed}, ${String(pending)}\n`);
  }
}
