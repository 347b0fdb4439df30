import type { DataChannel } from '../records/data-channel.ts';
import { queueTask } from './in-task.ts';

/** https://w3c.github.io/webrtc-pc/#announce-datachannel-open */
export function announceAsOpen(channel: DataChannel): void {
  const { connection } = channel;
  queueTask(connection, () => {
    if (channel.readyState === 'closing' || channel.readyState === 'closed') return;
    channel.readyState = 'open';
    channel.isOpenAnnounced = true;
    connection.dataChannelsOpened++;
    connection.faces.fire(channel.face, 'open');
    for (const deliver of channel.heldMessages.splice(0)) queueTask(connection, deliver);
  });
}
