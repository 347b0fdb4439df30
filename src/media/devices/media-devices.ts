import type { Capabilities } from '../constraints/settings-space.ts';
import { capabilitiesOf } from '../constraints/settings-space.ts';
import type { MediaHost } from '../media-host.ts';
import type { Device } from './device.ts';
import type { FakeDevices } from './fake-devices.ts';

/** The slots of a MediaDevices, https://w3c.github.io/mediacapture-main/#mediadevices. */
export class MediaDevicesState {
  readonly host: MediaHost;
  readonly devices: FakeDevices;
  face: EventTarget | undefined = undefined;
  canExposeCameraInfo = false;
  canExposeMicrophoneInfo = false;
  /** [[storedDeviceList]] */
  storedDevices: readonly Device[];

  constructor(host: MediaHost, devices: FakeDevices) {
    this.host = host;
    this.devices = devices;
    this.storedDevices = [...devices.list];
  }
}

/** The slots of a MediaDeviceInfo. */
export interface DeviceInfo {
  readonly kind: MediaDeviceKind;
  readonly deviceId: string;
  readonly groupId: string;
  readonly label: string;
  /** Of input devices. */
  readonly capabilities: Capabilities;
}

/** https://w3c.github.io/mediacapture-main/#camera-information-can-be-exposed */
export function canExposeCameras(state: MediaDevicesState): boolean {
  return state.canExposeCameraInfo || isInUse(state, 'videoinput');
}

/** https://w3c.github.io/mediacapture-main/#microphone-information-can-be-exposed */
export function canExposeMicrophones(state: MediaDevicesState): boolean {
  return state.canExposeMicrophoneInfo || isInUse(state, 'audioinput');
}

function isInUse({ devices }: MediaDevicesState, kind: MediaDeviceKind): boolean {
  return devices.ofKind(kind).some(({ source }) => source !== undefined && !source.isStopped);
}

/** https://w3c.github.io/mediacapture-main/#set-the-device-information-exposure, to true. */
export function exposeDevices(state: MediaDevicesState, { audio, video }: { audio: boolean; video: boolean }): void {
  const { devices } = state;
  if (video) state.canExposeCameraInfo = true;
  if (audio) state.canExposeMicrophoneInfo = true;
  if (video && devices.permissionOf('microphone') === 'granted') state.canExposeMicrophoneInfo = true;
  if (audio && devices.permissionOf('camera') === 'granted') state.canExposeCameraInfo = true;
}

/** https://w3c.github.io/mediacapture-main/#creating-a-list-of-device-info-objects */
export function listDevices(state: MediaDevicesState, devices: readonly Device[]): DeviceInfo[] {
  const areMicrophonesKnown = canExposeMicrophones(state);
  const areCamerasKnown = canExposeCameras(state);
  const ofKind = (kind: MediaDeviceKind): Device[] => devices.filter((device) => device.kind === kind);
  return [
    ...inputs('audioinput', ofKind('audioinput'), areMicrophonesKnown),
    ...inputs('videoinput', ofKind('videoinput'), areCamerasKnown),
    ...(areMicrophonesKnown ? outputs(ofKind('audiooutput')) : []),
  ];
}

/** Before anything was captured they say no more than that there is one. */
function inputs(kind: MediaDeviceKind, devices: readonly Device[], areKnown: boolean): DeviceInfo[] {
  if (areKnown) return devices.map((device) => infoOf(device, kind));
  return devices.slice(0, 1).map(() => ({ kind, deviceId: '', groupId: '', label: '', capabilities: {} }));
}

/** The default one is listed by that name as well. */
function outputs(devices: readonly Device[]): DeviceInfo[] {
  const infos = devices.map((device) => infoOf(device, 'audiooutput'));
  if (infos.length === 0) return [];
  return [{ ...infos[0], deviceId: 'default', label: `Default - ${infos[0].label}` }, ...infos];
}

function infoOf({ deviceId, groupId, label, source }: Device, kind: MediaDeviceKind): DeviceInfo {
  const capabilities = source === undefined ? {} : capabilitiesOf(source.space);
  return { kind, deviceId, groupId, label, capabilities };
}

/**
 * https://w3c.github.io/mediacapture-main/#device-change-notification-steps: what the event is to list, or undefined if
 * script could not tell the difference.
 */
export function noticeDeviceChange(state: MediaDevicesState): readonly DeviceInfo[] | undefined {
  const before = listDevices(state, state.storedDevices);
  const after = listDevices(state, state.devices.list);
  state.storedDevices = [...state.devices.list];
  const isSame = before.length === after.length && before.every((info, i) => isSameDevice(info, after[i]));
  return isSame ? undefined : after;
}

function isSameDevice(a: DeviceInfo, b: DeviceInfo): boolean {
  return a.kind === b.kind && a.deviceId === b.deviceId && a.label === b.label;
}
