import type { MediaKind } from '../../jsep/media-types.ts';
import type { Connection } from '../records/connection.ts';
import { createTransceiver } from './create-transceiver.ts';

/** https://w3c.github.io/webrtc-pc/#legacy-configuration-extensions; undefined: not said. */
export function offerToReceive(connection: Connection, kind: MediaKind, isWanted: boolean | undefined): void {
  if (isWanted === undefined) return;
  const transceivers = connection.transceivers.filter((one) => one.kind === kind && !one.isStopping);
  if (!isWanted) {
    for (const transceiver of transceivers) {
      if (transceiver.direction === 'sendrecv') transceiver.direction = 'sendonly';
      else if (transceiver.direction === 'recvonly') transceiver.direction = 'inactive';
    }
    return;
  }
  const isReceiving = transceivers.some(({ direction }) => direction === 'sendrecv' || direction === 'recvonly');
  if (!isReceiving) createTransceiver(connection, { kind, direction: 'recvonly' });
}
