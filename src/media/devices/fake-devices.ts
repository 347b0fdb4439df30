import type { SettingsSpace } from '../constraints/settings-space.ts';
import type { MediaKind } from '../frame.ts';
import { makeDeviceIdentifier } from '../identifier.ts';
import type { MediaHost } from '../media-host.ts';
import { Source } from '../source.ts';
import type { Track } from '../track.ts';
import { cameraSpace, displayAudioSpace, displaySpace, microphoneSpace } from './device.ts';
import type { Device, DeviceIdentity, DeviceKind, FacingMode } from './device.ts';
import { FramePacer } from './frame-pacer.ts';

export type DevicePermission = 'camera' | 'microphone' | 'display-capture';

export interface DeviceDescription {
  readonly kind: DeviceKind;
  readonly label: string;
  /** Cameras; default 'user'. */
  readonly facingMode?: FacingMode;
  /** Part of the same apparatus as this device. */
  readonly partOf?: Device;
}

/**
 * The devices of a machine that has none: microphones, cameras, speakers and displays that come and go as a test says,
 * with names from the host's randomness. They capture frames with a number and a time, while somebody looks.
 */
export class FakeDevices {
  /** What the user has decided already; 'prompt' asks `prompt`. */
  permissionOf: (name: DevicePermission) => PermissionState = (name) => this.#permissions.get(name) ?? 'prompt';
  /** The user's answer when asked; true: granted. */
  prompt: (name: DevicePermission) => boolean = () => true;
  readonly #host: MediaHost;
  readonly #permissions = new Map<DevicePermission, PermissionState>();
  readonly #devices: Device[] = [];
  readonly #listeners: (() => void)[] = [];
  /** Of displays. */
  readonly #audioSources = new Map<Device, Source>();

  constructor(host: MediaHost) {
    this.#host = host;
    const microphone = this.add({ kind: 'audioinput', label: 'Fake Microphone 1' });
    this.add({ kind: 'videoinput', label: 'Fake Camera 1', facingMode: 'user', partOf: microphone });
    const headset = this.add({ kind: 'audioinput', label: 'Fake Headset' });
    this.add({ kind: 'videoinput', label: 'Fake Camera 2', facingMode: 'environment' });
    this.add({ kind: 'audiooutput', label: 'Fake Speakers' });
    this.add({ kind: 'audiooutput', label: 'Fake Headset', partOf: headset });
    this.add({ kind: 'display', label: 'Fake Display 1' });
  }

  /** In the order they were plugged in; the first of a kind is the system's default. */
  get list(): readonly Device[] {
    return this.#devices;
  }

  ofKind(kind: DeviceKind): Device[] {
    return this.#devices.filter((device) => device.kind === kind);
  }

  /** What a display plays. */
  audioOf(display: Device): Source | undefined {
    return this.#audioSources.get(display);
  }

  /** Called when something was plugged in or out. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  setPermission(name: DevicePermission, state: PermissionState): void {
    this.#permissions.set(name, state);
  }

  /** Plugs a device in. */
  add({ kind, label, facingMode = 'user', partOf }: DeviceDescription): Device {
    const { random } = this.#host;
    const identity = {
      deviceId: makeDeviceIdentifier(random),
      groupId: partOf?.groupId ?? makeDeviceIdentifier(random),
    };
    const device = {
      kind,
      label,
      ...identity,
      source: this.#sourceOf(kind, label, identity, facingMode),
      isBusy: false,
    };
    if (kind === 'display') {
      this.#audioSources.set(device, this.#capturing('audio', `${label} Audio`, displayAudioSpace(identity)));
    }
    this.#devices.push(device);
    this.#changed();
    return device;
  }

  /** Pulls a device out: its tracks end, in a task. */
  remove(device: Device): void {
    const index = this.#devices.indexOf(device);
    if (index < 0) return;
    this.#devices.splice(index, 1);
    this.#host.clock.queueTask(() => {
      device.source?.end();
      this.#audioSources.get(device)?.end();
    });
    this.#changed();
  }

  /** The user presses the device's mute button, or releases it: its tracks follow, in a task. */
  setMuted(device: Device, isMuted: boolean): void {
    this.#host.clock.queueTask(() => device.source?.setMuted(isMuted));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #sourceOf(kind: DeviceKind, label: string, identity: DeviceIdentity, facingMode: FacingMode): Source | undefined {
    if (kind === 'audiooutput') return undefined;
    if (kind === 'audioinput') return this.#capturing('audio', label, microphoneSpace(identity));
    const space = kind === 'display' ? displaySpace(identity) : cameraSpace(identity, facingMode);
    return this.#capturing('video', label, space);
  }

  /** A source that captures for every track that is looked at. */
  #capturing(kind: MediaKind, label: string, space: SettingsSpace): Source {
    const { clock } = this.#host;
    const pacers = new Map<Track, FramePacer>();
    const switchedOnAt = clock.now();
    return new Source(kind, label, space, {
      consumed: (track) => void pacers.set(track, new FramePacer(clock, track, switchedOnAt)),
      released: (track) => {
        pacers.get(track)?.stop();
        pacers.delete(track);
      },
    });
  }
}
