import type { Codec } from '../../jsep/media-types.ts';
import type { EncodingParameters } from '../rtp-dictionaries.ts';

/** https://w3c.github.io/webrtc-svc/#scalabilitymodes*: layers in time alone, which every encoder can make. */
const TEMPORAL = ['L1T1', 'L1T2', 'L1T3'];

/** Layers in space, and several pictures in one stream: VP9 and AV1. */
const SPATIAL = [
  ...['L2T1', 'L2T2', 'L2T3', 'L3T1', 'L3T2', 'L3T3'].flatMap((mode) => [mode, `${mode}h`]),
  ...['S2T1', 'S2T2', 'S2T3', 'S3T1', 'S3T2', 'S3T3'].flatMap((mode) => [mode, `${mode}h`]),
  ...['L2T1_KEY', 'L2T2_KEY', 'L2T2_KEY_SHIFT', 'L2T3_KEY', 'L2T3_KEY_SHIFT'],
  ...['L3T1_KEY', 'L3T2_KEY', 'L3T2_KEY_SHIFT', 'L3T3_KEY', 'L3T3_KEY_SHIFT'],
];

const MODES: Readonly<Record<string, readonly string[]>> = {
  'video/vp8': TEMPORAL,
  'video/h264': TEMPORAL,
  'video/vp9': [...TEMPORAL, ...SPATIAL],
  'video/av1': [...TEMPORAL, ...SPATIAL],
};

export function isScalabilityModeOf({ mimeType }: Codec, mode: string): boolean {
  return MODES[mimeType.toLowerCase()]?.includes(mode) === true;
}

/** 'L3T2_KEY' has two layers in time: 'L1T2'. */
export function temporalModeOf(mode: string): string {
  return `L1T${/T(\d)/.exec(mode)?.[1] ?? '1'}`;
}

/** Simulcast in one stream and simulcast in several do not go together. */
export function hasSingleStreamSimulcast(encodings: readonly EncodingParameters[]): boolean {
  const active = encodings.filter((encoding) => encoding.active);
  return active.length > 1 && active.some(({ scalabilityMode }) => scalabilityMode?.startsWith('S') === true);
}
