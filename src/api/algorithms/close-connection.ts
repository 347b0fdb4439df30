import type { Connection } from '../records/connection.ts';
import { endDataChannel } from './announce-closed.ts';
import { stopTransceiver } from './stop-transceiver.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-close-the-connection: no event fires at the connection, now or later. */
export function closeConnection(connection: Connection): void {
  if (connection.isClosed) return;
  connection.isClosed = true;
  for (const transceiver of connection.transceivers) if (!transceiver.isStopped) stopTransceiver(transceiver);
  for (const channel of connection.dataChannels) endDataChannel(channel);
  if (connection.sctp !== undefined) connection.sctp.state = 'closed';
  for (const transport of connection.transports.values()) {
    transport.state = 'closed';
    transport.ice.state = 'closed';
    transport.ice.wire.close();
  }
  connection.sctp?.received.clear();
  if (connection.foreseenFailure !== undefined && connection.operations.length > 0) {
    connection.rejectOperation?.(connection.foreseenFailure);
  }
  connection.operations.length = 0;
  connection.iceConnectionState = 'closed';
  connection.connectionState = 'closed';
}
