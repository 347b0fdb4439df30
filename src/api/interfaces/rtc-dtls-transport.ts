import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import type { Realm } from '../realm.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import type { FaceOf } from './face-of.ts';

type DtlsConstructor = typeof RTCDtlsTransport;

export interface DtlsTransportInterface {
  readonly RTCDtlsTransport: DtlsConstructor;
  readonly faceOf: FaceOf<DtlsTransport, RTCDtlsTransport>;
}

/** https://w3c.github.io/webrtc-pc/#rtcdtlstransport-interface */
export function createRTCDtlsTransport(
  realm: Realm,
  iceFaceOf: FaceOf<IceTransport, RTCIceTransport>,
): DtlsTransportInterface {
  const construction = new InternalConstruction<DtlsTransport>();
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare onerror: RTCDtlsTransport['onerror'];
    declare onstatechange: RTCDtlsTransport['onstatechange'];
    readonly #record: DtlsTransport;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    get iceTransport(): RTCIceTransport {
      return iceFaceOf(this.#record.ice);
    }
    get state(): RTCDtlsTransportState {
      return this.#record.state;
    }
    getRemoteCertificates(): ArrayBuffer[] {
      return this.#record.remoteCertificates.map((der) => der.slice().buffer as ArrayBuffer);
    }
  }

  defineEventHandlers(Face, ['statechange', 'error'], isInstance);
  defineInterface('RTCDtlsTransport', Face);
  const faceOf = (record: DtlsTransport): RTCDtlsTransport =>
    (record.face ??= construction.create(Face, record)) as RTCDtlsTransport;
  return { RTCDtlsTransport: Face, faceOf };
}
