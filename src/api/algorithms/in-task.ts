import type { Connection } from '../records/connection.ts';

/**
 * "In parallel …, then queue a task that …, and settle p": runs the steps in a task of their own and settles with what
 * they return or throw. On a connection that was closed meanwhile the promise stays pending, as the spec has it.
 */
export function inTask<T>(connection: Connection, steps: () => T): Promise<T> {
  return inTaskOnce(connection, () => true, steps);
}

/** The same, but a task in which `isReady` does not hold "starts the process over": in a task further behind. */
export function inTaskOnce<T>(connection: Connection, isReady: () => boolean, steps: () => T): Promise<T> {
  const { clock } = connection.host;
  return new Promise<T>((resolve, reject) => {
    const task = (): void => {
      if (connection.isClosed) return;
      if (!isReady()) return clock.queueTask(task);
      try {
        resolve(steps());
      } catch (error) {
        reject(error);
      }
    };
    clock.queueTask(task);
  });
}

/** Queues a task whose steps begin with "if connection.[[IsClosed]] is true, abort these steps". */
export function queueTask(connection: Connection, steps: () => void): void {
  connection.host.clock.queueTask(() => {
    if (!connection.isClosed) steps();
  });
}
