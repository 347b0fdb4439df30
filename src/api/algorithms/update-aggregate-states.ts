import type { DtlsState } from '../../dtls/types.ts';
import type { IceState } from '../../ice/types.ts';
import type { IceGatheringState } from '../../transport/types.ts';
import type { Connection } from '../records/connection.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import { deriveConnectionState, deriveIceConnectionState, deriveIceGatheringState } from './derive-states.ts';

/**
 * Sets the states of the connection that sum up those of its transports, and fires what changed: after transports
 * went.
 */
export function updateAggregateStates(connection: Connection): void {
  if (updateIceGatheringState(connection)) connection.faces.fire(connection.face, 'icegatheringstatechange');
  updateConnectionStates(connection);
}

/** The same without gathering: a transport that has just come says 'gathering' soon enough. */
export function updateConnectionStates(connection: Connection): void {
  const hasIceStateChanged = updateIceConnectionState(connection);
  const hasStateChanged = updateConnectionStateSlot(connection);
  if (hasIceStateChanged) connection.faces.fire(connection.face, 'iceconnectionstatechange');
  if (hasStateChanged) connection.faces.fire(connection.face, 'connectionstatechange');
}

/** https://w3c.github.io/webrtc-pc/#update-the-connection-state, the steps of the task. */
export function updateConnectionState(connection: Connection): void {
  if (updateConnectionStateSlot(connection)) connection.faces.fire(connection.face, 'connectionstatechange');
}

/** True if the slot changed. */
export function updateIceGatheringState(connection: Connection): boolean {
  const former = connection.iceGatheringState;
  connection.iceGatheringState = deriveIceGatheringState(statesOf(connection, gatheringStateOf));
  return connection.iceGatheringState !== former;
}

/** True if the slot changed. */
export function updateIceConnectionState(connection: Connection): boolean {
  const former = connection.iceConnectionState;
  connection.iceConnectionState = deriveIceConnectionState(statesOf(connection, iceStateOf));
  return connection.iceConnectionState !== former;
}

/** True if the slot changed. */
export function updateConnectionStateSlot(connection: Connection): boolean {
  const former = connection.connectionState;
  connection.connectionState = deriveConnectionState(connection.iceConnectionState, statesOf(connection, dtlsStateOf));
  return connection.connectionState !== former;
}

function statesOf<T>({ transports }: Connection, stateOf: (transport: DtlsTransport) => T): T[] {
  return [...transports.values()].map(stateOf);
}

const gatheringStateOf = ({ ice }: DtlsTransport): IceGatheringState => ice.gatheringState;
const iceStateOf = ({ ice }: DtlsTransport): IceState => ice.state;
const dtlsStateOf = ({ state }: DtlsTransport): DtlsState => state;
