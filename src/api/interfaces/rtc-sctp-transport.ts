import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import type { Realm } from '../realm.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import type { FaceOf } from './face-of.ts';

type SctpConstructor = typeof RTCSctpTransport;

export interface SctpTransportInterface {
  readonly RTCSctpTransport: SctpConstructor;
  readonly faceOf: FaceOf<SctpTransport, RTCSctpTransport>;
}

/** https://w3c.github.io/webrtc-pc/#rtcsctptransport-interface */
export function createRTCSctpTransport(
  realm: Realm,
  dtlsFaceOf: FaceOf<DtlsTransport, RTCDtlsTransport>,
): SctpTransportInterface {
  const construction = new InternalConstruction<SctpTransport>();
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare onstatechange: RTCSctpTransport['onstatechange'];
    readonly #record: SctpTransport;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    get transport(): RTCDtlsTransport {
      return dtlsFaceOf(this.#record.dtls);
    }
    get state(): RTCSctpTransportState {
      return this.#record.state;
    }
    /** Null before an answer was applied, which lib.dom's type does not know yet. */
    get maxMessageSize(): number {
      return this.#record.maxMessageSize as number;
    }
    get maxChannels(): number | null {
      return this.#record.maxChannels;
    }
  }

  defineEventHandlers(Face, ['statechange'], isInstance);
  defineInterface('RTCSctpTransport', Face);
  const faceOf = (record: SctpTransport): RTCSctpTransport =>
    (record.face ??= construction.create(Face, record)) as RTCSctpTransport;
  return { RTCSctpTransport: Face, faceOf };
}
