import { parseFormatParameters } from '../sdp/format-parameters.ts';
import { receives, sends } from '../sdp/media-attributes.ts';
import type { Direction } from '../sdp/media-attributes.ts';
import type { Section } from '../sdp/section.ts';
import { isAudioRed, isRtx, isSameFormat, matchesCodecDictionary } from './codec-match.ts';
import { answeredH264Parameters } from './h264-profile.ts';
import { mediaCapabilities, usable } from './media-capabilities.ts';
import type { Codec, NegotiatedCodec, SupportedCodec, TransceiverSnapshot } from './media-types.ts';
import type { PayloadTypes } from './payload-types.ts';
import { carriesMedia, codecsIn, supportOf } from './section-codecs.ts';
import type { SectionCodec } from './section-codecs.ts';
import type { SessionSnapshot } from './types.ts';

/**
 * What a transceiver would use in this direction, in its order: [[PreferredCodecs]] as far as they are known, else
 * everything; https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-createoffer, filteredCodecs.
 */
export function codecsFor(
  { kind, preferredCodecs }: TransceiverSnapshot,
  direction: Direction,
  { capabilities = mediaCapabilities }: SessionSnapshot,
): readonly SupportedCodec[] {
  const all = capabilities[kind].codecs;
  const preferred = new Set(preferredCodecs.flatMap((codec) => knownAs(codec, all) ?? []));
  const chosen = usableIn(direction, [...preferred], all);
  return chosen.length > 0 ? chosen : usableIn(direction, all, all);
}

/**
 * Those that work in the direction, at whatever level. Of two that differ in nothing else the one for just this
 * direction stays, or the first: they would need one payload type.
 */
function usableIn(
  direction: Direction,
  codecs: readonly SupportedCodec[],
  all: readonly SupportedCodec[],
): SupportedCodec[] {
  const lists = [
    ...(sends(direction) ? [usable(all, 'send')] : []),
    ...(receives(direction) ? [usable(all, 'receive')] : []),
  ];
  const works = (codec: SupportedCodec): boolean =>
    lists.every((list) => list.some((each) => matchesCodecDictionary(each, codec, true)));
  const isBetter = (a: SupportedCodec, b: SupportedCodec): boolean =>
    isSameFormat(a, b) && a.direction === direction && b.direction !== direction;
  const working = codecs.filter(works);
  return working.filter(
    (codec, at) =>
      !working.some((other) => isBetter(other, codec)) &&
      !working.slice(0, at).some((other) => isSameFormat(other, codec) && !isBetter(codec, other)),
  );
}

/** The codecs of an offered section, each followed by its retransmissions. */
export function offeredCodecs(
  mid: string,
  supported: readonly SupportedCodec[],
  payloadTypes: PayloadTypes,
): NegotiatedCodec[] {
  const codecs: NegotiatedCodec[] = [];
  for (const codec of supported) {
    if (isRtx(codec)) continue;
    const primary = withPayloadType(mid, codec, codec.preferredPayloadType, undefined, payloadTypes);
    codecs.push(primary);
    const wish = codec.preferredRtxPayloadType;
    if (wish !== undefined && supported.some(isRtx)) {
      codecs.push(withPayloadType(mid, rtxOf(primary), wish, primary, payloadTypes));
    }
  }
  return withRedundancy(codecs);
}

/**
 * The codecs of our answer: those offered that are supported, with the offer's payload types, in the offer's order or
 * in that of the transceiver's preferences (RFC 9429 §5.3.1). `undefined` when nothing can carry media.
 */
export function answeredCodecs(
  offered: Section,
  transceiver: TransceiverSnapshot,
  snapshot: SessionSnapshot,
): NegotiatedCodec[] | undefined {
  const supported = codecsFor(transceiver, transceiver.direction, snapshot);
  const accepted = codecsIn(offered).filter((entry) => supportOf(entry, supported) !== undefined);
  if (!carriesMedia(accepted)) return undefined;
  const ordered = transceiver.preferredCodecs.length > 0 ? inOrderOf(supported, accepted) : accepted;
  return withRedundancy(ordered.map((entry) => ourWordsFor(entry, supported)));
}

/** A codec of the peer with our parameters and what both sides announce of feedback. */
export function ourWordsFor(entry: SectionCodec, supported: readonly SupportedCodec[]): NegotiatedCodec {
  const { codec, primary } = entry;
  const own = supportOf(entry, supported);
  if (own === undefined || primary !== undefined) return { ...codec, rtcpFeedback: [] };
  const { sdpFmtpLine: _, ...encoding } = codec;
  const sdpFmtpLine = answeredParameters(own, codec);
  const rtcpFeedback = own.rtcpFeedback.filter((value) => codec.rtcpFeedback.includes(value));
  return { ...encoding, ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }), rtcpFeedback };
}

function knownAs(codec: Codec, all: readonly SupportedCodec[]): SupportedCodec | undefined {
  return (
    all.find((each) => matchesCodecDictionary(each, codec, false)) ?? all.find((each) => isSameFormat(each, codec))
  );
}

function withPayloadType(
  mid: string,
  codec: Codec & { readonly rtcpFeedback: readonly string[] },
  wish: number,
  primary: NegotiatedCodec | undefined,
  payloadTypes: PayloadTypes,
): NegotiatedCodec {
  const { mimeType, clockRate, channels, sdpFmtpLine, rtcpFeedback } = codec;
  const wanted = {
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
    payloadType: wish,
    rtcpFeedback,
  };
  return { ...wanted, payloadType: payloadTypes.assign(mid, { codec: wanted, primary }) };
}

function rtxOf({ mimeType, clockRate, payloadType }: NegotiatedCodec): SupportedCodec {
  const kind = mimeType.slice(0, mimeType.indexOf('/'));
  const sdpFmtpLine = `apt=${payloadType}`;
  return { mimeType: `${kind}/rtx`, clockRate, sdpFmtpLine, rtcpFeedback: [], preferredPayloadType: payloadType };
}

/** RFC 2198 §5: redundant audio names the payload types it carries; there is none without Opus. */
function withRedundancy(codecs: readonly NegotiatedCodec[]): NegotiatedCodec[] {
  const opus = codecs.find(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus')?.payloadType;
  return codecs.flatMap((codec) => {
    if (!isAudioRed(codec)) return codec;
    return opus === undefined ? [] : { ...codec, sdpFmtpLine: `${opus}/${opus}` };
  });
}

/** Retransmissions stand behind what they repeat. */
function inOrderOf(supported: readonly SupportedCodec[], accepted: readonly SectionCodec[]): SectionCodec[] {
  const place = (entry: SectionCodec): number => {
    const own = supportOf(entry, supported);
    return 2 * supported.findIndex((codec) => codec === own) + (entry.primary === undefined ? 0 : 1);
  };
  return [...accepted].sort((a, b) => place(a) - place(b));
}

function answeredParameters(own: SupportedCodec, offered: Codec): string | undefined {
  if (own.sdpFmtpLine === undefined || own.mimeType.toLowerCase() !== 'video/h264') return own.sdpFmtpLine;
  const [local, remote] = [own, offered].map(({ sdpFmtpLine }) => parseFormatParameters(sdpFmtpLine));
  return answeredH264Parameters(own.sdpFmtpLine, local, remote);
}
