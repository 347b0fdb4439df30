import type { FormatParameters } from '../sdp/format-parameters.ts';

/** Names of the profiles that are told apart; constraint bits turn one into another (RFC 6184 §8.1). */
export type H264Profile = 'constrained-baseline' | 'baseline' | 'main' | 'constrained-high' | 'high' | 'high-444';

export interface H264ProfileLevel {
  readonly profile: H264Profile;
  /** level_idc, ten times the level; 9 stands for level 1b. */
  readonly level: number;
}

/** Of profile-level-id; what is not said is Baseline, level 1 (RFC 6184 §8.1). `undefined` for what nobody knows. */
export function h264ProfileLevelOf(parameters: FormatParameters): H264ProfileLevel | undefined {
  const text = parameters.get('profile-level-id') ?? '42000a';
  if (!/^[0-9A-Fa-f]{6}$/.test(text)) return undefined;
  const [profileIdc, constraints, level] = [0, 2, 4].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  const known = profiles.find(({ idc, mask, value }) => idc === profileIdc && (constraints & mask) === value);
  if (known === undefined) return undefined;
  // Level 1b is level 1.1 with constraint_set3 in the profiles up to Main.
  const is1b = level === 11 && (constraints & 0x10) !== 0 && profileIdc !== 0x64;
  return { profile: known.profile, level: is1b ? 9 : level };
}

/**
 * Our parameters for an answer, RFC 6184 §8.2.2: with level asymmetry on both sides each says its own level, else the
 * lower one holds for both.
 */
export function answeredH264Parameters(local: string, localSet: FormatParameters, remoteSet: FormatParameters): string {
  const isAsymmetric = [localSet, remoteSet].every((set) => set.get('level-asymmetry-allowed') === '1');
  const own = h264ProfileLevelOf(localSet);
  const other = h264ProfileLevelOf(remoteSet);
  if (isAsymmetric || own === undefined || other === undefined || other.level >= own.level) return local;
  const id = localSet.get('profile-level-id') ?? '42000a';
  return local.replace(id, lowered(id, other.level));
}

function lowered(profileLevelId: string, level: number): string {
  if (level !== 9) return profileLevelId.slice(0, 4) + level.toString(16).padStart(2, '0');
  const constraints = Number.parseInt(profileLevelId.slice(2, 4), 16) | 0x10;
  return `${profileLevelId.slice(0, 2)}${constraints.toString(16).padStart(2, '0')}0b`;
}

/** RFC 6184 table 5, the first that fits. */
const profiles: readonly { idc: number; mask: number; value: number; profile: H264Profile }[] = [
  { idc: 0x42, mask: 0x4f, value: 0x40, profile: 'constrained-baseline' },
  { idc: 0x4d, mask: 0x8f, value: 0x80, profile: 'constrained-baseline' },
  { idc: 0x58, mask: 0xcf, value: 0xc0, profile: 'constrained-baseline' },
  { idc: 0x42, mask: 0x4f, value: 0x00, profile: 'baseline' },
  { idc: 0x58, mask: 0xcf, value: 0x80, profile: 'baseline' },
  { idc: 0x4d, mask: 0xaf, value: 0x00, profile: 'main' },
  { idc: 0x64, mask: 0xff, value: 0x0c, profile: 'constrained-high' },
  { idc: 0x64, mask: 0xff, value: 0x00, profile: 'high' },
  { idc: 0xf4, mask: 0xff, value: 0x00, profile: 'high-444' },
];
