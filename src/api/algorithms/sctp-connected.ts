import type { SctpTransport } from '../records/sctp-transport.ts';
import { assignId } from './data-channel-id.ts';
import { failDataChannel } from './announce-closed.ts';
import { queueTask } from './in-task.ts';
import { openDataTransport } from './open-data-channel.ts';

/** https://w3c.github.io/webrtc-pc/#sctp-transport-connected-procedure */
export function sctpConnected(sctp: SctpTransport, maxChannels: number): void {
  const { connection } = sctp.dtls;
  queueTask(connection, () => {
    if (sctp.state === 'closed') return;
    sctp.state = 'connected';
    sctp.maxChannels = maxChannels;
    for (const channel of [...connection.dataChannels]) {
      if (channel.id === null) assignId(channel);
      if (channel.id === null || channel.id >= maxChannels) failDataChannel(channel);
      else if (channel.readyState === 'connecting') openDataTransport(channel);
    }
    connection.faces.fire(sctp.face, 'statechange');
  });
}
