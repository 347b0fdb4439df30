import type { Connection } from '../records/connection.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import { endDataChannel } from './announce-closed.ts';
import { stopTransceiver } from './stop-transceiver.ts';

/**
 * https://w3c.github.io/webrtc-pc/#dfn-close-the-connection: no event fires at the connection, now or later. The SCTP
 * transport says that it is closed, as the platform's tests have it.
 */
export function closeConnection(connection: Connection): void {
  if (connection.isClosed) return;
  connection.isClosed = true;
  for (const transceiver of connection.transceivers) if (!transceiver.isStopped) stopTransceiver(transceiver);
  for (const channel of connection.dataChannels) endDataChannel(channel);
  if (connection.sctp !== undefined) closeSctp(connection.sctp);
  for (const transport of connection.transports.values()) {
    transport.state = 'closed';
    transport.ice.state = 'closed';
    transport.ice.wire.close();
  }
  connection.sctp?.received.clear();
  if (connection.foreseenFailure !== undefined && connection.operations.length > 0) {
    connection.rejectOperation?.(connection.foreseenFailure);
  }
  connection.operations.clear();
  connection.iceConnectionState = 'closed';
  connection.connectionState = 'closed';
}

function closeSctp(sctp: SctpTransport): void {
  const { host, faces } = sctp.dtls.connection;
  const wasClosed = sctp.state === 'closed';
  sctp.state = 'closed';
  if (!wasClosed) host.clock.queueTask(() => faces.fire(sctp.face, 'statechange'));
}
