import type { Fingerprint } from '../crypto/certificate-types.ts';
import type { DtlsRole } from '../dtls/types.ts';
import type { IceParameters, IceRole } from '../ice/types.ts';
import type { CandidateAttribute } from '../sdp/candidate-attribute.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import type { MediaCapabilities, MediaSectionPlan, TransceiverSnapshot } from './media-types.ts';

/** RTCSignalingState without 'closed': a closed connection negotiates nothing. */
export type SignalingState =
  'stable' | 'have-local-offer' | 'have-remote-offer' | 'have-local-pranswer' | 'have-remote-pranswer';

/** RTCSdpType. */
export type SdpType = 'offer' | 'pranswer' | 'answer' | 'rollback';

/** What an m= section carries. `unknown` is whatever this stack has no strategy for. */
export type SectionKind = 'application' | 'audio' | 'video' | 'unknown';

export type BundlePolicy = 'balanced' | 'max-compat' | 'max-bundle';
export type RtcpMuxPolicy = 'negotiate' | 'require';

/** A description that was applied: what the four slots of a connection hold. Never changed, only replaced. */
export interface DescriptionRecord {
  readonly type: Exclude<SdpType, 'rollback'>;
  readonly sdp: string;
  /** Read only; `clone()` it to change something. */
  readonly parsed: SessionDescription;
  /** One per m= section, in order. */
  readonly sections: readonly SectionPlan[];
}

/** One m= section as negotiation sees it. */
export interface SectionPlan {
  readonly index: number;
  /** The section's a=mid; where a peer sent none, a value made up here that stays the same (RFC 9429 §5.10). */
  readonly mid: string;
  readonly kind: SectionKind;
  /** The a=ice-ufrag that holds for it, which names the generation of its candidates. */
  readonly usernameFragment: string | undefined;
  /** Port 0 and not bundle-only. In a remote offer also a section that our answer will reject. */
  readonly isRejected: boolean;
  /** Shares its transport with the section that comes first in its BUNDLE group. */
  readonly isBundled: boolean;
  /**
   * The name of the transport it uses: the mid of the section the transport was created for, and the transport keeps
   * that name for as long as any section uses it. `undefined` for a rejected section.
   */
  readonly transportMid: string | undefined;
}

/** The four description slots of webrtc-pc and the state they belong to. */
export interface NegotiationSlots {
  readonly signalingState: SignalingState;
  readonly currentLocal?: DescriptionRecord;
  readonly pendingLocal?: DescriptionRecord;
  readonly currentRemote?: DescriptionRecord;
  readonly pendingRemote?: DescriptionRecord;
}

/** Everything negotiation may read of a connection. */
export interface SessionSnapshot extends NegotiationSlots {
  /**
   * The o= line. `sessionId` is a decimal number below 2^63. `nextVersion` is what the next created description says;
   * the caller adds one after each `createOffer` and `createAnswer`.
   */
  readonly origin: { readonly sessionId: string; readonly nextVersion: number };
  /** Of our certificates, in the order they are to be announced. */
  readonly fingerprints: readonly Fingerprint[];
  readonly bundlePolicy: BundlePolicy;
  readonly rtcpMuxPolicy: RtcpMuxPolicy;
  /** A data channel was created at least once, or the configuration always negotiates data channels. */
  readonly wantsDataChannels: boolean;
  /** [[LocalIceCredentialsToReplace]] is not empty. */
  readonly iceRestartRequested: boolean;
  /** Fresh ufrag and password; called once for each transport that needs new ones. */
  makeIceParameters(): IceParameters;
  /** `maxMessageSizeBytes` Infinity: any size. */
  readonly sctp: { readonly localPort: number; readonly maxMessageSizeBytes: number };
  /** What each transport, by name, has gathered: created descriptions repeat it while its ICE credentials stay. */
  readonly gathered?: ReadonlyMap<string, GatheredCandidates>;
  /** The connection's set of transceivers, in order of creation. Absent: none. */
  readonly transceivers?: readonly TransceiverSnapshot[];
  /** What can be sent and received. Absent: what this stack knows. */
  readonly capabilities?: MediaCapabilities;
}

/** Local candidates of one transport, of its current ICE generation. */
export interface GatheredCandidates {
  readonly candidates: readonly CandidateAttribute[];
  readonly isComplete: boolean;
}

