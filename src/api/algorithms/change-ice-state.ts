import type { IceCandidate as WireCandidate, IceCandidatePairInfo, IceRole, IceState } from '../../ice/types.ts';
import { candidateLineOf, createIceCandidate, type IceCandidate } from '../records/ice-candidate.ts';
import type { CandidatePair, IceChange, IceTransport } from '../records/ice-transport.ts';
import { queueTask } from './in-task.ts';
import { updateConnectionStateSlot, updateIceConnectionState } from './update-aggregate-states.ts';

export function changeIceState(ice: IceTransport, state: IceState): void {
  pendingChange(ice, 'state').state = state;
}

export function changeSelectedPair(ice: IceTransport, pair: IceCandidatePairInfo | undefined): void {
  pendingChange(ice, 'pair').pair = { to: pair };
}

/** A role conflict was resolved, RFC 8445 §7.3.1.1. */
export function changeIceRole(ice: IceTransport, role: IceRole): void {
  queueTask(ice.connection, () => {
    ice.role = role;
  });
}

/** A pair and a state that change in one turn are one change, in one task. */
function pendingChange(ice: IceTransport, part: keyof IceChange): IceChange {
  const pending = ice.pendingChange;
  if (pending !== undefined && pending[part] === undefined) return pending;
  const change: IceChange = {};
  ice.pendingChange = change;
  queueTask(ice.connection, () => {
    if (ice.pendingChange === change) ice.pendingChange = undefined;
    applyChange(ice, change);
  });
  return change;
}

/** https://w3c.github.io/webrtc-pc/#dfn-change-the-selected-candidate-pair-and-state */
function applyChange(ice: IceTransport, change: IceChange): void {
  const { connection } = ice;
  if (ice.state === 'closed') return;
  const { faces } = connection;
  if (change.pair !== undefined) ice.selectedPair = pairOf(ice, change.pair.to);
  const hasStateChanged = change.state !== undefined && change.state !== ice.state;
  if (change.state !== undefined) ice.state = change.state;
  const hasIceConnectionStateChanged = hasStateChanged && updateIceConnectionState(connection);
  const hasConnectionStateChanged = hasStateChanged && updateConnectionStateSlot(connection);
  if (change.pair !== undefined) faces.fire(ice.face, 'selectedcandidatepairchange');
  if (hasStateChanged) faces.fire(ice.face, 'statechange');
  if (hasIceConnectionStateChanged && !connection.isClosed) faces.fire(connection.face, 'iceconnectionstatechange');
  if (hasConnectionStateChanged && !connection.isClosed) faces.fire(connection.face, 'connectionstatechange');
}

function pairOf(ice: IceTransport, info: IceCandidatePairInfo | undefined): CandidatePair | undefined {
  if (info === undefined) return undefined;
  return {
    local: find(ice.localCandidates, info.local) ?? localFace(ice, info.local),
    remote: find(ice.remoteCandidates, info.remote) ?? remoteFace(ice, info.remote),
    face: undefined,
  };
}

function find(candidates: readonly RTCIceCandidate[], wanted: WireCandidate): RTCIceCandidate | undefined {
  return candidates.find(
    ({ address, port, type }) => address === wanted.address && port === wanted.port && type === wanted.type,
  );
}

/** A peer-reflexive candidate of our side. */
function localFace(ice: IceTransport, candidate: WireCandidate): RTCIceCandidate {
  return ice.connection.faces.iceCandidate(candidateRecord(ice, candidate));
}

/**
 * A remote candidate that did not come through addIceCandidate. Its address is shown only if it was signalled in a
 * description; one learned from checks alone is kept back, and has no candidate line.
 */
function remoteFace(ice: IceTransport, candidate: WireCandidate): RTCIceCandidate {
  const record = candidateRecord(ice, candidate);
  const isSignalled = ice.knownRemoteCandidates.some(
    (known) => known.candidate.address === candidate.address && known.candidate.port === candidate.port,
  );
  return ice.connection.faces.iceCandidate(isSignalled ? record : { ...record, candidate: '', address: null });
}

function candidateRecord(ice: IceTransport, candidate: WireCandidate): IceCandidate {
  return createIceCandidate({
    candidate: candidateLineOf(candidate),
    sdpMid: ice.sdpMid,
    sdpMLineIndex: ice.sdpMLineIndex,
    usernameFragment: candidate.usernameFragment ?? null,
    relayProtocol: candidate.relayProtocol ?? null,
    url: candidate.url ?? null,
  });
}
