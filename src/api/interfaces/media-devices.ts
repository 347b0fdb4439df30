import { complaintAboutDisplay, getDisplayMedia } from '../../media/devices/get-display-media.ts';
import { getUserMedia, requestedKinds, type CaptureResult } from '../../media/devices/get-user-media.ts';
import { listDevices, noticeDeviceChange, type MediaDevicesState } from '../../media/devices/media-devices.ts';
import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction, promised } from '../../webidl/operations.ts';
import { supportedConstraints, toDisplayOptions, toStreamConstraints } from '../media-dictionaries.ts';
import type { Realm } from '../realm.ts';
import type { MediaDeviceInfoInterface } from './media-device-info.ts';
import type { DeviceChangeEventConstructor } from './media-events.ts';
import type { MediaStreamInterface } from './media-stream.ts';
import type { OverconstrainedErrorInterface } from './overconstrained-error.ts';

type Constructor = typeof MediaDevices;

export interface MediaDevicesInterface {
  readonly MediaDevices: Constructor;
  /** The object of a set of devices, always the same one. */
  readonly faceOf: (record: MediaDevicesState) => MediaDevices;
  readonly recordOf: (value: unknown) => MediaDevicesState | undefined;
}

export interface MediaDevicesParts {
  readonly streams: MediaStreamInterface;
  readonly infos: MediaDeviceInfoInterface;
  readonly overconstrained: OverconstrainedErrorInterface;
  readonly DeviceChangeEvent: DeviceChangeEventConstructor;
}

/** https://w3c.github.io/mediacapture-main/#mediadevices */
export function createMediaDevices(realm: Realm, parts: MediaDevicesParts): MediaDevicesInterface {
  const { streams, infos, overconstrained } = parts;
  const construction = new InternalConstruction<MediaDevicesState>();
  let recordOf!: MediaDevicesInterface['recordOf'];

  class Face extends realm.EventTarget {
    declare ondevicechange: MediaDevices['ondevicechange'];
    readonly #record: MediaDevicesState;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    enumerateDevices(): Promise<MediaDeviceInfo[]> {
      return promised(() => {
        const record = this.#record;
        return inTask(record, () => listDevices(record, record.storedDevices).map(infos.create));
      });
    }

    getSupportedConstraints(): MediaTrackSupportedConstraints {
      if (!(#record in this)) throw new TypeError('Illegal invocation');
      return supportedConstraints();
    }

    getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
      return promised(() => {
        const record = this.#record;
        const converted = toStreamConstraints(constraints, 'MediaStreamConstraints');
        if (requestedKinds(converted).length === 0) throw new TypeError('Neither audio nor video is asked for.');
        return inTask(record, () => faceOrThrow(getUserMedia(record, converted)));
      });
    }

    getDisplayMedia(options: DisplayMediaStreamOptions = {}): Promise<MediaStream> {
      return promised(() => {
        const record = this.#record;
        const converted = toDisplayOptions(options, 'DisplayMediaStreamOptions');
        const complaint = complaintAboutDisplay(converted);
        if (complaint === undefined) return inTask(record, () => faceOrThrow(getDisplayMedia(record, converted)));
        if ('message' in complaint) throw new TypeError(complaint.message);
        throw overconstrained.create(complaint.constraint);
      });
    }
  }

  function faceOrThrow(result: CaptureResult): MediaStream {
    if (result.stream !== undefined) return streams.faceOf(result.stream);
    const { error, constraint = '' } = result;
    throw error === 'OverconstrainedError'
      ? overconstrained.create(constraint)
      : new realm.DOMException(CAUSES[error], error);
  }

  function announceDeviceChange(record: MediaDevicesState): void {
    record.host.clock.queueTask(() => {
      const devices = noticeDeviceChange(record)?.map(infos.create);
      if (devices === undefined) return;
      record.face?.dispatchEvent(new parts.DeviceChangeEvent('devicechange', { devices }));
    });
  }

  defineEventHandlers(Face, ['devicechange'], (value) => recordOf(value) !== undefined);
  defineInterface('MediaDevices', Face);
  const faceOf = (record: MediaDevicesState): MediaDevices => {
    if (record.face === undefined) {
      record.face = construction.create(Face, record);
      record.devices.onChange(() => announceDeviceChange(record));
    }
    return record.face as MediaDevices;
  };
  return { MediaDevices: Face, faceOf, recordOf };
}

const CAUSES = {
  NotAllowedError: 'Permission was denied.',
  NotFoundError: 'There is no such device.',
  NotReadableError: 'Another program uses the device.',
} as const;

/** "In parallel … resolve p": in a task of its own, which may throw what p is to be rejected with. */
function inTask<T>({ host }: MediaDevicesState, steps: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    host.clock.queueTask(() => {
      try {
        resolve(steps());
      } catch (error) {
        reject(error);
      }
    });
  });
}
