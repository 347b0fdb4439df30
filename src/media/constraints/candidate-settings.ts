import { requirementOf, type Requirement } from './fitness-distance.ts';
import { entriesOf, nativePicture, usualSettings, type NativeMode, type SettingsSpace } from './settings-space.ts';
import type { Constraints, PropertyName, Settings, SettingValue } from './types.ts';

const PICTURE: readonly PropertyName[] = ['width', 'height', 'aspectRatio', 'frameRate', 'resizeMode'];

/**
 * The settings dictionaries worth looking at: of the infinitely many a device has, those at the values the constraints
 * name, at the ends of the ranges and at the usual values. What no constraint mentions keeps its usual value.
 */
export function candidateSettings(space: SettingsSpace, constraints: Constraints, defaults: Settings): Settings[] {
  const usual = { ...usualSettings(space), ...defaults };
  let candidates: Settings[] = [usual];
  for (const [name, values] of entriesOf(space.choices)) {
    if (isMentioned(constraints, name)) candidates = varied(candidates, name, values);
  }
  for (const [name, range] of entriesOf(space.ranges)) {
    if (!isMentioned(constraints, name)) continue;
    const values = within(numbersIn(constraints, name), range.min, range.max);
    candidates = varied(candidates, name, [range.usual, range.min, range.max, ...values]);
  }
  if (space.modes.length === 0 || !PICTURE.some((name) => isMentioned(constraints, name))) return candidates;
  const pictures = candidatePictures(space.modes, constraints);
  return candidates.flatMap((candidate) => pictures.map((picture) => ({ ...candidate, ...picture })));
}

function isMentioned(constraints: Constraints, name: PropertyName): boolean {
  return requirementsOn(constraints, name).length > 0;
}

/** What the basic and the advanced sets say of a property. */
function requirementsOn(constraints: Constraints, name: PropertyName): Requirement[] {
  const sets = [constraints, ...(constraints.advanced ?? [])];
  return sets.flatMap((set) => (set[name] === undefined ? [] : [requirementOf(set[name], 'ideal')]));
}

/** Every number the constraints mention for a property. */
function numbersIn(constraints: Constraints, name: PropertyName): number[] {
  return requirementsOn(constraints, name).flatMap(({ min, max, exact = [], ideal = [] }) =>
    [min, max, ...exact, ...ideal].filter((value) => typeof value === 'number'),
  );
}

function within(values: readonly number[], min: number, max: number): number[] {
  return [...new Set(values.map((value) => Math.min(Math.max(value, min), max)))];
}

function varied(candidates: readonly Settings[], name: PropertyName, values: readonly SettingValue[]): Settings[] {
  return [...new Set(values)].flatMap((value) => candidates.map((candidate) => ({ ...candidate, [name]: value })));
}

/** Native sizes, then whatever cropping and scaling makes of the largest. */
function candidatePictures(modes: readonly NativeMode[], constraints: Constraints): Settings[] {
  const rates = numbersIn(constraints, 'frameRate');
  const native = modes.flatMap((mode) => atRates(nativePicture(mode), rates, mode.maxFrameRate));
  const maxWidth = Math.max(...modes.map(({ width }) => width));
  const maxHeight = Math.max(...modes.map(({ height }) => height));
  const maxRate = Math.max(...modes.map(({ maxFrameRate }) => maxFrameRate));
  const scaled = sizes(modes, constraints, maxWidth, maxHeight).map(([width, height]) => {
    const usable = modes.find((mode) => mode.width >= width && mode.height >= height) ?? modes[0];
    return { ...nativePicture({ ...usable, width, height }), resizeMode: 'crop-and-scale' };
  });
  return [...native, ...scaled.flatMap((picture) => atRates(picture, rates, maxRate))];
}

function atRates(picture: Settings, rates: readonly number[], maxRate: number): Settings[] {
  return varied([picture], 'frameRate', [picture.frameRate ?? 0, 1, maxRate, ...within(rates, 1, maxRate)]);
}

function sizes(
  modes: readonly NativeMode[],
  constraints: Constraints,
  maxWidth: number,
  maxHeight: number,
): (readonly [number, number])[] {
  const widths = within([...modes.map(({ width }) => width), ...numbersIn(constraints, 'width'), 1], 1, maxWidth);
  const heights = within([...modes.map(({ height }) => height), ...numbersIn(constraints, 'height'), 1], 1, maxHeight);
  const pairs = widths.flatMap((width) => heights.map((height) => [width, height] as const));
  for (const ratio of numbersIn(constraints, 'aspectRatio').filter((value) => value > 0)) {
    pairs.push(...widths.map((width) => [width, Math.round(width / ratio)] as const));
    pairs.push(...heights.map((height) => [Math.round(height * ratio), height] as const));
  }
  return pairs.filter(([width, height]) => width >= 1 && height >= 1 && width <= maxWidth && height <= maxHeight);
}
