import type { Track } from '../track.ts';
import { constraintsFor, selectSettings } from './select-settings.ts';
import type { Constraints, PropertyName } from './types.ts';

/**
 * https://w3c.github.io/mediacapture-main/#dfn-applyconstraints-algorithm: the name of the constraint that cannot be
 * met ('' if no single one is to blame) and nothing changed, or undefined and the track has what was asked for.
 */
export function applyConstraints(track: Track, constraints: Constraints): PropertyName | '' | undefined {
  const selection = selectSettings(track.source.space, constraintsFor(track.kind, constraints), track.defaults);
  if (selection.settings === undefined) return selection.failed;
  track.constraints = constraints;
  track.settings = selection.settings;
  return undefined;
}
