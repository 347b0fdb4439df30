import type { DataChannel } from '../records/data-channel.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import { announceAsClosed, becomeClosed, changeReadyState } from './announce-closed.ts';
import { queueTask } from './in-task.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcdatachannel-close */
export function closeDataChannel(channel: DataChannel): void {
  if (channel.readyState === 'closing' || channel.readyState === 'closed') return;
  changeReadyState(channel, 'closing');
  if (channel.isClosingStarted) return;
  channel.isClosingStarted = true;
  queueTask(channel.connection, () => requestReset(channel));
}

/**
 * https://w3c.github.io/webrtc-pc/#data-transport-closing-procedure, RFC 8831 §6.7: what was sent goes out, then our
 * outgoing stream is reset; the channel is closed when both directions are.
 */
export function requestReset(channel: DataChannel): void {
  if (channel.readyState === 'closed') return;
  const { sctp } = channel.connection;
  if (channel.id === null || sctp === undefined || !isKnownToPeer(channel, sctp)) return announceAsClosed(channel);
  channel.isResetRequested = true;
  if (channel.pendingSends.length === 0) sctp.dtls.ice.wire.resetStreams([channel.id]);
}

/** Whether the peer may have heard of the channel; one that waits for the association can still be taken back. */
function isKnownToPeer({ id, isTransportOpen, isOpenSent }: DataChannel, { state, dtls }: SctpTransport): boolean {
  if (isTransportOpen) return state === 'connected';
  return isOpenSent && state === 'connecting' && id !== null && !dtls.ice.wire.withdrawData(id);
}

/** The peer closes, or has seen that we did. */
export function incomingStreamReset(sctp: SctpTransport, streamIds: readonly number[]): void {
  forChannels(sctp, streamIds, (channel) => {
    channel.isIncomingReset = true;
    if (!channel.isClosingStarted) beginClosing(channel);
    closeWhenBothReset(channel);
  });
}

/** The peer has performed our reset. */
export function outgoingStreamReset(sctp: SctpTransport, streamIds: readonly number[]): void {
  forChannels(sctp, streamIds, (channel) => {
    channel.isOutgoingReset = true;
    closeWhenBothReset(channel);
  });
}

/** Looks the channels up in the task: a message before the reset may be the one that announces its channel. */
function forChannels(sctp: SctpTransport, streamIds: readonly number[], steps: (channel: DataChannel) => void): void {
  const { connection } = sctp.dtls;
  queueTask(connection, () => {
    for (const id of streamIds) {
      const channel = connection.dataChannelsById.get(id);
      if (channel !== undefined) steps(channel);
    }
  });
}

/** In a further task, behind an 'open' event that may still be queued. */
function beginClosing(channel: DataChannel): void {
  const { connection } = channel;
  channel.isClosingStarted = true;
  queueTask(connection, () => {
    if (channel.readyState === 'closed') return;
    const isOurs = channel.readyState === 'closing';
    changeReadyState(channel, 'closing');
    if (!isOurs) connection.faces.fire(channel.face, 'closing');
    requestReset(channel);
  });
}

/** In the task of the news itself: the next piece of news may be a new channel with the same id. */
function closeWhenBothReset(channel: DataChannel): void {
  if (channel.isIncomingReset && channel.isOutgoingReset) becomeClosed(channel);
}
