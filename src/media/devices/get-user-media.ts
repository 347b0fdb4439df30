import { applyConstraints } from '../constraints/apply-constraints.ts';
import { constraintsFor, selectSettings, type Selection } from '../constraints/select-settings.ts';
import { usualSettings } from '../constraints/settings-space.ts';
import type { Constraints, PropertyName } from '../constraints/types.ts';
import type { MediaKind } from '../frame.ts';
import type { Source } from '../source.ts';
import { Stream } from '../stream.ts';
import { Track } from '../track.ts';
import type { Device } from './device.ts';
import type { DevicePermission } from './fake-devices.ts';
import { exposeDevices, type MediaDevicesState } from './media-devices.ts';

/** MediaStreamConstraints, converted. */
export interface StreamConstraints {
  readonly audio: boolean | Constraints;
  readonly video: boolean | Constraints;
}

export type CaptureResult = { readonly stream: Stream; readonly error?: undefined } | CaptureFailure;

export interface CaptureFailure {
  readonly stream?: undefined;
  readonly error: 'NotAllowedError' | 'NotFoundError' | 'NotReadableError' | 'OverconstrainedError';
  /** With 'OverconstrainedError': what cannot be met. */
  readonly constraint?: PropertyName | '';
}

/** A device that will do, and how well. */
interface Candidate {
  readonly device: Device;
  readonly source: Source;
  readonly constraints: Constraints;
  readonly distance: number;
}

/**
 * https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia, the steps in parallel, in one go. At least one
 * kind is asked for.
 */
export function getUserMedia(state: MediaDevicesState, constraints: StreamConstraints): CaptureResult {
  const chosen: Candidate[] = [];
  for (const kind of requestedKinds(constraints)) {
    const candidate = choose(state, kind, constraintSet(constraints[kind]));
    if (isFailure(candidate)) return publicFailure(state, constraints, candidate);
    chosen.push(candidate);
  }
  for (const kind of requestedKinds(constraints)) {
    if (!isAllowed(state, permissionFor(kind))) return { error: 'NotAllowedError' };
  }
  exposeDevices(state, { audio: constraints.audio !== false, video: constraints.video !== false });
  if (chosen.some(({ device }) => device.isBusy)) return { error: 'NotReadableError' };
  return {
    stream: new Stream(
      state.host,
      chosen.map((candidate) => openTrack(state, candidate)),
    ),
  };
}

export function requestedKinds(constraints: StreamConstraints): MediaKind[] {
  return (['audio', 'video'] as const).filter((kind) => constraints[kind] !== false);
}

export function constraintSet(constraints: boolean | Constraints): Constraints {
  return typeof constraints === 'object' ? constraints : {};
}

/** True if the user lets us. */
export function isAllowed({ devices }: MediaDevicesState, permission: DevicePermission): boolean {
  const permissionState = devices.permissionOf(permission);
  return permissionState === 'granted' || (permissionState === 'prompt' && devices.prompt(permission));
}

/** A track of a source, with the settings nobody asked to change. */
export function createTrack(state: MediaDevicesState, source: Source): Track {
  return new Track(state.host, source, usualSettings(source.space));
}

/** The device that suits best; the system's default among equals. */
function choose(state: MediaDevicesState, kind: MediaKind, given: Constraints): Candidate | CaptureFailure {
  const constraints = constraintsFor(kind, given);
  const devices = state.devices.ofKind(kind === 'audio' ? 'audioinput' : 'videoinput');
  if (devices.length === 0) return { error: 'NotFoundError' };
  let best: Candidate | undefined;
  let failed: Selection['failed'];
  for (const device of devices) {
    if (device.source === undefined) continue;
    const selection = selectSettings(device.source.space, constraints);
    failed ??= selection.failed;
    if (selection.settings === undefined || (best !== undefined && selection.distance >= best.distance)) continue;
    best = { device, source: device.source, constraints: given, distance: selection.distance };
  }
  return best ?? { error: 'OverconstrainedError', constraint: failed ?? '' };
}

function isFailure(value: Candidate | CaptureFailure): value is CaptureFailure {
  return 'error' in value;
}

/** https://w3c.github.io/mediacapture-main/#getusermedia-specific-failure-is-allowed */
function publicFailure(
  state: MediaDevicesState,
  constraints: StreamConstraints,
  failure: CaptureFailure,
): CaptureFailure {
  const isDenied = requestedKinds(constraints).some(
    (kind) => state.devices.permissionOf(permissionFor(kind)) === 'denied',
  );
  return isDenied ? { error: 'NotAllowedError' } : failure;
}

function permissionFor(kind: MediaKind): DevicePermission {
  return kind === 'audio' ? 'microphone' : 'camera';
}

function openTrack(state: MediaDevicesState, { source, constraints }: Candidate): Track {
  const track = createTrack(state, source);
  applyConstraints(track, constraints);
  return track;
}
