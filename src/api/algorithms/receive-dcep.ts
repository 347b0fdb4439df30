import { readMessage, writeAckMessage, type OpenMessage } from '../../dcep/messages.ts';
import { PayloadProtocol } from '../../dcep/payload-protocol.ts';
import { priorityOf } from '../../dcep/priority.ts';
import { DataChannel } from '../records/data-channel.ts';
import type { ReceivedMessage, SctpTransport } from '../records/sctp-transport.ts';
import { becomeClosed } from './announce-closed.ts';
import { announceAsOpen } from './announce-open.ts';
import { resetStream } from './close-data-channel.ts';
import { useId } from './data-channel-id.ts';

const RELIABLE = { ordered: true };

/** A message of the Data Channel Establishment Protocol, RFC 8832 §6. A malformed one closes its stream. */
export function receiveDcep(sctp: SctpTransport, { streamId, data }: ReceivedMessage): void {
  const { connection } = sctp.dtls;
  const message = readMessage(data);
  const channel = connection.dataChannelsById.get(streamId);
  if (message === undefined) resetStream(sctp, streamId);
  else if (message.type === 'open') receiveOpen(sctp, streamId, message);
  else if (message.type === 'ack' && channel !== undefined) channel.sendOptions = channel.configuredSendOptions;
}

/**
 * A stream that is used anew was reset in both directions for the peer, who heard of our reset's end before we did: the
 * channel that had it is closed. An OPEN for a channel in use is not heeded.
 */
function receiveOpen(sctp: SctpTransport, streamId: number, open: OpenMessage): void {
  const former = sctp.dtls.connection.dataChannelsById.get(streamId);
  if (former !== undefined && !former.isIncomingReset) return;
  if (former !== undefined) becomeClosed(former);
  announceDataChannel(sctp, streamId, open);
}

/** https://w3c.github.io/webrtc-pc/#dfn-announcing-a-data-channel-instance, the steps of the task. */
function announceDataChannel(sctp: SctpTransport, streamId: number, open: OpenMessage): void {
  const { connection, ice } = sctp.dtls;
  const channel = new DataChannel(connection, {
    label: open.label,
    ordered: open.ordered,
    maxPacketLifeTime: limit(open.maxPacketLifeTime),
    maxRetransmits: limit(open.maxRetransmits),
    protocol: open.protocol,
    negotiated: false,
    priority: priorityOf(open.priority),
  });
  const face = connection.faces.dataChannel(channel);
  useId(channel, streamId);
  connection.dataChannels.add(channel);
  channel.isTransportOpen = true;
  channel.readyState = 'open';
  ice.wire.sendData(streamId, PayloadProtocol.dcep, writeAckMessage(), RELIABLE);
  connection.faces.fireDataChannel(connection.face, face);
  announceAsOpen(channel);
}

/** The attributes are unsigned short, the parameter of the OPEN message has 32 bits. */
function limit(value: number | undefined): number | null {
  return value === undefined ? null : Math.min(value, 0xffff);
}
