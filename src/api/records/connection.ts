import type { IceCandidate as WireCandidate } from '../../ice/types.ts';
import type { DescriptionRecord, NegotiationSlots } from '../../jsep/types.ts';
import type { Stream } from '../../media/stream.ts';
import type { Host } from '../../ports/host.ts';
import { Queue } from '../../util/queue.ts';
import type { IceServer, TransportFactory } from '../../transport/types.ts';
import type { Binding } from '../binding.ts';
import type { Configuration } from '../configuration.ts';
import type { Faces } from '../faces.ts';
import { watchedFaces, type ConnectionWatcher } from '../watcher.ts';
import type { Certificate } from './certificate.ts';
import type { DataChannel } from './data-channel.ts';
import type { DtlsTransport } from './dtls-transport.ts';
import type { IceTransport } from './ice-transport.ts';
import type { SctpTransport } from './sctp-transport.ts';
import type { AppliedDescription } from './session-description.ts';
import type { Transceiver } from './transceiver.ts';

/** The promise that tells script of the peer's identity. */
export interface PendingIdentity {
  readonly promise: Promise<never>;
  readonly reject: (reason: DOMException) => void;
}

const NO_CREDENTIALS: ReadonlySet<string> = new Set();

/** The internal slots of an RTCPeerConnection, https://w3c.github.io/webrtc-pc/#dom-peerconnection. */
export class Connection {
  readonly face: EventTarget;
  readonly faces: Faces;
  readonly host: Host;
  readonly createTransport: TransportFactory;
  readonly watcher: ConnectionWatcher | undefined;
  configuration!: Configuration;
  iceServers: readonly IceServer[] = [];
  /** Those configured, or the one made when it is first needed. */
  certificates: readonly Certificate[] = [];
  isClosed = false;
  isNegotiationNeeded = false;
  wasLocalDescriptionSet = false;
  sctp: SctpTransport | undefined = undefined;
  /** [[DataChannels]], and those that are closing: every one whose close was not announced. */
  readonly dataChannels = new Set<DataChannel>();
  readonly dataChannelsById = new Map<number, DataChannel>();
  hasCreatedDataChannel = false;
  dataChannelCount = 0;
  readonly operations = new Queue<() => void>();
  /** Rejects the promise of the operation that runs. */
  rejectOperation: ((reason: Error) => void) | undefined = undefined;
  /** What that operation is bound to fail with, if it is known before the operation is done. */
  foreseenFailure: Error | undefined = undefined;
  updateNegotiationNeededFlagOnEmptyChain = false;
  lastCreatedOffer = '';
  lastCreatedAnswer = '';
  readonly earlyCandidates: { readonly transport: IceTransport; readonly candidate: WireCandidate }[] = [];
  negotiation: NegotiationSlots = { signalingState: 'stable' };
  iceConnectionState: RTCIceConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  connectionState: RTCPeerConnectionState = 'new';
  canTrickleIceCandidates: boolean | null = null;
  /** [[LocalIceCredentialsToReplace]]: "ufrag:password". */
  localIceCredentialsToReplace: ReadonlySet<string> = NO_CREDENTIALS;
  /** By `TransportPlan.mid`, in order of creation. */
  readonly transports = new Map<string, DtlsTransport>();
  readonly appliedDescriptions = new WeakMap<DescriptionRecord, AppliedDescription>();
  /** Of the o= line; made when it is first needed. */
  sessionId: string | undefined = undefined;
  nextSessionVersion = 0;
  /** Set by script; with its name the host has nothing to do. */
  identityProvider: string | undefined = undefined;
  /** Made when script first asks. */
  peerIdentity: PendingIdentity | undefined = undefined;
  /** The set of transceivers, in order of creation. */
  transceivers: Transceiver[] = [];
  transceiverCount = 0;
  /** setParameters calls that did not settle: descriptions are applied after them. */
  pendingParameterChanges = 0;
  /** Every stream the peer has named, by id. */
  remoteStreams: Map<string, Stream> | undefined = undefined;
  cname: string | undefined = undefined;
  ssrcs: Set<number> | undefined = undefined;
  /** What each created offer's sections stand for. */
  lastOfferAssociations: ReadonlyMap<string, number> | undefined = undefined;
  dataChannelsOpened = 0;
  dataChannelsClosed = 0;
  statsSalt: string | undefined = undefined;

  constructor(face: EventTarget, faces: Faces, binding: Binding) {
    const watcher = binding.watch?.();
    const { createTransport } = binding;
    this.face = face;
    this.faces = watcher === undefined ? faces : watchedFaces(faces, this, watcher);
    this.host = binding.host;
    this.createTransport =
      watcher === undefined ? createTransport : (options) => createTransport(watcher.watchTransport(options));
    this.watcher = watcher;
  }

  get signalingState(): RTCSignalingState {
    return this.isClosed ? 'closed' : this.negotiation.signalingState;
  }
}
