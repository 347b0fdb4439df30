import { isAuxiliary } from '../../jsep/codec-match.ts';
import type { NegotiatedCodec } from '../../jsep/media-types.ts';
import { ssrcsOf } from '../algorithms/media-names.ts';
import type { EncodingParameters } from '../rtp-dictionaries.ts';
import type { Sender, Transceiver } from '../records/transceiver.ts';
import type { RTCCodecStats } from './dictionaries.ts';
import type { StatsIds } from './stats-ids.ts';
import { withoutUndefined } from './transport-stats.ts';

/**
 * What a transceiver sends, https://w3c.github.io/webrtc-stats/#the-rtp-statistics-hierarchy: sources exist while a
 * track is attached, outbound streams from the first answer on. Inbound ones begin with their first packet.
 */
export function rtpStats({ sender }: Transceiver, ids: StatsIds): RTCStats[] {
  const source = mediaSourceStats(sender, ids);
  const streams = outboundStats(sender, ids);
  const codec = streams.length > 0 ? codecStats(sender, ids) : undefined;
  return [...(source === undefined ? [] : [source]), ...(codec === undefined ? [] : [codec]), ...streams];
}

/** https://w3c.github.io/webrtc-stats/#mediasourcestats-dict*: one for a track, however many senders it has. */
function mediaSourceStats({ track }: Sender, ids: StatsIds): RTCStats | undefined {
  if (track === undefined) return undefined;
  const { kind, settings } = track;
  const { width, height } = settings;
  const picture = kind === 'video' && track.isLive ? { width, height } : {};
  const entry = { id: ids.of('S', track.id), type: 'media-source' as const, timestamp: 0 };
  return withoutUndefined({ ...entry, ...{ trackIdentifier: track.id, kind, ...picture } });
}

function codecStats(sender: Sender, ids: StatsIds): RTCCodecStats | undefined {
  const codec = sentCodec(sender);
  if (codec === undefined) return undefined;
  const { payloadType, mimeType, clockRate, channels, sdpFmtpLine } = codec;
  const transportId = transportIdOf(sender, ids);
  if (transportId === undefined) return undefined;
  const entry = { id: codecIdOf(sender, codec, ids), type: 'codec' as const, timestamp: 0 };
  return withoutUndefined({ ...entry, payloadType, transportId, mimeType, clockRate, channels, sdpFmtpLine });
}

/** https://w3c.github.io/webrtc-stats/#outboundrtpstats-dict*: a stream for each layer, whether packets go out or not. */
function outboundStats(sender: Sender, ids: StatsIds): RTCStats[] {
  const { transceiver, sendEncodings } = sender;
  if (transceiver.isStopped || !sender.hasSent) return [];
  return sendEncodings.map((encoding, index) => outboundStreamStats(sender, encoding, index, ids));
}

function outboundStreamStats(sender: Sender, encoding: EncodingParameters, index: number, ids: StatsIds): RTCStats {
  const { transceiver, track } = sender;
  const { media: ssrc } = ssrcsOf(sender, index);
  const codec = sentCodec(sender);
  const entry = { id: ids.of('O', ssrc), type: 'outbound-rtp' as const, timestamp: 0 };
  const stream = {
    ssrc,
    kind: transceiver.kind,
    transportId: transportIdOf(sender, ids),
    codecId: codec && codecIdOf(sender, codec, ids),
    mid: transceiver.mid ?? undefined,
    mediaSourceId: track && ids.of('S', track.id),
    rid: encoding.rid,
    encodingIndex: transceiver.kind === 'video' ? index : undefined,
    active: encoding.active,
    ...(transceiver.kind === 'video' ? NOTHING_ENCODED : {}),
    ...NOTHING_SENT,
  };
  return withoutUndefined({ ...entry, ...stream });
}

/** The encoding's own codec, or the first that carries media. */
function sentCodec({ sendCodecs }: Sender): NegotiatedCodec | undefined {
  return sendCodecs.find((codec) => !isAuxiliary(codec));
}

function codecIdOf({ transport }: Sender, { payloadType }: NegotiatedCodec, ids: StatsIds): string {
  return ids.of('C', transport?.mid, 'out', payloadType);
}

function transportIdOf({ transport }: Sender, ids: StatsIds): string | undefined {
  return transport && ids.of('T', transport.mid);
}

/** Counters of a stream without packets. */
const NOTHING_SENT = {
  packetsSent: 0,
  bytesSent: 0,
  headerBytesSent: 0,
  retransmittedPacketsSent: 0,
  retransmittedBytesSent: 0,
  totalPacketSendDelay: 0,
  nackCount: 0,
};

const NOTHING_ENCODED = {
  framesSent: 0,
  framesEncoded: 0,
  keyFramesEncoded: 0,
  hugeFramesSent: 0,
  totalEncodeTime: 0,
  totalEncodedBytesTarget: 0,
  firCount: 0,
  pliCount: 0,
  qualityLimitationReason: 'none',
  qualityLimitationResolutionChanges: 0,
};
