import type { IceParameters } from '../../ice/types.ts';
import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import type { Realm } from '../realm.ts';
import type { CandidatePair, IceTransport } from '../records/ice-transport.ts';
import type { FaceOf } from './face-of.ts';

type IceConstructor = typeof RTCIceTransport;
type RTCIceCandidatePairConstructor = new () => RTCIceCandidatePair;

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
