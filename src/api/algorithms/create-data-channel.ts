import type { ChannelPriority } from '../../dcep/priority.ts';
import { MAX_STREAM_ID } from '../../dcep/stream-ids.ts';
import { utf8Of } from '../../util/bytes.ts';
import type { Connection } from '../records/connection.ts';
import { DataChannel, type DataChannelParameters } from '../records/data-channel.ts';
import { assignId, useId } from './data-channel-id.ts';
import { introduceDataChannels, openDataTransport } from './open-data-channel.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

const MAX_TEXT_BYTES = 65535;

/** RTCDataChannelInit, converted. */
export interface DataChannelInit {
  readonly ordered: boolean;
  readonly maxPacketLifeTime?: number;
  readonly maxRetransmits?: number;
  readonly protocol: string;
  readonly negotiated: boolean;
  readonly id?: number;
  readonly priority: ChannelPriority;
}

/** https://w3c.github.io/webrtc-pc/#dom-peerconnection-createdatachannel */
export function createDataChannel(connection: Connection, label: string, init: DataChannelInit): RTCDataChannel {
  if (connection.isClosed) throw connection.faces.errors.closed();
  checkInit(connection, label, init);
  const channel = new DataChannel(connection, parametersOf(label, init));
  takeId(channel, init);
  const face = connection.faces.dataChannel(channel);
  const isFirst = !connection.hasCreatedDataChannel;
  connection.hasCreatedDataChannel = true;
  if (isFirst) updateNegotiationNeededFlag(connection);
  connection.dataChannels.add(channel);
  if (connection.sctp?.state === 'connected') openDataTransport(channel);
  else introduceDataChannels(connection);
  return face;
}

function checkInit({ faces: { errors } }: Connection, label: string, init: DataChannelInit): void {
  if (utf8Of(label).length > MAX_TEXT_BYTES) throw errors.type(`The label is longer than ${MAX_TEXT_BYTES} bytes.`);
  if (utf8Of(init.protocol).length > MAX_TEXT_BYTES) {
    throw errors.type(`The protocol is longer than ${MAX_TEXT_BYTES} bytes.`);
  }
  if (init.negotiated && init.id === undefined) throw errors.type('A negotiated data channel needs an id.');
  if (init.maxPacketLifeTime !== undefined && init.maxRetransmits !== undefined) {
    throw errors.type('maxPacketLifeTime and maxRetransmits cannot both be set.');
  }
  if (init.negotiated && init.id !== undefined && init.id > MAX_STREAM_ID) {
    throw errors.type(`The id is greater than ${MAX_STREAM_ID}.`);
  }
}

function parametersOf(label: string, init: DataChannelInit): DataChannelParameters {
  return {
    label,
    ordered: init.ordered,
    maxPacketLifeTime: init.maxPacketLifeTime ?? null,
    maxRetransmits: init.maxRetransmits ?? null,
    protocol: init.protocol,
    negotiated: init.negotiated,
    priority: init.priority,
  };
}

/** The id the application chose, or one of ours once the DTLS role is known; else it comes with the role. */
function takeId(channel: DataChannel, { negotiated, id }: DataChannelInit): void {
  const { connection } = channel;
  const { errors } = connection.faces;
  if (negotiated && id !== undefined) {
    checkId(connection, id);
    useId(channel, id);
  } else if (connection.sctp?.dtls.role !== undefined && !assignId(channel)) {
    throw errors.operation('No data channel id is available.');
  }
}

function checkId({ dataChannelsById, sctp, faces: { errors } }: Connection, id: number): void {
  if (dataChannelsById.has(id)) throw errors.operation(`The data channel id ${id} is in use.`);
  if (sctp?.state === 'connected' && id >= (sctp.maxChannels ?? 0)) {
    throw errors.operation(`The data channel id ${id} is beyond the ${sctp.maxChannels} negotiated channels.`);
  }
}
