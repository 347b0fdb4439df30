import type { Constraint, ConstraintSet, PropertyName, Settings, SettingValue } from './types.ts';
import { PROPERTY_NAMES } from './types.ts';

/** What a bare value means: a wish in the basic set, a demand in an advanced one. */
export type BareValues = 'ideal' | 'exact';

/** A constraint taken apart; lists are alternatives. */
export interface Requirement {
  readonly min?: number;
  readonly max?: number;
  readonly exact?: readonly SettingValue[];
  readonly ideal?: readonly SettingValue[];
}

/** Widths and heights are whole numbers: ratios of theirs are met within this. */
const RATIO_TOLERANCE = 0.001;

/** https://w3c.github.io/mediacapture-main/#dfn-fitness-distance; Infinity if a demand is not met. */
export function fitnessDistance(constraints: ConstraintSet, settings: Settings, bareValues: BareValues): number {
  let distance = 0;
  for (const name of PROPERTY_NAMES) {
    const constraint = constraints[name];
    if (constraint !== undefined) distance += propertyDistance(name, constraint, settings[name], bareValues);
  }
  return distance;
}

/** The share of one property. */
export function propertyDistance(
  name: PropertyName,
  constraint: Constraint,
  actual: SettingValue | undefined,
  bareValues: BareValues,
): number {
  const requirement = requirementOf(constraint, bareValues);
  if (isRequired(requirement) && !satisfies(name, requirement, actual)) return Infinity;
  if (requirement.ideal === undefined) return 0;
  if (actual === undefined) return 1;
  return Math.min(...requirement.ideal.map((ideal) => distanceFrom(ideal, actual)));
}

export function requirementOf(constraint: Constraint, bareValues: BareValues): Requirement {
  if (typeof constraint !== 'object' || isList(constraint)) return { [bareValues]: listOf(constraint) };
  const { exact, ideal } = constraint;
  const { min, max } = constraint as Requirement;
  return { min, max, exact: listOf(exact), ideal: listOf(ideal) };
}

export function isRequired({ min, max, exact }: Requirement): boolean {
  return min !== undefined || max !== undefined || exact !== undefined;
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

/** An empty list is no constraint. */
function listOf(value: SettingValue | readonly string[] | undefined): readonly SettingValue[] | undefined {
  if (value === undefined) return undefined;
  if (!isList(value)) return [value];
  return value.length === 0 ? undefined : value;
}

function satisfies(name: PropertyName, { min, max, exact }: Requirement, actual: SettingValue | undefined): boolean {
  if (actual === undefined) return false;
  if (exact !== undefined && !exact.some((value) => isSame(name, value, actual))) return false;
  const tolerance = name === 'aspectRatio' ? RATIO_TOLERANCE : 0;
  if (min !== undefined && !(Number(actual) >= min - tolerance)) return false;
  return max === undefined || Number(actual) <= max + tolerance;
}

function isSame(name: PropertyName, a: SettingValue, b: SettingValue): boolean {
  return a === b || (name === 'aspectRatio' && Math.abs(Number(a) - Number(b)) <= RATIO_TOLERANCE);
}

function distanceFrom(ideal: SettingValue, actual: SettingValue): number {
  if (ideal === actual) return 0;
  if (typeof ideal !== 'number' || typeof actual !== 'number') return 1;
  return Math.abs(actual - ideal) / Math.max(Math.abs(actual), Math.abs(ideal));
}
