import type { DataChannel } from '../records/data-channel.ts';
import { queueTask } from './in-task.ts';

/** https://w3c.github.io/webrtc-pc/#announce-datachannel-closed */
export function announceAsClosed(channel: DataChannel, error?: RTCError): void {
  queueTask(channel.connection, () => becomeClosed(channel, error));
}

/** The steps of that task. */
export function becomeClosed(channel: DataChannel, error?: RTCError): void {
  const { faces } = channel.connection;
  if (channel.readyState === 'closed') return;
  endDataChannel(channel);
  if (error !== undefined) faces.fireError(channel.face, error);
  faces.fire(channel.face, 'close');
}

/** https://w3c.github.io/webrtc-pc/#dfn-unable-to-create-an-rtcdatachannel */
export function failDataChannel(channel: DataChannel): void {
  const { connection } = channel;
  queueTask(connection, () => {
    if (channel.readyState === 'closed') return;
    endDataChannel(channel);
    const message = 'The data channel could not be created.';
    connection.faces.fireError(
      channel.face,
      connection.faces.errors.rtc({ errorDetail: 'data-channel-failure' }, message),
    );
    connection.faces.fire(channel.face, 'close');
  });
}

/** The channel is closed and its id free. */
export function endDataChannel(channel: DataChannel): void {
  const { connection } = channel;
  changeReadyState(channel, 'closed');
  channel.heldMessages.length = 0;
  channel.pendingSends.length = 0;
  connection.dataChannels.delete(channel);
  if (channel.id !== null && connection.dataChannelsById.get(channel.id) === channel) {
    connection.dataChannelsById.delete(channel.id);
  }
}

/** Sets [[ReadyState]]; statistics count the channels that left 'open'. */
export function changeReadyState(channel: DataChannel, state: 'closing' | 'closed'): void {
  if (channel.readyState === 'open') channel.connection.dataChannelsClosed++;
  channel.readyState = state;
}
