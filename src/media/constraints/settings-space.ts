import type { PropertyName, Settings, SettingValue } from './types.ts';

/** A range of a number, and what it is when nobody asks. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly usual: number;
}

/** A picture size a camera or display has by itself, and how fast. */
export interface NativeMode {
  readonly width: number;
  readonly height: number;
  /** Frames a second. */
  readonly maxFrameRate: number;
}

/** What tracks of a source can be set to. */
export interface SettingsSpace {
  /** Properties with a few values, each independent of the others; the first is the usual one. */
  readonly choices: Readonly<Partial<Record<PropertyName, readonly SettingValue[]>>>;
  readonly ranges: Readonly<Partial<Record<PropertyName, NumberRange>>>;
  /** Of a picture: the usual mode first. Any smaller one is made of them by cropping and scaling. */
  readonly modes: readonly NativeMode[];
}

/** Of a source that cannot be constrained: a receiver, a canvas. */
export const NO_SETTINGS: SettingsSpace = { choices: {}, ranges: {}, modes: [] };

/** Frames a second where nobody asks. */
export const USUAL_FRAME_RATE = 30;

/** https://w3c.github.io/mediacapture-main/#dfn-capabilities: ranges have `max` and `min`, the rest is a list or a value. */
export type Capabilities = Readonly<Partial<Record<PropertyName, Capability>>>;
export type Capability = SettingValue | readonly SettingValue[] | { readonly max: number; readonly min: number };

/** Properties that are told as the one value they have. */
const SINGLE: readonly PropertyName[] = ['deviceId', 'groupId', 'displaySurface', 'logicalSurface'];

export function capabilitiesOf(space: SettingsSpace): Capabilities {
  const capabilities: Partial<Record<PropertyName, Capability>> = {};
  for (const [name, values] of entriesOf(space.choices)) {
    capabilities[name] = SINGLE.includes(name) ? values[0] : [...values];
  }
  for (const [name, { min, max }] of entriesOf(space.ranges)) capabilities[name] = { max, min };
  if (space.modes.length > 0) Object.assign(capabilities, pictureCapabilities(space.modes));
  return capabilities;
}

function pictureCapabilities(modes: readonly NativeMode[]): Capabilities {
  const width = Math.max(...modes.map((mode) => mode.width));
  const height = Math.max(...modes.map((mode) => mode.height));
  return {
    width: { max: width, min: 1 },
    height: { max: height, min: 1 },
    aspectRatio: { max: width, min: 1 / height },
    frameRate: { max: Math.max(...modes.map((mode) => mode.maxFrameRate)), min: 1 },
    resizeMode: ['none', 'crop-and-scale'],
  };
}

/** The settings a track has when nobody asks for anything. */
export function usualSettings(space: SettingsSpace): Settings {
  const settings: Partial<Record<PropertyName, SettingValue>> = {};
  for (const [name, values] of entriesOf(space.choices)) settings[name] = values[0];
  for (const [name, { usual }] of entriesOf(space.ranges)) settings[name] = usual;
  const [mode] = space.modes;
  return mode === undefined ? settings : { ...settings, ...nativePicture(mode) };
}

export function nativePicture({ width, height, maxFrameRate }: NativeMode): Settings {
  const frameRate = Math.min(USUAL_FRAME_RATE, maxFrameRate);
  return { width, height, aspectRatio: width / height, frameRate, resizeMode: 'none' };
}

export function entriesOf<T>(
  record: Readonly<Partial<Record<PropertyName, T>>>,
): readonly (readonly [PropertyName, T])[] {
  return Object.entries(record) as [PropertyName, T][];
}