export interface OfferOptions {
  readonly iceRestart?: boolean;
}

/** RTCPeerConnection's [[LastCreatedOffer]] and [[LastCreatedAnswer]]; '' or absent: none. */
export interface LastCreated {
  readonly offer?: string;
  readonly answer?: string;
  /** What `offerAssociations` said when the offer was created: the id of the transceiver behind each mid. */
  readonly offerAssociations?: ReadonlyMap<string, number>;
}

/** A failure as webrtc-pc names it. */
export interface NegotiationError {
  readonly name:
    'InvalidStateError' | 'InvalidAccessError' | 'InvalidModificationError' | 'OperationError' | 'RTCError';
  readonly message: string;
  /** With name 'RTCError' only. */
  readonly errorDetail?: 'sdp-syntax-error';
  /** 1-based; with name 'RTCError' only. */
  readonly sdpLineNumber?: number;
}

export type PlanResult =
  { readonly ok: true; readonly plan: NegotiationPlan } | { readonly ok: false; readonly error: NegotiationError };

/** What is true once a description is applied. The caller copies the slots and makes its transports match. */
export interface NegotiationPlan {
  readonly type: SdpType;
  readonly slots: NegotiationSlots;
  /** Sections of the newest description, in m= line order. */
  readonly sections: readonly SectionPlan[];
  /** Every transport that is to exist from now on, in order of first use; any other is to be closed. */
  readonly transports: readonly TransportPlan[];
  /**
   * The audio and video sections of the newest description, in m= line order; after a rollback those of the last
   * stable state. A transceiver whose [[JsepMid]] is not among them is to be disassociated.
   */
  readonly media: readonly MediaSectionPlan[];
  /** The SCTP association that is to exist, if any. */
  readonly sctp: SctpPlan | undefined;
  /** An association that existed is to be closed (RFC 8841 §10.3, 10.4, or a rollback of its creation). */
  readonly closesSctp: boolean;
  /** For transports whose ICE role is still unknown. `undefined` when nothing was negotiated (rollback). */
  readonly iceRole: IceRole | undefined;
  /** A (provisional) answer was applied: `dtlsRole` and both sides' parameters are known. */
  readonly isAnswerApplied: boolean;
  /** The negotiation is complete: signalingState became stable by an answer. */
  readonly isNegotiationComplete: boolean;
}

export interface RemoteIceParameters extends IceParameters {
  readonly isLite: boolean;
  /** Options of a=ice-options, such as 'trickle', 'ice2', 'renomination'. */
  readonly options: readonly string[];
}

export interface TransportPlan {
  /** See `SectionPlan.transportMid`. */
  readonly mid: string;
  /** Sections that use it, in m= line order. */
  readonly sectionMids: readonly string[];
  /** From the newest local description; `undefined` until there is one. */
  readonly local: IceParameters | undefined;
  /** From the newest remote description; `undefined` until there is one. */
  readonly remote: RemoteIceParameters | undefined;
  /** `local` differs from what the last stable state had. */
  readonly isLocalIceRestart: boolean;
  /** `remote` differs from what the last stable state had. */
  readonly isRemoteIceRestart: boolean;
  /** Any one of them may match (RFC 8122 §5). */
  readonly remoteFingerprints: readonly Fingerprint[];
  /** a=tls-id, RFC 8842 §4. */
  readonly remoteTlsId: string | undefined;
  /** Our role; `undefined` until an answer says. */
  readonly dtlsRole: DtlsRole | undefined;
  /** The answer starts a new DTLS association on a transport that had one (RFC 8842 §4): other fingerprints, role or tls-id. */
  readonly isNewDtlsAssociation: boolean;
  /** The a=candidate lines of the newest remote description that parse, all of its transport. */
  readonly remoteCandidates: readonly CandidateAttribute[];
  readonly hasRemoteEndOfCandidates: boolean;
}

export interface SctpPlan {
  /** Of the m=application section. */
  readonly mid: string;
  readonly transportMid: string;
  /** `undefined` until the remote description says. */
  readonly remotePort: number | undefined;
  /** Infinity when the peer says 0, 65536 when it says nothing (RFC 8841 §6.1); `undefined` without remote description. */
  readonly remoteMaxMessageSizeBytes: number | undefined;
  /** There was no association in the last stable state. */
  readonly isNew: boolean;
}
