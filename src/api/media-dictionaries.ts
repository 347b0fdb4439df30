import type { StreamConstraints } from '../media/devices/get-user-media.ts';
import {
  PROPERTIES,
  PROPERTY_NAMES,
  type Constraint,
  type Constraints,
  type Property,
  type PropertyName,
} from '../media/constraints/types.ts';
import { enumeration, isIterable, sequence } from '../webidl/composites.ts';
import { isObject, toBoolean, toDOMString, toDouble, type Convert } from '../webidl/convert.ts';
import { defaulting, dictionary, optional, type Member } from '../webidl/dictionary.ts';
import { toClampedUnsignedLong } from '../webidl/integers.ts';

const toULongRange = range('ConstrainULongRange', toClampedUnsignedLong);
const toDoubleRange = range('ConstrainDoubleRange', toDouble);
const toStringParameters = parameters('ConstrainDOMStringParameters', toStrings);
const toBooleanParameters = parameters('ConstrainBooleanParameters', toBoolean);
const toMixedParameters = parameters('ConstrainBooleanOrDOMStringParameters', toBooleanOrString);

const CONVERSIONS: Readonly<Record<Property['type'], Convert<Constraint>>> = {
  'unsigned long': eitherWay(toClampedUnsignedLong, toULongRange),
  double: eitherWay(toDouble, toDoubleRange),
  boolean: eitherWay(toBoolean, toBooleanParameters),
  'boolean or DOMString': eitherWay(toBooleanOrString, toMixedParameters),
  DOMString: (value, what) =>
    isDictionary(value) && !isIterable(value) ? toStringParameters(value, what) : toStrings(value, what),
};

const constraintMembers: Readonly<Record<string, Member<Constraint | undefined>>> = Object.fromEntries(
  PROPERTY_NAMES.map((name) => [name, optional(CONVERSIONS[PROPERTIES[name].type])]),
);
const toConstraintSet = dictionary('MediaTrackConstraintSet', constraintMembers);

export const toTrackConstraints = dictionary(
  'MediaTrackConstraints',
  { advanced: optional(sequence(toConstraintSet)) },
  toConstraintSet,
) as Convert<Constraints>;

const toBooleanOrConstraints = (value: unknown, what: string): boolean | Constraints =>
  isDictionary(value) ? toTrackConstraints(value, what) : toBoolean(value);

export const toStreamConstraints: Convert<StreamConstraints> = dictionary('MediaStreamConstraints', {
  audio: defaulting(toBooleanOrConstraints, () => false),
  video: defaulting(toBooleanOrConstraints, () => false),
});

const toInclusion = (name: string): Convert<string> => enumeration(name, ['include', 'exclude']);

/** With the hints of screen-capture, which are checked: a simulated user chooses without them. */
export const toDisplayOptions: Convert<StreamConstraints> = dictionary('DisplayMediaStreamOptions', {
  audio: defaulting(toBooleanOrConstraints, () => false),
  audioSelection: optional(enumeration('AudioSelectionPreferenceEnum', ['preferred'])),
  monitorTypeSurfaces: optional(toInclusion('MonitorTypeSurfacesEnum')),
  selfBrowserSurface: optional(toInclusion('SelfCapturePreferenceEnum')),
  surfaceSwitching: optional(toInclusion('SurfaceSwitchingPreferenceEnum')),
  systemAudio: optional(toInclusion('SystemAudioPreferenceEnum')),
  video: defaulting(toBooleanOrConstraints, () => true),
  windowAudio: optional(enumeration('WindowAudioPreferenceEnum', ['system', 'window', 'exclude'])),
});

/** What getConstraints returns: nothing of ours. */
export function constraintsDictionary(constraints: Constraints): MediaTrackConstraints {
  return copied(constraints) as MediaTrackConstraints;
}

export function supportedConstraints(): MediaTrackSupportedConstraints {
  return Object.fromEntries([...PROPERTY_NAMES].sort().map((name: PropertyName) => [name, true]));
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copied(member)]));
}

/** What a union takes for one of its dictionaries. */
function isDictionary(value: unknown): boolean {
  return value === null || value === undefined || isObject(value);
}

function eitherWay(toBare: Convert<Constraint>, toParameters: Convert<Constraint>): Convert<Constraint> {
  return (value, what) => (isDictionary(value) ? toParameters(value, what) : toBare(value, what));
}

/** ConstrainULongRange, ConstrainDoubleRange. */
function range(name: string, convert: Convert<number>): Convert<Constraint> {
  const members = { exact: optional(convert), ideal: optional(convert) };
  return dictionary(name, members, dictionary(name, { max: optional(convert), min: optional(convert) }));
}

function parameters<T extends string | boolean | string[]>(name: string, convert: Convert<T>): Convert<Constraint> {
  return dictionary(name, { exact: optional(convert), ideal: optional(convert) }) as Convert<Constraint>;
}

/** `(DOMString or sequence<DOMString>)` */
function toStrings(value: unknown, what: string): string | string[] {
  return isObject(value) && isIterable(value) ? sequence(toDOMString)(value, what) : toDOMString(value, what);
}

function toBooleanOrString(value: unknown, what: string): boolean | string {
  return typeof value === 'boolean' ? value : toDOMString(value, what);
}
