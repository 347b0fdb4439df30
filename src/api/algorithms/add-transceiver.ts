import type { MediaKind } from '../../jsep/media-types.ts';
import type { Stream } from '../../media/stream.ts';
import type { Track } from '../../media/track.ts';
import type { Connection } from '../records/connection.ts';
import type { Transceiver } from '../records/transceiver.ts';
import type { EncodingParameters } from '../rtp-dictionaries.ts';
import { createTransceiver } from './create-transceiver.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';
import { validateSendEncodings } from './validate-send-encodings.ts';

/** RTCRtpTransceiverInit, converted. */
export interface TransceiverInit {
  readonly direction: RTCRtpTransceiverDirection;
  readonly streams: readonly Stream[];
  readonly sendEncodings: readonly EncodingParameters[];
}

/** https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-addtransceiver */
export function addTransceiver(
  connection: Connection,
  trackOrKind: Track | string,
  init: TransceiverInit,
): Transceiver {
  const { errors } = connection.faces;
  const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind;
  if (!isKind(kind)) throw errors.type(`'${kind}' is neither 'audio' nor 'video'.`);
  if (init.direction === 'stopped') throw errors.type("A transceiver cannot be created with direction 'stopped'.");
  if (connection.isClosed) throw errors.closed();
  const sendEncodings = validateSendEncodings(kind, init.sendEncodings, errors);
  const transceiver = createTransceiver(connection, {
    kind,
    direction: init.direction,
    track: typeof trackOrKind === 'string' ? undefined : trackOrKind,
    streams: init.streams,
    sendEncodings,
  });
  updateNegotiationNeededFlag(connection);
  return transceiver;
}

function isKind(kind: string): kind is MediaKind {
  return kind === 'audio' || kind === 'video';
}
