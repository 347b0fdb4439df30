import { PayloadProtocol, userMessageOf } from '../../dcep/payload-protocol.ts';
import type { DataChannel } from '../records/data-channel.ts';
import type { ReceivedMessage, SctpTransport } from '../records/sctp-transport.ts';
import { receiveDcep } from './receive-dcep.ts';

/** A message came: a task of its own, and for speed one function for all of them. */
export function receiveMessage(sctp: SctpTransport, message: ReceivedMessage): void {
  sctp.received.push(message);
  sctp.deliverNext ??= delivererOf(sctp);
  sctp.dtls.connection.host.clock.queueTask(sctp.deliverNext);
}

/** Made here, not where it is assigned: V8 would put it, and all it leads to, into its old generation at once. */
function delivererOf(sctp: SctpTransport): () => void {
  return () => deliverNext(sctp);
}

function deliverNext(sctp: SctpTransport): void {
  const message = sctp.received.shift();
  const { connection } = sctp.dtls;
  if (message === undefined || connection.isClosed) return;
  if (message.payloadProtocolId === PayloadProtocol.dcep) return receiveDcep(sctp, message);
  const channel = connection.dataChannelsById.get(message.streamId);
  if (channel !== undefined) receiveOnChannel(channel, message);
}

/** https://w3c.github.io/webrtc-pc/#receiving-messages-on-a-data-channel, but never ahead of the 'open' event. */
function receiveOnChannel(channel: DataChannel, message: ReceivedMessage): void {
  if (channel.isOpenAnnounced) deliver(channel, message);
  else if (channel.isTransportOpen) channel.heldMessages.push(() => deliver(channel, message));
}

function deliver(channel: DataChannel, { payloadProtocolId, data }: ReceivedMessage): void {
  if (channel.readyState !== 'open') return;
  const content = userMessageOf(payloadProtocolId, data);
  if (content === undefined) return;
  channel.sendOptions = channel.configuredSendOptions; // any message from the peer acknowledges the OPEN, RFC 8832 §6
  const { faces } = channel.connection;
  channel.messagesReceived++;
  if (typeof content === 'string') {
    channel.bytesReceived += data.length;
    faces.fireMessage(channel.face, content);
  } else {
    channel.bytesReceived += content.length;
    faces.fireMessage(channel.face, channel.binaryType === 'blob' ? faces.blob(content) : exactBuffer(content));
  }
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength) return buffer;
  return bytes.slice().buffer as ArrayBuffer;
}
