import { applyConstraints } from '../constraints/apply-constraints.ts';
import type { NumberConstraint, PropertyName } from '../constraints/types.ts';
import { PROPERTY_NAMES, type Constraint, type Constraints } from '../constraints/types.ts';
import { Stream } from '../stream.ts';
import { constraintSet, createTrack, isAllowed, requestedKinds } from './get-user-media.ts';
import type { CaptureResult, StreamConstraints } from './get-user-media.ts';
import type { MediaDevicesState } from './media-devices.ts';

/** Below these a display cannot be shown: a `max` under one is refused before the user is asked. */
const FLOORS: Readonly<Partial<Record<PropertyName, number>>> = { width: 1, height: 1, frameRate: 0, aspectRatio: 0 };

/** Why constraints are no good for a display before any is looked at: a TypeError, or an OverconstrainedError. */
export type DisplayComplaint = { readonly message: string } | { readonly constraint: PropertyName };

/** https://w3c.github.io/mediacapture-screen-share/#dom-mediadevices-getdisplaymedia, up to "in parallel". */
export function complaintAboutDisplay(constraints: StreamConstraints): DisplayComplaint | undefined {
  if (constraints.video === false) return { message: 'A display is captured with video.' };
  for (const kind of requestedKinds(constraints)) {
    const complaint = complaintAboutSet(constraintSet(constraints[kind]));
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function complaintAboutSet(set: Constraints): DisplayComplaint | undefined {
  if (set.advanced !== undefined) return { message: 'Displays take no advanced constraints.' };
  for (const name of PROPERTY_NAMES) {
    const { min, exact, max } = demandsOf(set[name]);
    if (min !== undefined || exact !== undefined) return { message: `Displays take no min or exact ${name}.` };
    if (max !== undefined && max < (FLOORS[name] ?? -Infinity)) return { constraint: name };
  }
  return undefined;
}

function demandsOf(constraint: Constraint | undefined): NumberConstraint {
  return typeof constraint === 'object' && !Array.isArray(constraint) ? (constraint as NumberConstraint) : {};
}

/** The same algorithm from "in parallel" on. The user picks the first display, with its sound if that was asked for. */
export function getDisplayMedia(state: MediaDevicesState, constraints: StreamConstraints): CaptureResult {
  const [display] = state.devices.ofKind('display');
  if (display?.source === undefined) return { error: 'NotFoundError' };
  if (!isAllowed(state, 'display-capture')) return { error: 'NotAllowedError' };
  if (display.isBusy) return { error: 'NotReadableError' };
  const audio = constraints.audio === false ? undefined : state.devices.audioOf(display);
  const sources = audio === undefined ? [display.source] : [audio, display.source];
  const tracks = sources.map((source) => createTrack(state, source));
  for (const track of tracks) {
    const constraint = applyConstraints(track, constraintSet(constraints[track.kind]));
    if (constraint === undefined) continue;
    for (const opened of tracks) opened.stop();
    return { error: 'OverconstrainedError', constraint };
  }
  return { stream: new Stream(state.host, tracks) };
}
