import type {
  Codec,
  HeaderExtension,
  MediaKind,
  NegotiatedCodec,
  NegotiatedHeaderExtension,
} from '../../jsep/media-types.ts';
import { NO_SETTINGS } from '../../media/constraints/settings-space.ts';
import { Source } from '../../media/source.ts';
import type { Stream } from '../../media/stream.ts';
import { Track } from '../../media/track.ts';
import type { Direction } from '../../sdp/media-attributes.ts';
import type { EncodingParameters, SendParameters } from '../rtp-dictionaries.ts';
import type { Connection } from './connection.ts';
import type { DtlsTransport } from './dtls-transport.ts';
import type { DtmfSender } from './dtmf-sender.ts';

/** The slots of an RTCRtpTransceiver. */
export class Transceiver {
  readonly connection: Connection;
  /** Of the transceivers of its connection, in order of creation. */
  readonly id: number;
  readonly kind: MediaKind;
  readonly sender: Sender;
  readonly receiver: Receiver;
  face: object | undefined = undefined;
  direction: Direction;
  currentDirection: Direction | undefined = undefined;
  firedDirection: Direction | undefined = undefined;
  isReceptive = false;
  isStopping = false;
  isStopped = false;
  preferredCodecs: readonly Codec[] = [];
  jsepMid: string | null = null;
  mid: string | null = null;
  headerExtensionsToNegotiate: readonly HeaderExtension[];
  negotiatedHeaderExtensions: readonly HeaderExtension[];
  /** addTrack made it: remote offers may take it, RFC 9429 §5.10. */
  wasAddedByTrack = false;
  /** addTrack made it, or gave it a track: a rollback leaves it alone. */
  hasAddedTrack = false;
  /** The remote offer that is pending made it: a rollback takes it away. */
  isOfPendingOffer = false;

  constructor(
    connection: Connection,
    kind: MediaKind,
    direction: Direction,
    headerExtensionsToNegotiate: readonly HeaderExtension[],
  ) {
    this.connection = connection;
    this.id = connection.transceiverCount++;
    this.kind = kind;
    this.direction = direction;
    this.headerExtensionsToNegotiate = headerExtensionsToNegotiate;
    this.negotiatedHeaderExtensions = headerExtensionsToNegotiate.map(({ uri }) => ({ uri, direction: 'stopped' }));
    this.sender = new Sender(this);
    this.receiver = new Receiver(this);
  }
}

/** The slots of an RTCRtpSender. */
export class Sender {
  readonly transceiver: Transceiver;
  face: object | undefined = undefined;
  track: Track | undefined = undefined;
  transport: DtlsTransport | undefined = undefined;
  lastStableTransport: DtlsTransport | undefined = undefined;
  dtmf: DtmfSender | undefined = undefined;
  /** [[AssociatedMediaStreamIds]] */
  streamIds: readonly string[] = [];
  /** What a=msid calls its track. */
  trackId = '';
  sendEncodings: readonly EncodingParameters[] = [];
  lastStableRidlessSendEncodings: readonly EncodingParameters[] | undefined = undefined;
  sendCodecs: readonly NegotiatedCodec[] = [];
  lastReturnedParameters: SendParameters | undefined = undefined;
  degradationPreference: SendParameters['degradationPreference'] = undefined;
  headerExtensions: readonly NegotiatedHeaderExtension[] = [];
  usesReducedSizeRtcp = false;
  /** [[CurrentDirection]] was one that sends, at least once. */
  hasSent = false;
  /** Of each layer's stream and of its retransmissions, made when they are first needed. */
  readonly ssrcs: { readonly media: number; readonly rtx: number }[] = [];

  constructor(transceiver: Transceiver) {
    this.transceiver = transceiver;
  }
}

/** The slots of an RTCRtpReceiver. */
export class Receiver {
  readonly transceiver: Transceiver;
  face: object | undefined = undefined;
  /** What comes from the peer; muted until something does. */
  readonly source: Source;
  readonly track: Track;
  transport: DtlsTransport | undefined = undefined;
  lastStableTransport: DtlsTransport | undefined = undefined;
  /** [[AssociatedRemoteMediaStreams]] */
  streams: readonly Stream[] = [];
  lastStableStreams: readonly Stream[] = [];
  receiveCodecs: readonly NegotiatedCodec[] = [];
  lastStableReceiveCodecs: readonly NegotiatedCodec[] = [];
  headerExtensions: readonly NegotiatedHeaderExtension[] = [];
  usesReducedSizeRtcp = false;
  jitterBufferTarget: number | null = null;
  contributingSources: readonly RTCRtpContributingSource[] = [];
  synchronizationSources: readonly RTCRtpSynchronizationSource[] = [];

  /** https://w3c.github.io/webrtc-pc/#create-an-rtcrtpreceiver */
  constructor(transceiver: Transceiver) {
    const { kind, connection } = transceiver;
    this.transceiver = transceiver;
    this.source = new Source(kind, `remote ${kind}`, NO_SETTINGS, {}, true);
    this.track = new Track(connection.host, this.source, {});
  }
}
