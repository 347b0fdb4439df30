import { matchesCodecDictionary } from '../../jsep/codec-match.ts';
import type { NegotiatedRid } from '../../jsep/media-types.ts';
import type { Sender } from '../records/transceiver.ts';
import { toEncodingParameters, type EncodingParameters } from '../rtp-dictionaries.ts';
import { isScalabilityModeOf, temporalModeOf } from './scalability-modes.ts';
import { halvedDown, MAX_ENCODINGS } from './validate-send-encodings.ts';

/** A remote offer asks for simulcast: a sender that knows of none yet takes it up. */
export function proposeEncodings(sender: Sender, rids: readonly string[]): void {
  if (rids.length === 0) return;
  const [lone, ...more] = sender.sendEncodings;
  if (more.length > 0 || lone.rid !== undefined) return;
  const accepted = rids.slice(0, MAX_ENCODINGS[sender.transceiver.kind]);
  sender.sendEncodings = halvedDown(accepted.map((rid) => toEncodingParameters({ rid }, 'encoding')));
  sender.lastReturnedParameters = undefined;
}

/** An answer leaves layers out: they are gone for good. `rids` undefined: it says nothing of them. */
export function narrowEncodings(sender: Sender, rids: readonly NegotiatedRid[] | undefined): void {
  if (rids === undefined || sender.sendEncodings.length <= 1) return;
  const kept = sender.sendEncodings.filter((encoding) => rids.some(({ rid }) => rid === encoding.rid));
  sender.sendEncodings = kept.length > 0 ? kept : sender.sendEncodings.slice(0, 1);
}

/** A codec that was asked for and negotiated away is asked for no more. */
export function forgetLostCodecs(sender: Sender): void {
  const { sendCodecs } = sender;
  if (sendCodecs.length === 0) return;
  sender.sendEncodings = sender.sendEncodings.map(({ codec, ...encoding }) => {
    const isKept = codec !== undefined && sendCodecs.some((one) => matchesCodecDictionary(codec, one, true));
    return isKept ? { ...encoding, codec } : (encoding as EncodingParameters);
  });
}

/** https://w3c.github.io/webrtc-svc/: a mode the negotiated codec has not gives way to the same layers in time alone. */
export function adaptScalabilityModes(sender: Sender): void {
  const [negotiated] = sender.sendCodecs;
  if (negotiated === undefined) return;
  sender.sendEncodings = sender.sendEncodings.map((encoding) => {
    const { codec = negotiated, scalabilityMode } = encoding;
    if (scalabilityMode === undefined || isScalabilityModeOf(codec, scalabilityMode)) return encoding;
    return { ...encoding, scalabilityMode: temporalModeOf(scalabilityMode) };
  });
}

/** Before a negotiation begins: what a rollback returns to. */
export function keepRidlessEncodings(sender: Sender): void {
  const { sendEncodings } = sender;
  const isRidless = sendEncodings.length === 1 && sendEncodings[0].rid === undefined;
  sender.lastStableRidlessSendEncodings = isRidless ? sendEncodings : undefined;
}

export function rollBackEncodings(sender: Sender): void {
  const { lastStableRidlessSendEncodings: ridless, sendEncodings } = sender;
  if (ridless === undefined || sendEncodings.every(({ rid }) => rid === undefined)) return;
  sender.sendEncodings = ridless;
  sender.lastReturnedParameters = undefined;
}
