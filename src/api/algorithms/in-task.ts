import type { Connection } from '../records/connection.ts';

/**
 * "In parallel …, then queue a task that …, and settle p": runs the steps in a task of their own and settles with what
 * they return or throw. On a connection that was closed meanwhile the promise stays pending, as the spec has it.
 */
export function inTask<T>(connection: Connection, steps: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    connection.host.clock.queueTask(() => {
      if (connection.isClosed) return;
      try {
        resolve(steps());
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Queues a task whose steps begin with "if connection.[[IsClosed]] is true, abort these steps". */
export function queueTask(connection: Connection, steps: () => void): void {
  connection.host.clock.queueTask(() => {
    if (!connection.isClosed) steps();
  });
}
