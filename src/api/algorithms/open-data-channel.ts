import { writeOpenMessage } from '../../dcep/messages.ts';
import { PayloadProtocol } from '../../dcep/payload-protocol.ts';
import { PRIORITY_VALUE } from '../../dcep/priority.ts';
import type { Connection } from '../records/connection.ts';
import type { DataChannel } from '../records/data-channel.ts';
import { announceAsOpen } from './announce-open.ts';

const RELIABLE = { ordered: true };

/** The association is on its way: the OPEN messages of the channels that wait for it go with the end of its handshake. */
export function introduceDataChannels({ sctp, dataChannels }: Connection): void {
  if (sctp?.state !== 'connecting' || !sctp.isStarted) return;
  for (const channel of dataChannels) {
    if (channel.readyState === 'connecting' && !channel.parameters.negotiated) sendOpenMessage(channel);
  }
}

/**
 * The association is there: tells the peer of the channel unless the application does that itself, and announces the
 * channel as open.
 */
export function openDataTransport(channel: DataChannel): void {
  if (channel.isTransportOpen) return;
  channel.isTransportOpen = true;
  if (!channel.parameters.negotiated) sendOpenMessage(channel);
  announceAsOpen(channel);
}

/** RFC 8832 §6: until the peer has acknowledged, messages of unordered channels are sent in order, behind the OPEN. */
function sendOpenMessage(channel: DataChannel): void {
  const { parameters, connection, id } = channel;
  const wire = connection.sctp?.dtls.ice.wire;
  if (channel.isOpenSent || id === null || wire === undefined) return;
  channel.isOpenSent = true;
  const open = writeOpenMessage({
    type: 'open',
    ordered: parameters.ordered,
    maxRetransmits: parameters.maxRetransmits ?? undefined,
    maxPacketLifeTime: parameters.maxPacketLifeTime ?? undefined,
    priority: PRIORITY_VALUE[parameters.priority],
    label: parameters.label,
    protocol: parameters.protocol,
  });
  channel.sendOptions = { ...channel.configuredSendOptions, ordered: true };
  wire.sendData(id, PayloadProtocol.dcep, open, RELIABLE);
}
