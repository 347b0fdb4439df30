import type { IceCandidate as WireCandidate, IceCandidatePairInfo, IceParameters, IceState } from '../../ice/types.ts';
import type { RemoteIceParameters } from '../../jsep/types.ts';
import type { IceGatheringState, Transport } from '../../transport/types.ts';
import type { Connection } from './connection.ts';

/** A remote candidate as signalled, kept until (and after) the wire may have it. */
export interface RemoteCandidate {
  readonly candidate: WireCandidate;
  /** The generation it belongs to. */
  readonly usernameFragment: string;
  isHandedOver: boolean;
}

export interface GatheredCandidate {
  readonly candidate: WireCandidate;
  /** The generation it belongs to. */
  readonly usernameFragment: string;
}

export interface CandidatePair {
  readonly local: RTCIceCandidate;
  readonly remote: RTCIceCandidate;
  face: object | undefined;
}

/** A change of the selected pair, the state or both, not yet visible to script. */
export interface IceChange {
  pair?: { readonly to: IceCandidatePairInfo | undefined };
  state?: IceState;
}

/** What script sees of an RTCIceTransport. */
export interface IceTransportSlots {
  readonly state: IceState;
  readonly gatheringState: IceGatheringState;
  readonly role: RTCIceRole;
  readonly selectedPair: CandidatePair | undefined;
  readonly localParameters: IceParameters | undefined;
  readonly remoteParameters: IceParameters | undefined;
  readonly localCandidates: readonly RTCIceCandidate[];
  readonly remoteCandidates: readonly RTCIceCandidate[];
}

/** The slots of an RTCIceTransport, and its place in the negotiation. */
export class IceTransport implements IceTransportSlots {
  readonly connection: Connection;
  readonly wire: Transport;
  /** Set when script first asks for it: nobody can listen before. */
  face: EventTarget | undefined = undefined;
  state: IceState = 'new';
  gatheringState: IceGatheringState = 'new';
  role: RTCIceRole = 'unknown';
  selectedPair: CandidatePair | undefined = undefined;
  localParameters: IceParameters | undefined = undefined;
  remoteParameters: RemoteIceParameters | undefined = undefined;
  /** What the wire has: a generation behind `remoteParameters` until an answer is applied. */
  remoteParametersInUse: RemoteIceParameters | undefined = undefined;
  /** The local generation that those were put to use with. */
  localParametersInUse: IceParameters | undefined = undefined;
  /** Of the m= section that candidates are signalled with. */
  sdpMid = '';
  sdpMLineIndex = 0;
  /** Surfaced to script. */
  localCandidates: readonly RTCIceCandidate[] = [];
  /** Came through addIceCandidate. */
  remoteCandidates: readonly RTCIceCandidate[] = [];
  knownRemoteCandidates: readonly RemoteCandidate[] = [];
  /** Generations (username fragments) whose last remote candidate is known. */
  endedRemoteGenerations: readonly string[] = [];
  /** Gathered candidates of each generation, for the local descriptions. */
  gathered: readonly GatheredCandidate[] = [];
  endedLocalGenerations: readonly string[] = [];
  pendingChange: IceChange | undefined = undefined;

  constructor(connection: Connection, wire: Transport) {
    this.connection = connection;
    this.wire = wire;
  }
}
