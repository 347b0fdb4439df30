import { parseFormatParameters } from '../sdp/format-parameters.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import { payloadFormatsOf } from '../sdp/payload-formats.ts';
import type { Section } from '../sdp/section.ts';
import { isAuxiliary, isRtx, isSameFormat } from './codec-match.ts';
import type { NegotiatedCodec, SupportedCodec } from './media-types.ts';

/** A codec of a section and, for retransmissions, the codec it repeats (RFC 4588 §8.1). */
export interface SectionCodec {
  readonly codec: NegotiatedCodec;
  /** With rtx only. */
  readonly primary: NegotiatedCodec | undefined;
}

/** Those of an audio or video section of a record, in its order; retransmissions of nothing are left out. */
export function codecsIn(section: Section | undefined): readonly SectionCodec[] {
  if (section === undefined) return [];
  let codecs = known.get(section);
  if (codecs === undefined) known.set(section, (codecs = readCodecs(section)));
  return codecs;
}

/** The sections of a record are never changed, and every description is held against those before it. */
const known = new WeakMap<Section, readonly SectionCodec[]>();

function readCodecs(section: Section): SectionCodec[] {
  const codecs = negotiatedCodecsIn(section);
  return codecs.flatMap((codec) => {
    if (!isRtx(codec)) return { codec, primary: undefined };
    const apt = parseFormatParameters(codec.sdpFmtpLine).get('apt');
    const primary = codecs.find(({ payloadType }) => String(payloadType) === apt);
    return primary === undefined || isRtx(primary) ? [] : { codec, primary };
  });
}

/** What the other side calls the same. */
export function counterpartIn(own: SectionCodec, others: readonly SectionCodec[]): SectionCodec | undefined {
  const same = others.filter((other) => isSame(own, other));
  return same.find(({ codec }) => codec.payloadType === own.codec.payloadType) ?? same[0];
}

/** The supported codec it is; for rtx, the one whose retransmissions it carries. */
export function supportOf(entry: SectionCodec, supported: readonly SupportedCodec[]): SupportedCodec | undefined {
  if (entry.primary === undefined) return supported.find((codec) => isSameFormat(codec, entry.codec));
  const { primary } = entry;
  if (!supported.some(isRtx)) return undefined;
  return supported.find((codec) => codec.preferredRtxPayloadType !== undefined && isSameFormat(codec, primary));
}

/** Without one of these a section carries nothing (RFC 9429 §5.3.1). */
export function carriesMedia(codecs: readonly SectionCodec[]): boolean {
  return codecs.some(({ codec }) => !isAuxiliary(codec));
}

function isSame(a: SectionCodec, b: SectionCodec): boolean {
  if (!isSameFormat(a.codec, b.codec)) return false;
  return a.primary === undefined || b.primary === undefined
    ? a.primary === b.primary
    : isSameFormat(a.primary, b.primary);
}

function negotiatedCodecsIn(section: Section): NegotiatedCodec[] {
  const { media } = mediaLineOf(section);
  return payloadFormatsOf(section).map(({ payloadType, name, clockRate, channels, parameters, feedback }) => ({
    mimeType: `${media}/${name}`,
    clockRate,
    ...(media === 'audio' ? { channels } : {}),
    ...(parameters === undefined ? {} : { sdpFmtpLine: parameters }),
    payloadType,
    rtcpFeedback: feedback,
  }));
}
