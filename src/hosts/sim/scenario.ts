import type { UntilOptions } from './world-time.ts';
import { requirePositive } from './validate.ts';

type Until = (predicate: () => boolean, options: UntilOptions) => Promise<void>;

export interface RunOptions {
  /** Virtual milliseconds after which the scenario has taken too long. Default ten minutes. */
  readonly limitMs?: number;
}

/**
 * Runs a scenario to its end and gives what it gives. Rejects, saying what is armed, when it awaits something that nothing
 * in the world can bring about, or when it has taken more than `limitMs`.
 */
export async function runScenario<T>(
  until: Until,
  scenario: () => T | PromiseLike<T>,
  { limitMs = 600_000 }: RunOptions,
): Promise<T> {
  requirePositive('limitMs', limitMs);
  let isOver = false;
  const outcome = new Promise<T>((resolve) => resolve(scenario()));
  const end = outcome.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  await Promise.race([end, until(() => isOver, { timeoutMs: limitMs, what: 'run: the scenario has not ended' })]);
  return outcome;
}

/** The next event of a type. Rejects as `until` does if it cannot come. */
export async function nextEvent<E extends Event = Event>(
  until: Until,
  target: EventTarget,
  type: string,
  options: UntilOptions,
): Promise<E> {
  let event: Event | undefined;
  const listener = (happened: Event): void => void (event ??= happened);
  target.addEventListener(type, listener);
  try {
    await until(() => event !== undefined, { what: `event: no ${type} has come`, ...options });
  } finally {
    target.removeEventListener(type, listener);
  }
  return event as unknown as E;
}
