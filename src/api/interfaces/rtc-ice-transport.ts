import type { IceParameters } from '../../ice/types.ts';
import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import { addRemoteCandidate, constructIceTransport, gather, start, stop } from '../algorithms/standalone-ice.ts';
import { bindingOf, type Binding } from '../binding.ts';
import { toIceCandidateInit, toIceGatherOptions, toIceParameters, toStartRole } from '../dictionaries.ts';
import type { Faces } from '../faces.ts';
import type { Realm } from '../realm.ts';
import type { CandidatePair, IceTransport, IceTransportSlots } from '../records/ice-transport.ts';
import { StandaloneIce } from '../records/standalone-ice.ts';
import type { FaceOf } from './face-of.ts';

/** https://w3c.github.io/webrtc-ice/#dom-rtcicegatheroptions */
export interface RTCIceGatherOptions {
  gatherPolicy?: RTCIceTransportPolicy;
  iceServers?: RTCIceServer[];
}

/** https://w3c.github.io/webrtc-pc/#dom-rtciceparameters */
interface RTCIceParameters {
  usernameFragment?: string;
  password?: string;
  iceLite?: boolean;
}

type IceConstructor = typeof RTCIceTransport;
type RTCIceCandidatePairConstructor = new () => RTCIceCandidatePair;

export interface IceTransportInterface {
  readonly RTCIceTransport: IceConstructor;
  readonly RTCIceCandidatePair: RTCIceCandidatePairConstructor;
  readonly faceOf: FaceOf<IceTransport, RTCIceTransport>;
}

/**
 * https://w3c.github.io/webrtc-pc/#rtcicetransport and #rtcicecandidatepair, with the constructor and the methods of
 * https://w3c.github.io/webrtc-ice/ for transports without a connection. `getFaces`: those of the realm, once it is whole.
 */
export function createRTCIceTransport(
  realm: Realm,
  getFaces: () => Faces,
  isIceCandidate: (value: unknown) => boolean,
): IceTransportInterface {
  const construction = new InternalConstruction<IceTransportSlots>();
  const pairs = createRTCIceCandidatePair();
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare ongatheringstatechange: RTCIceTransport['ongatheringstatechange'];
    declare onselectedcandidatepairchange: RTCIceTransport['onselectedcandidatepairchange'];
    declare onstatechange: RTCIceTransport['onstatechange'];
    declare onicecandidate: ((this: RTCIceTransport, event: RTCPeerConnectionIceEvent) => unknown) | null;
    declare onerror: ((this: RTCIceTransport, event: RTCPeerConnectionIceErrorEvent) => unknown) | null;
    readonly #record: IceTransportSlots;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.takeIfAny();
      const binding = bindingOf(new.target);
      if (record === undefined && binding === undefined) throw new TypeError('Illegal constructor');
      super();
      this.#record = record ?? constructIceTransport(this, getFaces(), binding as Binding);
    }

    gather(options: RTCIceGatherOptions = {}): void {
      gather(standalone(this.#record), toIceGatherOptions(options, 'RTCIceGatherOptions'));
    }

    start(remoteParameters: RTCIceParameters = {}, role: RTCIceRole = 'controlled'): void {
      const record = this.#record;
      const parameters = toIceParameters(remoteParameters, 'RTCIceParameters');
      start(standalone(record), parameters, toStartRole(role, 'role'));
    }

    stop(): void {
      stop(standalone(this.#record));
    }

    addRemoteCandidate(remoteCandidate: RTCIceCandidateInit = {}): void {
      const record = this.#record;
      const init = { ...toIceCandidateInit(remoteCandidate, 'remoteCandidate'), relayProtocol: null, url: null };
      const face = isIceCandidate(remoteCandidate) ? (remoteCandidate as RTCIceCandidate) : undefined;
      addRemoteCandidate(standalone(record), init, face);
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

  function standalone(record: IceTransportSlots): StandaloneIce {
    if (record instanceof StandaloneIce) return record;
    throw getFaces().errors.invalidState('The RTCIceTransport belongs to an RTCPeerConnection.');
  }

  const types = ['statechange', 'gatheringstatechange', 'selectedcandidatepairchange', 'icecandidate'];
  defineEventHandlers(Face, [...types, ['onerror', 'icecandidateerror']], isInstance);
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
