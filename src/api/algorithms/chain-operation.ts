import { promised } from '../../webidl/operations.ts';
import type { Connection } from '../records/connection.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-chain */
export function chainOperation<T>(connection: Connection, operation: () => Promise<T>): Promise<T> {
  if (connection.isClosed) return Promise.reject(connection.faces.errors.closed());
  return new Promise<T>((resolve, reject) => {
    connection.operations.push(() => {
      connection.rejectOperation = reject;
      connection.foreseenFailure = undefined;
      promised(operation).then(
        (value) => settle(connection, resolve, value),
        (reason: unknown) => settle(connection, reject, reason),
      );
    });
    if (connection.operations.length === 1) runNext(connection);
  });
}

/**
 * The chain moves on in a microtask queued ahead of the reactions to p: the same order as a first reaction to p would
 * have, without making a rejection that the application ignores look handled.
 */
function settle<T>(connection: Connection, settlePromise: (outcome: T) => void, outcome: T): void {
  if (connection.isClosed) return;
  void SETTLED.then(() => moveOn(connection));
  settlePromise(outcome);
}

const SETTLED = Promise.resolve();

function moveOn(connection: Connection): void {
  if (connection.isClosed) return;
  connection.operations.shift();
  connection.rejectOperation = undefined;
  if (connection.operations.length > 0) return runNext(connection);
  if (!connection.updateNegotiationNeededFlagOnEmptyChain) return;
  connection.updateNegotiationNeededFlagOnEmptyChain = false;
  updateNegotiationNeededFlag(connection);
}

function runNext({ operations }: Connection): void {
  operations.peek()?.();
}
