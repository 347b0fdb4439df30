import { isBundleOnly } from '../sdp/media-attributes.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import { sctpOf } from '../sdp/sctp-attributes.ts';
import type { Section } from '../sdp/section.ts';
import type { SectionKind } from './types.ts';

export function kindOf(section: Section): SectionKind {
  const { media } = mediaLineOf(section);
  if (media === 'audio' || media === 'video') return media;
  return sctpOf(section) === undefined ? 'unknown' : 'application';
}

/** RFC 9143 §6: with a=bundle-only, port 0 does not mean rejected. */
export function isRejectedSection(section: Section): boolean {
  return mediaLineOf(section).port === 0 && !isBundleOnly(section);
}
