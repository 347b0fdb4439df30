import type { IceCandidate as WireCandidate, IceParameters, IceState } from '../../ice/types.ts';
import type { Host } from '../../ports/host.ts';
import type { IceGatheringState, Transport } from '../../transport/types.ts';
import type { Faces } from '../faces.ts';
import type { CandidatePair, IceTransportSlots } from './ice-transport.ts';

/** An RTCIceTransport that script constructed, https://w3c.github.io/webrtc-ice/: no connection negotiates for it. */
export class StandaloneIce implements IceTransportSlots {
  readonly face: EventTarget;
  readonly faces: Faces;
  readonly host: Host;
  readonly localParameters: IceParameters;
  /** Set right after construction and never changed. */
  wire!: Transport;
  state: IceState = 'new';
  gatheringState: IceGatheringState = 'new';
  role: RTCIceRole = 'unknown';
  selectedPair: CandidatePair | undefined = undefined;
  remoteParameters: IceParameters | undefined = undefined;
  localCandidates: RTCIceCandidate[] = [];
  remoteCandidates: RTCIceCandidate[] = [];
  /** Of `remoteCandidates`, those ICE can try; the wire has them once `start` was called. */
  usableRemoteCandidates: WireCandidate[] = [];
  hasRemoteEnded = false;

  constructor(face: EventTarget, faces: Faces, host: Host, localParameters: IceParameters) {
    this.face = face;
    this.faces = faces;
    this.host = host;
    this.localParameters = localParameters;
  }
}
