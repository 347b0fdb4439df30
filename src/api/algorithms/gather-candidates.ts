import { appended } from '../../util/lists.ts';
import type { Connection } from '../records/connection.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import { queueTask } from './in-task.ts';
import { createCandidateFace, refreshLocalDescriptions } from './surface-candidate.ts';
import { updateIceGatheringState } from './update-aggregate-states.ts';

/** https://w3c.github.io/webrtc-pc/#rtcicetransport, "has begun gathering a generation of candidates". */
export function startGathering(ice: IceTransport): void {
  queueTask(ice.connection, () => changeGatheringState(ice, 'gathering'));
}

/** "is finished gathering a generation of candidates": the end-of-candidates indication, then the state. */
export function finishGathering(ice: IceTransport, usernameFragment: string): void {
  const { connection } = ice;
  queueTask(connection, () => announceEndOfCandidates(ice, usernameFragment));
  if (usernameFragment !== ice.localParameters?.usernameFragment) return;
  queueTask(connection, () => {
    if (usernameFragment !== ice.localParameters?.usernameFragment) return;
    const isConnectionComplete = changeGatheringState(ice, 'complete');
    if (isConnectionComplete) connection.faces.fireIceCandidate(connection.face, null, null);
  });
}

function announceEndOfCandidates(ice: IceTransport, usernameFragment: string): void {
  const { connection } = ice;
  ice.endedLocalGenerations = appended(ice.endedLocalGenerations, usernameFragment);
  refreshLocalDescriptions(connection, usernameFragment);
  const face = createCandidateFace(ice, usernameFragment, undefined);
  connection.faces.fireIceCandidate(connection.face, face, null);
}

/** True if the connection has become complete. */
function changeGatheringState(ice: IceTransport, state: 'gathering' | 'complete'): boolean {
  const { connection } = ice;
  ice.gatheringState = state;
  const hasConnectionChanged = updateIceGatheringState(connection);
  const isComplete = hasConnectionChanged && connection.iceGatheringState === 'complete';
  connection.faces.fire(ice.face, 'gatheringstatechange');
  if (hasConnectionChanged) fireUnlessClosed(connection, 'icegatheringstatechange');
  return isComplete && !connection.isClosed;
}

function fireUnlessClosed(connection: Connection, type: string): void {
  if (!connection.isClosed) connection.faces.fire(connection.face, type);
}
