import { toDOMString } from '../../webidl/convert.ts';
import { interfaceType, sequence } from '../../webidl/composites.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defaulting, dictionary, required } from '../../webidl/dictionary.ts';
import { requireArguments } from '../../webidl/operations.ts';
import { toEventInit } from '../dictionaries.ts';
import type { Realm } from '../realm.ts';

type IsInstance = (value: unknown) => boolean;
type TrackEvent = typeof MediaStreamTrackEvent;

/** https://w3c.github.io/mediacapture-main/#devicechangeevent, which lib.dom does not know. */
export interface DeviceChangeEvent extends Event {
  readonly devices: readonly MediaDeviceInfo[];
  readonly userInsertedDevices: readonly MediaDeviceInfo[];
}

export interface DeviceChangeEventInit extends EventInit {
  devices?: MediaDeviceInfo[];
}

export interface DeviceChangeEventConstructor {
  readonly prototype: DeviceChangeEvent;
  new (type: string, eventInitDict?: DeviceChangeEventInit): DeviceChangeEvent;
}

/** https://w3c.github.io/mediacapture-main/#mediastreamtrackevent */
export function createMediaStreamTrackEvent(realm: Realm, isTrack: IsInstance): TrackEvent {
  const toTrack = interfaceType('MediaStreamTrack', (value) =>
    isTrack(value) ? (value as MediaStreamTrack) : undefined,
  );
  const toInit = dictionary('MediaStreamTrackEventInit', { track: required(toTrack) }, toEventInit);

  class Face extends realm.Event {
    readonly #track: MediaStreamTrack;

    constructor(type: string, eventInitDict: MediaStreamTrackEventInit) {
      requireArguments(arguments.length, 2, "Failed to construct 'MediaStreamTrackEvent'");
      const init = toInit(eventInitDict, 'MediaStreamTrackEventInit');
      super(toDOMString(type, 'type'), init);
      this.#track = init.track;
    }

    get track(): MediaStreamTrack {
      return this.#track;
    }
  }

  defineInterface('MediaStreamTrackEvent', Face);
  return Face;
}

/** Devices that were not there before are not told from those that were: nothing says that the user inserted them. */
export function createDeviceChangeEvent(realm: Realm, isDevice: IsInstance): DeviceChangeEventConstructor {
  const toDevice = interfaceType('MediaDeviceInfo', (value) =>
    isDevice(value) ? (value as MediaDeviceInfo) : undefined,
  );
  const members = { devices: defaulting(sequence(toDevice), () => []) };
  const toInit = dictionary('DeviceChangeEventInit', members, toEventInit);

  class Face extends realm.Event {
    readonly #devices: readonly MediaDeviceInfo[];
    readonly #userInsertedDevices: readonly MediaDeviceInfo[] = Object.freeze([]);

    constructor(type: string, eventInitDict: DeviceChangeEventInit = {}) {
      requireArguments(arguments.length, 1, "Failed to construct 'DeviceChangeEvent'");
      const init = toInit(eventInitDict, 'DeviceChangeEventInit');
      super(toDOMString(type, 'type'), init);
      this.#devices = Object.freeze(init.devices);
    }

    get devices(): readonly MediaDeviceInfo[] {
      return this.#devices;
    }
    get userInsertedDevices(): readonly MediaDeviceInfo[] {
      return this.#userInsertedDevices;
    }
  }

  defineInterface('DeviceChangeEvent', Face);
  return Face;
}
