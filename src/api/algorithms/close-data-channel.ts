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
  if (channel.pendingSends.length === 0) resetStream(sctp, channel.id, channel);
}

/** Resets our outgoing stream, for a channel or because nobody can use it. */
export function resetStream(sctp: SctpTransport, streamId: number, channel?: DataChannel): void {
  const earlier = sctp.resetsUnderWay.get(streamId);
  if (earlier === undefined) sctp.resetsUnderWay.set(streamId, [channel]);
  else earlier.push(channel);
  sctp.dtls.ice.wire.resetStreams([streamId]);
}

/** Whether the peer may have heard of the channel; one that waits for the association can still be taken back. */
function isKnownToPeer({ id, isTransportOpen, isOpenSent }: DataChannel, { state, dtls }: SctpTransport): boolean {
  if (isTransportOpen) return state === 'connected';
  return isOpenSent && state === 'connecting' && id !== null && !dtls.ice.wire.withdrawData(id);
}

/** The peer closes, or has seen that we did. */
export function incomingStreamReset(sctp: SctpTransport, streamIds: readonly number[]): void {
  const { connection } = sctp.dtls;
  // Looked up in the task: a message before the reset may be the one that announces its channel.
  queueTask(connection, () => {
    for (const id of streamIds) {
      const channel = connection.dataChannelsById.get(id);
      if (channel === undefined) continue;
      channel.isIncomingReset = true;
      if (!channel.isClosingStarted) beginClosing(channel);
      closeWhenBothReset(channel);
    }
  });
}

/** The peer has performed our reset, of which we may hear after it has used the stream for another channel. */
export function outgoingStreamReset(sctp: SctpTransport, streamIds: readonly number[]): void {
  queueTask(sctp.dtls.connection, () => {
    for (const id of streamIds) {
      const channel = takeResetUnderWay(sctp, id);
      if (channel === undefined) continue;
      channel.isOutgoingReset = true;
      closeWhenBothReset(channel);
    }
  });
}

function takeResetUnderWay({ resetsUnderWay }: SctpTransport, streamId: number): DataChannel | undefined {
  const [channel, ...later] = resetsUnderWay.get(streamId) ?? [];
  if (later.length > 0) resetsUnderWay.set(streamId, later);
  else resetsUnderWay.delete(streamId);
  return channel;
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
