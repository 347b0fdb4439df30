import { mediaCapabilities } from '../../jsep/media-capabilities.ts';
import type { MediaKind } from '../../jsep/media-types.ts';
import { makeIdentifier } from '../../media/identifier.ts';
import type { Stream } from '../../media/stream.ts';
import type { Track } from '../../media/track.ts';
import type { Direction } from '../../sdp/media-attributes.ts';
import type { Connection } from '../records/connection.ts';
import { DtmfSender } from '../records/dtmf-sender.ts';
import { Transceiver } from '../records/transceiver.ts';
import { toEncodingParameters, type EncodingParameters } from '../rtp-dictionaries.ts';

export interface TransceiverParts {
  readonly kind: MediaKind;
  readonly direction: Direction;
  readonly track?: Track;
  readonly streams?: readonly Stream[];
  readonly sendEncodings?: readonly EncodingParameters[];
}

/**
 * https://w3c.github.io/webrtc-pc/#create-an-rtcrtptransceiver, with the sender and the receiver it is made of, and
 * added to the set of transceivers.
 */
export function createTransceiver(connection: Connection, parts: TransceiverParts): Transceiver {
  const { kind, direction, track, streams = [], sendEncodings = [] } = parts;
  const transceiver = new Transceiver(connection, kind, direction, headerExtensionsFor(connection, kind));
  const { sender } = transceiver;
  sender.track = track;
  sender.trackId = makeIdentifier(connection.host.random);
  sender.dtmf = kind === 'audio' ? new DtmfSender(sender) : undefined;
  sender.streamIds = idsOf(streams);
  sender.sendEncodings = sendEncodings.length > 0 ? sendEncodings : [loneEncoding(kind)];
  connection.transceivers.push(transceiver);
  return transceiver;
}

/** Each id once. */
export function idsOf(streams: readonly Stream[]): string[] {
  return [...new Set(streams.map(({ id }) => id))];
}

/** What a sender has that nobody asked for anything. */
export function loneEncoding(kind: MediaKind): EncodingParameters {
  return toEncodingParameters(kind === 'video' ? { scaleResolutionDownBy: 1 } : {}, 'encoding');
}

/** webrtc-extensions: transceivers of one kind start with the same header extensions. */
function headerExtensionsFor(
  { transceivers }: Connection,
  kind: MediaKind,
): Transceiver['headerExtensionsToNegotiate'] {
  const model = transceivers.find((other) => other.kind === kind && !other.isStopping);
  return model?.headerExtensionsToNegotiate ?? mediaCapabilities[kind].headerExtensions;
}
