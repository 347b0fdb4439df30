import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import type { IceParameters } from '../../ice/types.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { CandidatePair, IceTransport } from '../records/ice-transport.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import type { Realm } from '../realm.ts';

type SctpConstructor = typeof RTCSctpTransport;
type DtlsConstructor = typeof RTCDtlsTransport;
type IceConstructor = typeof RTCIceTransport;
type RTCIceCandidatePairConstructor = new () => RTCIceCandidatePair;

/** Gives the face of a record, always the same one. */
type FaceOf<R, F> = (record: R) => F;

export interface IceTransportInterface {
  readonly RTCIceTransport: IceConstructor;
  readonly RTCIceCandidatePair: RTCIceCandidatePairConstructor;
  readonly faceOf: FaceOf<IceTransport, RTCIceTransport>;
}

/** https://w3c.github.io/webrtc-pc/#rtcicetransport and #rtcicecandidatepair */
export function createRTCIceTransport(realm: Realm): IceTransportInterface {
  const construction = new InternalConstruction<IceTransport>();
  const pairs = createRTCIceCandidatePair();
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare ongatheringstatechange: RTCIceTransport['ongatheringstatechange'];
    declare onselectedcandidatepairchange: RTCIceTransport['onselectedcandidatepairchange'];
    declare onstatechange: RTCIceTransport['onstatechange'];
    readonly #record: IceTransport;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    get role(): RTCIceRole {
      return this.#record.role;
    }
    get component(): RTCIceComponent {
      void this.#record; // the brand check; RTCP is always multiplexed
      return 'rtp';
    }
    get state(): RTCIceTransportState {
      return this.#record.state;
    }
    get gatheringState(): RTCIceGathererState {
      return this.#record.gatheringState;
    }
    getLocalCandidates(): RTCIceCandidate[] {
      return [...this.#record.localCandidates];
    }
    getRemoteCandidates(): RTCIceCandidate[] {
      return [...this.#record.remoteCandidates];
    }
    getSelectedCandidatePair(): RTCIceCandidatePair | null {
      const pair = this.#record.selectedPair;
      return pair === undefined ? null : pairs.faceOf(pair);
    }
    getLocalParameters(): IceParameters | null {
      return parametersDictionary(this.#record.localParameters);
    }
    getRemoteParameters(): IceParameters | null {
      return parametersDictionary(this.#record.remoteParameters);
    }
  }

  defineEventHandlers(Face, ['statechange', 'gatheringstatechange', 'selectedcandidatepairchange'], isInstance);
  defineInterface('RTCIceTransport', Face);
  const faceOf = (record: IceTransport): RTCIceTransport =>
    (record.face ??= construction.create(Face, record)) as RTCIceTransport;
  return {
    RTCIceTransport: Face,
    RTCIceCandidatePair: pairs.RTCIceCandidatePair,
    faceOf,
  };
}

function parametersDictionary(parameters: IceParameters | undefined): IceParameters | null {
  if (parameters === undefined) return null;
  return { usernameFragment: parameters.usernameFragment, password: parameters.password };
}

function createRTCIceCandidatePair(): {
  RTCIceCandidatePair: RTCIceCandidatePairConstructor;
  faceOf: FaceOf<CandidatePair, RTCIceCandidatePair>;
} {
  const construction = new InternalConstruction<CandidatePair>();

  class Face {
    readonly #record: CandidatePair;

    constructor() {
      this.#record = construction.take();
    }
    get local(): RTCIceCandidate {
      return this.#record.local;
    }
    get remote(): RTCIceCandidate {
      return this.#record.remote;
    }
  }

  defineInterface('RTCIceCandidatePair', Face);
  const faceOf = (record: CandidatePair): RTCIceCandidatePair =>
    (record.face ??= construction.create(Face, record)) as RTCIceCandidatePair;
  return { RTCIceCandidatePair: Face, faceOf };
}

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
