import { isObject, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { toUnsignedLong } from '../../webidl/integers.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { canInsertDtmf, insertDtmf } from '../algorithms/insert-dtmf.ts';
import type { Realm } from '../realm.ts';
import type { DtmfSender } from '../records/dtmf-sender.ts';
import type { FaceOf } from './face-of.ts';

type Constructor = typeof RTCDTMFSender;

export interface DtmfSenderInterface {
  readonly RTCDTMFSender: Constructor;
  readonly faceOf: FaceOf<DtmfSender, RTCDTMFSender>;
}

/** https://w3c.github.io/webrtc-pc/#rtcdtmfsender */
export function createRTCDTMFSender(realm: Realm): DtmfSenderInterface {
  const construction = new InternalConstruction<DtmfSender>();
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare ontonechange: RTCDTMFSender['ontonechange'];
    readonly #record: DtmfSender;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    get canInsertDTMF(): boolean {
      return canInsertDtmf(this.#record);
    }
    get toneBuffer(): string {
      return this.#record.toneBuffer;
    }

    insertDTMF(tones: string, duration = 100, interToneGap = 70): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCDTMFSender.insertDTMF');
      insertDtmf(
        record,
        toDOMString(tones, 'tones'),
        toUnsignedLong(duration, 'duration'),
        toUnsignedLong(interToneGap, 'interToneGap'),
      );
    }
  }

  defineEventHandlers(Face, ['tonechange'], isInstance);
  defineInterface('RTCDTMFSender', Face);
  const faceOf = (record: DtmfSender): RTCDTMFSender => {
    record.face ??= construction.create(Face, record);
    return record.face as RTCDTMFSender;
  };
  return { RTCDTMFSender: Face, faceOf };
}
