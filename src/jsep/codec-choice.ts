import { parseFormatParameters } from '../sdp/format-parameters.ts';
import type { Section } from '../sdp/section.ts';
import { isAudioRed, isRtx, isSameFormat, matchesCodecDictionary } from './codec-match.ts';
import { answeredH264Parameters } from './h264-profile.ts';
import { mediaCapabilities } from './media-capabilities.ts';
import type { Codec, NegotiatedCodec, SupportedCodec, TransceiverSnapshot } from './media-types.ts';
import type { PayloadTypes } from './payload-types.ts';
import { carriesMedia, codecsIn, supportOf } from './section-codecs.ts';
import type { SectionCodec } from './section-codecs.ts';
import type { SessionSnapshot } from './types.ts';

/** What a transceiver would use, in its order: [[PreferredCodecs]] as far as they are known, else everything. */
export function codecsFor(
  { kind, preferredCodecs }: TransceiverSnapshot,
  { capabilities = mediaCapabilities }: SessionSnapshot,
): readonly SupportedCodec[] {
  const all = capabilities[kind].codecs;
  const preferred = preferredCodecs.flatMap((codec) => knownAs(codec, all) ?? []);
  return preferred.length > 0 ? [...new Set(preferred)] : all;
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
  const supported = codecsFor(transceiver, snapshot);
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
