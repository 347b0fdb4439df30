import { parseFormatParameters } from '../sdp/format-parameters.ts';
import type { FormatParameters } from '../sdp/format-parameters.ts';
import { h264ProfileLevelOf } from './h264-profile.ts';
import type { Codec } from './media-types.ts';

/** Formats that carry, repeat or protect other formats: useless alone, RFC 9429 §5.3.1. */
export function isAuxiliary({ mimeType }: Codec): boolean {
  const name = mimeType.slice(mimeType.indexOf('/') + 1).toLowerCase();
  return ['rtx', 'red', 'ulpfec', 'flexfec-03', 'cn', 'telephone-event'].includes(name);
}

export function isRtx({ mimeType }: Codec): boolean {
  return mimeType.toLowerCase().endsWith('/rtx');
}

/** Redundant audio, RFC 2198, whose parameters name payload types. */
export function isAudioRed({ mimeType }: Codec): boolean {
  return mimeType.toLowerCase() === 'audio/red';
}

/**
 * Whether two sides mean the same configuration of a codec, so that one payload type can stand for it: the encoding,
 * and the parameters an answer must not change. Levels and limits may differ.
 */
export function isSameFormat(a: Codec, b: Codec): boolean {
  const format = formatOf(a);
  return format !== undefined && format === formatOf(b);
}

/**
 * https://w3c.github.io/webrtc-pc/#dfn-codec-dictionary-match. With `ignoresAsymmetry` parameters that each direction
 * may have of its own (levels, and AV1's profile) are left out of the comparison.
 */
export function matchesCodecDictionary(a: Codec, b: Codec, ignoresAsymmetry: boolean): boolean {
  const texts = ignoresAsymmetry ? symmetricTexts : dictionaryTexts;
  return textOf(a, texts, ignoresAsymmetry) === textOf(b, texts, ignoresAsymmetry);
}

/** Codecs are never changed, and negotiation compares each of them with all others many times. */
const formats = new WeakMap<Codec, string | null>();
const dictionaryTexts = new WeakMap<Codec, string>();
const symmetricTexts = new WeakMap<Codec, string>();

/** The encoding and what distinguishes formats of it, as text; `undefined`: matches nothing. */
function formatOf(codec: Codec): string | undefined {
  let format = formats.get(codec);
  if (format === undefined) formats.set(codec, (format = readFormat(codec) ?? null));
  return format ?? undefined;
}

function readFormat(codec: Codec): string | undefined {
  const distinguish = distinctions.get(codec.mimeType.toLowerCase());
  if (distinguish === undefined) return encodingOf(codec);
  const distinction = distinguish(parseFormatParameters(codec.sdpFmtpLine));
  return distinction && `${encodingOf(codec)} ${distinction}`;
}

function textOf(codec: Codec, known: WeakMap<Codec, string>, ignoresAsymmetry: boolean): string {
  let text = known.get(codec);
  if (text === undefined) {
    text = `${encodingOf(codec)} ${parametersText(codec, ignoresAsymmetry)}`;
    known.set(codec, text);
  }
  return text;
}

function encodingOf({ mimeType, clockRate, channels = 1 }: Codec): string {
  return `${mimeType.toLowerCase()} ${clockRate} ${channels}`;
}

/** `undefined`: a value that makes no sense, which matches nothing. */
type Distinction = (parameters: FormatParameters) => string | undefined;

const distinctions = new Map<string, Distinction>([
  // RFC 6184 §8.2.2
  [
    'video/h264',
    (parameters) => {
      const profile = h264ProfileLevelOf(parameters)?.profile;
      return profile && `${profile} ${parameters.get('packetization-mode') ?? '0'}`;
    },
  ],
  // RFC 9628 §6
  ['video/vp9', (parameters) => parameters.get('profile-id') ?? '0'],
  // https://aomediacodec.github.io/av1-rtp-spec/#72-sdp-parameters
  ['video/av1', (parameters) => parameters.get('profile') ?? '0'],
]);

function parametersText(codec: Codec, ignoresAsymmetry: boolean): string {
  const ignored = ignoresAsymmetry ? (asymmetric.get(codec.mimeType.toLowerCase()) ?? noNames) : noNames;
  const parameters = [...parseFormatParameters(codec.sdpFmtpLine)].filter(([name]) => !ignored.has(name));
  return parameters
    .map(([name, value]) =>
      name === 'profile-level-id' && ignoresAsymmetry ? `${name}=${profileOf(value)}` : `${name}=${value}`,
    )
    .sort()
    .join(';');
}

function profileOf(profileLevelId: string): string {
  return h264ProfileLevelOf(new Map([['profile-level-id', profileLevelId]]))?.profile ?? profileLevelId;
}

const noNames: ReadonlySet<string> = new Set();
const asymmetric = new Map<string, ReadonlySet<string>>([['video/av1', new Set(['profile', 'level-idx', 'tier'])]]);
