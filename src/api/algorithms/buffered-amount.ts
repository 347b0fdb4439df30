import type { DataChannel } from '../records/data-channel.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import { queueTask } from './in-task.ts';

/** The association has sent some of what a channel handed to it. */
export function bufferDrained(sctp: SctpTransport, streamId: number): void {
  const channel = sctp.dtls.connection.dataChannelsById.get(streamId);
  if (channel === undefined || channel.isDrainTaskQueued) return;
  channel.isDrainTaskQueued = true;
  queueTask(channel.connection, () => {
    channel.isDrainTaskQueued = false;
    reduceBufferedAmount(sctp, channel, streamId);
  });
}

/** Never more than before: what the association holds may include an announcement of the channel. */
function reduceBufferedAmount(sctp: SctpTransport, channel: DataChannel, streamId: number): void {
  const former = channel.bufferedAmount;
  const held = channel.pendingSendBytes + sctp.dtls.ice.wire.bufferedBytes(streamId);
  channel.bufferedAmount = Math.min(former, held);
  const threshold = channel.bufferedAmountLowThreshold;
  if (former > threshold && channel.bufferedAmount <= threshold) {
    channel.connection.faces.fire(channel.face, 'bufferedamountlow');
  }
}
