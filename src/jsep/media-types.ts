import type { Direction } from '../sdp/media-attributes.ts';

/** Media negotiation's own nouns: what a transceiver asks for, and what a description makes of it. */

export type MediaKind = 'audio' | 'video';

/** A codec as RTCRtpCodec describes it. */
export interface Codec {
  /** Such as `audio/opus`; compared without case. */
  readonly mimeType: string;
  /** Hz. */
  readonly clockRate: number;
  /** Audio only. */
  readonly channels?: number;
  /** The parameters of a=fmtp, `a=1;b=2`; absent: no such line. */
  readonly sdpFmtpLine?: string;
}

/** A codec this stack knows, with what it says of it in a=rtcp-fb. */
export interface SupportedCodec extends Codec {
  /** Values of a=rtcp-fb behind the payload type, such as `nack pli`. */
  readonly rtcpFeedback: readonly string[];
  /** The payload type it gets where nothing speaks against it. */
  readonly preferredPayloadType: number;
  /** Its retransmissions (RFC 4588) are supported, preferably with this payload type. */
  readonly preferredRtxPayloadType?: number;
  /** Where it works in one direction only; see `codecsFor`. */
  readonly direction?: 'sendonly' | 'recvonly';
}

export interface NegotiatedCodec extends Codec {
  /** 0…127. */
  readonly payloadType: number;
  /** What both sides announce. */
  readonly rtcpFeedback: readonly string[];
}

/** RTCRtpHeaderExtensionCapability: `direction` is what a new transceiver starts with; 'stopped': not offered. */
export interface HeaderExtension {
  readonly uri: string;
  readonly direction: Direction | 'stopped';
}

export interface NegotiatedHeaderExtension {
  /** 1…255 (RFC 8285). */
  readonly id: number;
  readonly uri: string;
  /** From our point of view. */
  readonly direction: Direction;
}

export interface KindCapabilities {
  /** In order of preference; retransmission is one entry without parameters (`video/rtx`), as in getCapabilities. */
  readonly codecs: readonly SupportedCodec[];
  readonly headerExtensions: readonly HeaderExtension[];
}

export type MediaCapabilities = Readonly<Record<MediaKind, KindCapabilities>>;

/** One layer of [[SendEncodings]]. */
export interface SendEncoding {
  readonly rid?: string;
  readonly active: boolean;
}

/** An RTCRtpTransceiver as negotiation sees it. */
export interface TransceiverSnapshot {
  /** Never used again for another transceiver of the connection. */
  readonly id: number;
  readonly kind: MediaKind;
  /** [[JsepMid]]: the mid of the section it is associated with, also while that is only proposed. */
  readonly mid: string | undefined;
  /** [[Direction]], as asked for. */
  readonly direction: Direction;
  /** [[CurrentDirection]]; a transceiver that was never negotiated has none. */
  readonly currentDirection: Direction | undefined;
  /** [[Stopping]]: the next offer rejects its section. */
  readonly isStopping: boolean;
  /** [[Stopped]]: its section was rejected. */
  readonly isStopped: boolean;
  /** addTrack made or took it: a section of a remote offer may be associated with it (RFC 9429 §5.10). */
  readonly wasAddedByTrack: boolean;
  /** [[AssociatedMediaStreamIds]] of the sender. */
  readonly senderStreamIds: readonly string[];
  /** The second word of a=msid: made up once, different for every transceiver of the connection. */
  readonly senderTrackId: string;
  /** [[PreferredCodecs]]; empty: no preference. */
  readonly preferredCodecs: readonly Codec[];
  readonly sendEncodings: readonly SendEncoding[];
  /** [[HeaderExtensionsToNegotiate]] of webrtc-extensions; absent: those of the capabilities. */
  readonly headerExtensionsToNegotiate?: readonly HeaderExtension[];
  /** For a=ssrc lines; absent or empty: none are written. */
  readonly ssrcs?: LocalSsrcs;
}

/** What a=ssrc and a=ssrc-group lines say of a sender without rids, RFC 5576. */
export interface LocalSsrcs {
  readonly cname: string;
  readonly media: number;
  /** RFC 4588 §8: of the retransmissions; written when rtx is in use. */
  readonly rtx?: number;
}

/** What the newest description says of an audio or video section. Directions are from our point of view. */
export interface MediaSectionPlan {
  /** Of the m= line. */
  readonly index: number;
  readonly mid: string;
  readonly kind: MediaKind;
  /**
   * The transceiver it is, or becomes, associated with. `undefined`: of a remote offer (recvonly), which none fits;
   * the caller makes one with [[JsepMid]] `mid`, stopped at once when the section is rejected.
   */
  readonly transceiverId: number | undefined;
  /** Port 0 in the description just applied. */
  readonly isRejected: boolean;
  /** As the description just applied says; 'inactive' for a rejected section. */
  readonly direction: Direction;
  /** MSIDs of the newest remote description where it sends; no duplicates, no `-`. `default` where it says nothing. */
  readonly remoteStreamIds: readonly string[];
  /** The second word of its a=msid, if any. */
  readonly remoteTrackId: string | undefined;
  /**
   * What it negotiates for receiving, in our order, with our parameters; empty where our own description does not
   * receive. Before an answer: what was offered and is known here (getParameters shows none of it until an answer).
   */
  readonly receiveCodecs: readonly NegotiatedCodec[];
  /** [[SendCodecs]], in the peer's order, with its parameters; empty before an answer and where nothing is in common. */
  readonly sendCodecs: readonly NegotiatedCodec[];
  /** Both sides have them; before an answer those offered that we know. */
  readonly headerExtensions: readonly NegotiatedHeaderExtension[];
  /** Rids a remote offer asks us to send, first alternatives only, no duplicates: proposedSendEncodings. Else empty. */
  readonly proposedSendRids: readonly string[];
  /**
   * After an answer, the layers we may send, in the order of a=simulcast; empty: no simulcast. `undefined`: nothing
   * was said about it (not an answer, no simulcast offered, or a direction in which we do not send).
   */
  readonly negotiatedSendRids: readonly NegotiatedRid[] | undefined;
  /** Layers the peer announces to send, in order; empty without simulcast. */
  readonly receiveRids: readonly NegotiatedRid[];
  /** From a=ssrc lines of the newest remote description, in order. */
  readonly remoteSsrcs: readonly RemoteSsrc[];
  readonly rtcp: RtcpPlan;
}

export interface NegotiatedRid {
  readonly rid: string;
  /** `~` in front of it in a=simulcast (RFC 8853 §5.1). */
  readonly isPaused: boolean;
}

export interface RemoteSsrc {
  readonly ssrc: number;
  readonly cname: string | undefined;
  /** From a=ssrc-group:FID: the SSRC of its retransmissions. */
  readonly rtxSsrc: number | undefined;
}

export interface RtcpPlan {
  /** Of the remote description. */
  readonly usesMux: boolean;
  /** a=rtcp-rsize on both sides (RFC 5506 §5). */
  readonly isReducedSize: boolean;
  /** Of the peer, from a=ssrc. */
  readonly cname: string | undefined;
}
