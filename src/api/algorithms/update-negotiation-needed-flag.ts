import { negotiationNeeded } from '../../jsep/negotiation-needed.ts';
import type { Connection } from '../records/connection.ts';
import { queueTask } from './in-task.ts';
import { sessionSnapshotOf } from './session-snapshot.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-update-the-negotiation-needed-flag */
export function updateNegotiationNeededFlag(connection: Connection): void {
  if (isChainBusy(connection)) return;
  queueTask(connection, () => {
    if (isChainBusy(connection) || connection.signalingState !== 'stable') return;
    const wasNeeded = connection.isNegotiationNeeded;
    connection.isNegotiationNeeded = negotiationNeeded(sessionSnapshotOf(connection));
    if (connection.isNegotiationNeeded && !wasNeeded) connection.faces.fire(connection.face, 'negotiationneeded');
  });
}

/** While operations are chained the update waits for the last of them. */
function isChainBusy(connection: Connection): boolean {
  if (connection.operations.length === 0) return false;
  connection.updateNegotiationNeededFlagOnEmptyChain = true;
  return true;
}
