import { isAuxiliary, matchesCodecDictionary } from '../../jsep/codec-match.ts';
import { codecCapabilities } from '../../jsep/media-capabilities.ts';
import type { Codec } from '../../jsep/media-types.ts';
import type { Transceiver } from '../records/transceiver.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtptransceiver-setcodecpreferences */
export function setCodecPreferences(transceiver: Transceiver, codecs: readonly Codec[]): void {
  const { invalidModification } = transceiver.connection.faces.errors;
  const known = codecCapabilities(transceiver.kind);
  const preferred: Codec[] = [];
  for (const codec of codecs) {
    if (!preferred.some((other) => matchesCodecDictionary(other, codec, false))) preferred.push(codec);
  }
  for (const codec of preferred) {
    if (!known.some((one) => matchesCodecDictionary(one, codec, false))) {
      throw invalidModification(`'${codec.mimeType}' with these parameters is not among the capabilities.`);
    }
  }
  if (preferred.length > 0 && preferred.every(isAuxiliary)) {
    throw invalidModification('None of the codecs carries media by itself.');
  }
  transceiver.preferredCodecs = preferred;
}
