import type { DeviceInfo } from '../../media/devices/media-devices.ts';
import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction } from '../../webidl/operations.ts';

export interface MediaDeviceInfoInterface {
  readonly MediaDeviceInfo: typeof MediaDeviceInfo;
  readonly InputDeviceInfo: typeof InputDeviceInfo;
  /** A new object each time. */
  readonly create: (record: DeviceInfo) => MediaDeviceInfo;
  readonly isInstance: (value: unknown) => boolean;
}

/** https://w3c.github.io/mediacapture-main/#device-info */
export function createMediaDeviceInfo(): MediaDeviceInfoInterface {
  const construction = new InternalConstruction<DeviceInfo>();
  let isInstance!: (value: unknown) => boolean;

  class Face {
    readonly #record: DeviceInfo;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      this.#record = construction.take();
    }

    get deviceId(): string {
      return this.#record.deviceId;
    }
    get kind(): MediaDeviceKind {
      return this.#record.kind;
    }
    get label(): string {
      return this.#record.label;
    }
    get groupId(): string {
      return this.#record.groupId;
    }
    toJSON(): object {
      const { deviceId, kind, label, groupId } = this.#record;
      return { deviceId, kind, label, groupId };
    }
  }

  const capabilitiesOf = new WeakMap<object, DeviceInfo['capabilities']>();

  class InputFace extends Face {
    getCapabilities(): MediaTrackCapabilities {
      const capabilities = capabilitiesOf.get(this);
      if (capabilities === undefined) throw new TypeError('Illegal invocation');
      return structuredCopy(capabilities) as MediaTrackCapabilities;
    }
  }

  defineInterface('MediaDeviceInfo', Face);
  defineInterface('InputDeviceInfo', InputFace);
  const create = (record: DeviceInfo): MediaDeviceInfo => {
    if (record.kind === 'audiooutput') return construction.create(Face, record);
    const face = construction.create(InputFace, record);
    capabilitiesOf.set(face, record.capabilities);
    return face;
  };
  return { MediaDeviceInfo: Face, InputDeviceInfo: InputFace, create, isInstance };
}

/** Capabilities are made of lists and ranges of plain values. */
function structuredCopy(capabilities: DeviceInfo['capabilities']): object {
  return Object.fromEntries(
    Object.entries(capabilities).map(([name, value]) => {
      if (typeof value !== 'object') return [name, value];
      return [name, Array.isArray(value) ? [...(value as unknown[])] : { ...value }];
    }),
  );
}
