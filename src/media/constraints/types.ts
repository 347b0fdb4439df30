import type { MediaKind } from '../frame.ts';

/** A setting: the value one constrainable property has. */
export type SettingValue = number | string | boolean;

/** A settings dictionary, https://w3c.github.io/mediacapture-main/#dfn-settings-dictionary. */
export type Settings = Readonly<Partial<Record<PropertyName, SettingValue>>>;

export interface NumberConstraint {
  readonly min?: number;
  readonly max?: number;
  readonly exact?: number;
  readonly ideal?: number;
}

/** Of strings and booleans; a list stands for any one of its values. */
export interface ValueConstraint {
  readonly exact?: SettingValue | readonly string[];
  readonly ideal?: SettingValue | readonly string[];
}

/** A bare value, or a dictionary that says how much it matters. */
export type Constraint = SettingValue | readonly string[] | NumberConstraint | ValueConstraint;

export type ConstraintSet = Readonly<Partial<Record<PropertyName, Constraint>>>;

export interface Constraints extends ConstraintSet {
  readonly advanced?: readonly ConstraintSet[];
}

/** The type of a property's values, and the kinds of track it is a property of. */
export interface Property {
  readonly type: 'unsigned long' | 'double' | 'DOMString' | 'boolean' | 'boolean or DOMString';
  readonly kinds: readonly MediaKind[];
}

const AUDIO = ['audio'] as const;
const VIDEO = ['video'] as const;
const BOTH = ['audio', 'video'] as const;

/**
 * The constrainable properties of tracks, https://w3c.github.io/mediacapture-main/#track-constrainable-properties, of
 * displays (mediacapture-screen-share) and voiceIsolation (mediacapture-extensions). A failure is blamed on the first
 * that cannot be met, so what chooses a device comes before what a device can do.
 */
export const PROPERTIES = {
  deviceId: { type: 'DOMString', kinds: BOTH },
  groupId: { type: 'DOMString', kinds: BOTH },
  facingMode: { type: 'DOMString', kinds: VIDEO },
  resizeMode: { type: 'DOMString', kinds: VIDEO },
  displaySurface: { type: 'DOMString', kinds: VIDEO },
  logicalSurface: { type: 'boolean', kinds: VIDEO },
  cursor: { type: 'DOMString', kinds: VIDEO },
  width: { type: 'unsigned long', kinds: VIDEO },
  height: { type: 'unsigned long', kinds: VIDEO },
  aspectRatio: { type: 'double', kinds: VIDEO },
  frameRate: { type: 'double', kinds: VIDEO },
  backgroundBlur: { type: 'boolean', kinds: VIDEO },
  sampleRate: { type: 'unsigned long', kinds: AUDIO },
  sampleSize: { type: 'unsigned long', kinds: AUDIO },
  echoCancellation: { type: 'boolean or DOMString', kinds: AUDIO },
  autoGainControl: { type: 'boolean', kinds: AUDIO },
  noiseSuppression: { type: 'boolean', kinds: AUDIO },
  voiceIsolation: { type: 'boolean', kinds: AUDIO },
  latency: { type: 'double', kinds: AUDIO },
  channelCount: { type: 'unsigned long', kinds: AUDIO },
  restrictOwnAudio: { type: 'boolean', kinds: AUDIO },
  suppressLocalAudioPlayback: { type: 'boolean', kinds: AUDIO },
} as const satisfies Record<string, Property>;

export type PropertyName = keyof typeof PROPERTIES;

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as readonly PropertyName[];
