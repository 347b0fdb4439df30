import { matchesCodecDictionary } from '../../jsep/codec-match.ts';
import { codecCapabilities } from '../../jsep/media-capabilities.ts';
import type { Codec, MediaKind } from '../../jsep/media-types.ts';
import type { Errors } from '../errors.ts';
import type { EncodingParameters } from '../rtp-dictionaries.ts';
import { hasSingleStreamSimulcast, isScalabilityModeOf } from './scalability-modes.ts';

/** Layers that can be sent at a time. */
export const MAX_ENCODINGS: Readonly<Record<MediaKind, number>> = { audio: 1, video: 3 };
/** RFC 8852 §3.1: letters and digits, and no more than a one-byte header extension holds (RFC 8285 §4.2). */
const RID = /^[A-Za-z0-9]{1,16}$/;

/**
 * https://w3c.github.io/webrtc-pc/#dfn-addtransceiver-sendencodings-validation-steps and what follows them: throws what
 * is wrong with them, else returns those to be used.
 */
export function validateSendEncodings(
  kind: MediaKind,
  given: readonly EncodingParameters[],
  errors: Errors,
): readonly EncodingParameters[] {
  checkRids(given, errors);
  const known = codecCapabilities(kind, 'send');
  for (const { codec } of given) {
    if (codec !== undefined && !known.some((one) => matchesCodecDictionary(one, codec, false))) {
      throw errors.operation(`'${codec.mimeType}' is not supported.`);
    }
  }
  checkScalabilityModes(kind, given, known, errors);
  checkRestrictions(given, errors.operation);
  checkFrameDurations(given, errors);
  const encodings = kind === 'audio' ? given.map(withoutPicture) : given;
  checkRanges(encodings, errors);
  return withoutLoneRid(withScales(kind, withDefaultScale(encodings).slice(0, MAX_ENCODINGS[kind])));
}

function checkRids(encodings: readonly EncodingParameters[], errors: Errors): void {
  const rids = encodings.flatMap(({ rid }) => (rid === undefined ? [] : [rid]));
  const malformed = rids.find((rid) => !RID.test(rid));
  if (malformed !== undefined) throw errors.type(`'${malformed}' is not a rid.`);
  if (rids.length > 0 && rids.length < encodings.length) throw errors.type('Some of the encodings have no rid.');
  if (new Set(rids).size < rids.length) throw errors.type('Two of the encodings have the same rid.');
}

function checkScalabilityModes(
  kind: MediaKind,
  encodings: readonly EncodingParameters[],
  known: readonly Codec[],
  errors: Errors,
): void {
  if (kind === 'audio') return;
  for (const { scalabilityMode, codec } of encodings) {
    if (scalabilityMode === undefined) continue;
    const codecs = codec === undefined ? known : [codec];
    if (!codecs.some((one) => isScalabilityModeOf(one, scalabilityMode))) {
      throw errors.operation(`The scalabilityMode '${scalabilityMode}' is not supported.`);
    }
  }
  if (hasSingleStreamSimulcast(encodings)) throw errors.operation('Simulcast is sent in one stream, or in several.');
}

/** webrtc-extensions: scaleResolutionDownTo is for every active encoding or for none. */
export function checkRestrictions(
  encodings: readonly EncodingParameters[],
  error: (message: string) => DOMException,
): void {
  const restrictions = encodings.map(({ scaleResolutionDownTo }) => scaleResolutionDownTo);
  if (restrictions.every((restriction) => restriction === undefined)) return;
  if (encodings.some(({ active, scaleResolutionDownTo }) => active && scaleResolutionDownTo === undefined)) {
    throw error('scaleResolutionDownTo is missing for some of the active encodings.');
  }
  const isEmpty = restrictions.some(
    (one) => one !== undefined && !((one.maxWidth ?? 0) > 0 && (one.maxHeight ?? 0) > 0),
  );
  if (isEmpty) throw error('scaleResolutionDownTo has a dimension of 0.');
}

/** webrtc-extensions: a frame length that adapts is not one that is asked for. */
export function checkFrameDurations(encodings: readonly EncodingParameters[], { invalidModification }: Errors): void {
  if (encodings.some(({ adaptivePtime, ptime }) => adaptivePtime && ptime !== undefined)) {
    throw invalidModification('ptime cannot be set together with adaptivePtime.');
  }
}

/** Members that mean nothing for sound. */
export function withoutPicture(encoding: EncodingParameters): EncodingParameters {
  const {
    maxFramerate: _,
    scaleResolutionDownBy: __,
    scaleResolutionDownTo: ___,
    scalabilityMode: ____,
    ...rest
  } = encoding;
  return rest as EncodingParameters;
}

function checkRanges(encodings: readonly EncodingParameters[], errors: Errors): void {
  for (const { scaleResolutionDownBy = 1, maxFramerate = 1 } of encodings) {
    if (scaleResolutionDownBy < 1) throw errors.range('scaleResolutionDownBy is less than 1.');
    if (maxFramerate < 0) throw errors.range('maxFramerate is negative.');
  }
}

function withDefaultScale(encodings: readonly EncodingParameters[]): readonly EncodingParameters[] {
  if (encodings.every(({ scaleResolutionDownBy }) => scaleResolutionDownBy === undefined)) return encodings;
  return encodings.map(({ scaleResolutionDownBy = 1, ...encoding }) => ({ ...encoding, scaleResolutionDownBy }));
}

function withScales(kind: MediaKind, encodings: readonly EncodingParameters[]): readonly EncodingParameters[] {
  if (kind === 'audio' || encodings.some(({ scaleResolutionDownBy }) => scaleResolutionDownBy !== undefined)) {
    return encodings;
  }
  return halvedDown(encodings);
}

/** From smaller to larger pictures, each twice as wide: 4, 2, 1. */
export function halvedDown(encodings: readonly EncodingParameters[]): EncodingParameters[] {
  return encodings.map((encoding, i) => ({ ...encoding, scaleResolutionDownBy: 2 ** (encodings.length - i - 1) }));
}

function withoutLoneRid(encodings: readonly EncodingParameters[]): readonly EncodingParameters[] {
  if (encodings.length !== 1) return encodings;
  const { rid: _, ...rest } = encodings[0];
  return [rest as EncodingParameters];
}
