import type { NumberRange, SettingsSpace } from '../constraints/settings-space.ts';
import type { SettingValue } from '../constraints/types.ts';
import type { Source } from '../source.ts';

/** What is plugged in: the three kinds that are enumerated, and what getDisplayMedia captures. */
export type DeviceKind = MediaDeviceKind | 'display';

export interface Device {
  readonly kind: DeviceKind;
  readonly deviceId: string;
  /** Devices of one group are one apparatus: a headset, a webcam with a microphone. */
  readonly groupId: string;
  readonly label: string;
  /** What its tracks hear or see; a speaker has none. */
  readonly source: Source | undefined;
  /** Another program has it: getUserMedia fails with NotReadableError. */
  isBusy: boolean;
}

export interface DeviceIdentity {
  readonly deviceId: string;
  readonly groupId: string;
}

/** How a camera looks at its user. */
export type FacingMode = 'user' | 'environment' | 'left' | 'right';

const YES_OR_NO: readonly SettingValue[] = [false, true];
const NO_OR_YES: readonly SettingValue[] = [true, false];

export function microphoneSpace({ deviceId, groupId }: DeviceIdentity): SettingsSpace {
  return {
    choices: {
      deviceId: [deviceId],
      groupId: [groupId],
      echoCancellation: NO_OR_YES,
      autoGainControl: NO_OR_YES,
      noiseSuppression: NO_OR_YES,
      voiceIsolation: YES_OR_NO,
    },
    ranges: {
      sampleRate: { min: 8000, max: 48000, usual: 48000 },
      sampleSize: exactly(16),
      latency: { min: 0.01, max: 0.1, usual: 0.01 },
      channelCount: { min: 1, max: 2, usual: 1 },
    },
    modes: [],
  };
}

export function cameraSpace({ deviceId, groupId }: DeviceIdentity, facingMode: FacingMode): SettingsSpace {
  return {
    choices: { deviceId: [deviceId], groupId: [groupId], facingMode: [facingMode], backgroundBlur: YES_OR_NO },
    ranges: {},
    modes: [
      { width: 640, height: 480, maxFrameRate: 60 },
      { width: 320, height: 240, maxFrameRate: 60 },
      { width: 1280, height: 720, maxFrameRate: 60 },
      { width: 1920, height: 1080, maxFrameRate: 60 },
    ],
  };
}

/** Of the picture of a screen. */
export function displaySpace({ deviceId, groupId }: DeviceIdentity): SettingsSpace {
  return {
    choices: {
      deviceId: [deviceId],
      groupId: [groupId],
      displaySurface: ['monitor'],
      logicalSurface: [false],
      cursor: ['motion', 'always', 'never'],
    },
    ranges: {},
    modes: [{ width: 1920, height: 1080, maxFrameRate: 60 }],
  };
}

/** Of what a screen's loudspeakers play. */
export function displayAudioSpace(identity: DeviceIdentity): SettingsSpace {
  const { choices, ranges } = microphoneSpace(identity);
  return {
    choices: {
      ...choices,
      echoCancellation: YES_OR_NO,
      autoGainControl: YES_OR_NO,
      noiseSuppression: YES_OR_NO,
      restrictOwnAudio: YES_OR_NO,
      suppressLocalAudioPlayback: YES_OR_NO,
    },
    ranges,
    modes: [],
  };
}

function exactly(value: number): NumberRange {
  return { min: value, max: value, usual: value };
}
