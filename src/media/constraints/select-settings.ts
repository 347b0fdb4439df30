import { candidateSettings } from './candidate-settings.ts';
import { fitnessDistance, isRequired, propertyDistance, requirementOf } from './fitness-distance.ts';
import { usualSettings, type SettingsSpace } from './settings-space.ts';
import { PROPERTIES, PROPERTY_NAMES, type Constraint, type Constraints, type ConstraintSet } from './types.ts';
import type { PropertyName, Settings } from './types.ts';
import type { MediaKind } from '../frame.ts';

export type Selection =
  | { readonly settings: Settings; readonly distance: number; readonly failed?: undefined }
  /** No settings will do; `failed` names a constraint in the way, '' if no single one is. */
  | { readonly settings?: undefined; readonly failed: PropertyName | '' };

/** Longer strings name nothing that exists and are refused, wished for or not. */
const MAX_STRING_LENGTH = 500;

/** https://w3c.github.io/mediacapture-main/#dfn-selectsettings */
export function selectSettings(space: SettingsSpace, constraints: Constraints, defaults: Settings = {}): Selection {
  const excessive = PROPERTY_NAMES.find((name) => hasExcessiveString(constraints[name]));
  if (excessive !== undefined) return { failed: excessive };
  const all = candidateSettings(space, constraints, defaults);
  let candidates = all.filter((settings) => fitnessDistance(constraints, settings, 'ideal') < Infinity);
  if (candidates.length === 0) return { failed: failedConstraint(constraints, all) };
  for (const advanced of constraints.advanced ?? []) {
    const satisfying = candidates.filter((settings) => fitnessDistance(advanced, settings, 'exact') < Infinity);
    if (satisfying.length > 0) candidates = satisfying;
  }
  return closest(candidates, constraints, { ...usualSettings(space), ...defaults });
}

/** Constraints that say nothing of tracks of this kind are no constraints. */
export function constraintsFor(kind: MediaKind, constraints: Constraints): Constraints {
  const kept = setFor(kind, constraints);
  if (constraints.advanced === undefined) return kept;
  return { ...kept, advanced: constraints.advanced.map((set) => setFor(kind, set)) };
}

function setFor(kind: MediaKind, set: ConstraintSet): ConstraintSet {
  const names = PROPERTY_NAMES.filter((name) => (PROPERTIES[name].kinds as readonly MediaKind[]).includes(kind));
  return Object.fromEntries(names.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]])));
}

/** The smallest distance; among equals what is most like the usual settings. */
function closest(candidates: readonly Settings[], constraints: Constraints, usual: Settings): Selection {
  let best = { settings: candidates[0], distance: Infinity, strangeness: Infinity };
  for (const settings of candidates) {
    const distance = fitnessDistance(constraints, settings, 'ideal');
    if (distance > best.distance) continue;
    const strangeness = fitnessDistance(usual, settings, 'ideal');
    if (distance < best.distance || strangeness < best.strangeness) best = { settings, distance, strangeness };
  }
  return { settings: best.settings, distance: best.distance };
}

/** The first required constraint that leaves nothing of what those before it allow. */
function failedConstraint(constraints: Constraints, candidates: readonly Settings[]): PropertyName | '' {
  let left = candidates;
  for (const name of PROPERTY_NAMES) {
    const constraint = constraints[name];
    if (constraint === undefined || !isRequired(requirementOf(constraint, 'ideal'))) continue;
    left = left.filter((settings) => propertyDistance(name, constraint, settings[name], 'ideal') < Infinity);
    if (left.length === 0) return name;
  }
  return '';
}

function hasExcessiveString(constraint: Constraint | undefined): boolean {
  if (constraint === undefined) return false;
  const { exact = [], ideal = [] } = requirementOf(constraint, 'ideal');
  return [...exact, ...ideal].some((value) => typeof value === 'string' && value.length > MAX_STRING_LENGTH);
}
