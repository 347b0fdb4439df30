import { isBundleOnly } from '../sdp/media-attributes.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import { isSctpSection } from '../sdp/sctp-attributes.ts';
import type { Section } from '../sdp/section.ts';
import type { SectionKind } from './types.ts';

export function kindOf(section: Section): SectionKind {
  const { media, protocol } = mediaLineOf(section);
  if (media === 'audio' || media === 'video') return rtpProfile.test(protocol) ? media : 'unknown';
  return isSctpSection(section) ? 'application' : 'unknown';
}

/** RFC 9143 §6: with a=bundle-only, port 0 does not mean rejected. */
export function isRejectedSection(section: Section): boolean {
  return mediaLineOf(section).port === 0 && !isBundleOnly(section);
}

/** RFC 9429 §5.1.2: any RTP profile is taken for the one that is used, which is secure and with feedback. */
const rtpProfile = /^(?:(?:UDP|TCP|DCCP)\/(?:TLS|DTLS)\/)?RTP\/S?AVPF?$/i;
