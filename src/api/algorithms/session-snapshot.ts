import type { SendEncoding, TransceiverSnapshot } from '../../jsep/media-types.ts';
import type { GatheredCandidates, SessionSnapshot } from '../../jsep/types.ts';
import type { Random } from '../../ports/random.ts';
import type { CandidateAttribute } from '../../sdp/candidate-attribute.ts';
import { readUint32 } from '../../util/bytes.ts';
import type { Connection } from '../records/connection.ts';
import { candidateAttributeOf } from '../records/ice-candidate.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import type { Transceiver } from '../records/transceiver.ts';
import { makeIceParameters } from './make-ice-parameters.ts';
import { ssrcsOf } from './media-names.ts';

/** RFC 8841 §5 recommends 5000. */
export const LOCAL_SCTP_PORT = 5000;
/** The largest message accepted, as announced by a=max-message-size; what browsers announce. */
export const MAX_RECEIVE_MESSAGE_BYTES = 262_144;

const LOCAL_SCTP = { localPort: LOCAL_SCTP_PORT, maxMessageSizeBytes: MAX_RECEIVE_MESSAGE_BYTES };

/** What negotiation may know of a connection now. */
export function sessionSnapshotOf(
  connection: Connection,
  gathered?: ReadonlyMap<string, GatheredCandidates>,
): SessionSnapshot {
  const { negotiation, configuration, host } = connection;
  connection.sessionId ??= makeSessionId(host.random);
  // Member by member: a spread with more members behind it makes an object that V8 keeps as a dictionary.
  return {
    signalingState: negotiation.signalingState,
    currentLocal: negotiation.currentLocal,
    pendingLocal: negotiation.pendingLocal,
    currentRemote: negotiation.currentRemote,
    pendingRemote: negotiation.pendingRemote,
    origin: { sessionId: connection.sessionId, nextVersion: connection.nextSessionVersion },
    fingerprints: connection.certificates.map(({ fingerprint }) => fingerprint),
    bundlePolicy: configuration.bundlePolicy,
    rtcpMuxPolicy: configuration.rtcpMuxPolicy,
    wantsDataChannels: connection.hasCreatedDataChannel,
    iceRestartRequested: connection.localIceCredentialsToReplace.size > 0,
    makeIceParameters: () => makeIceParameters(host.random),
    sctp: LOCAL_SCTP,
    transceivers: connection.transceivers.map(transceiverSnapshot),
    gathered,
  };
}

/** The same for a description that is to be created: it repeats what was gathered. */
export function creationSnapshotOf(connection: Connection): SessionSnapshot {
  return sessionSnapshotOf(connection, gatheredBy(connection));
}

/** By each transport, of its current generation. In a description the a=ice-ufrag line names the generation. */
function gatheredBy({ transports }: Connection): Map<string, GatheredCandidates> {
  const gathered = new Map<string, GatheredCandidates>();
  for (const [mid, { ice }] of transports) {
    const generation = ice.localParameters?.usernameFragment ?? '';
    gathered.set(mid, {
      candidates: gatheredCandidates(ice, generation),
      isComplete: ice.endedLocalGenerations.includes(generation),
    });
  }
  return gathered;
}

/** As a description of their generation has them. */
export function gatheredCandidates({ gathered }: IceTransport, generation: string): CandidateAttribute[] {
  const ofGeneration = gathered.filter(({ usernameFragment }) => usernameFragment === generation);
  return ofGeneration.map(({ candidate }) => candidateAttributeOf(candidate, undefined));
}

function transceiverSnapshot(transceiver: Transceiver): TransceiverSnapshot {
  const { sender } = transceiver;
  return {
    id: transceiver.id,
    kind: transceiver.kind,
    mid: transceiver.jsepMid ?? undefined,
    direction: transceiver.direction,
    currentDirection: transceiver.currentDirection,
    isStopping: transceiver.isStopping,
    isStopped: transceiver.isStopped,
    wasAddedByTrack: transceiver.wasAddedByTrack,
    senderStreamIds: sender.streamIds,
    senderTrackId: sender.trackId,
    preferredCodecs: transceiver.preferredCodecs,
    sendEncodings: negotiable(sender.sendEncodings),
    headerExtensionsToNegotiate: transceiver.headerExtensionsToNegotiate,
    ssrcs: ssrcsOf(sender),
  };
}

/** Layers are told apart by their rids: without them there is but one. */
function negotiable(encodings: readonly SendEncoding[]): readonly SendEncoding[] {
  return encodings[0].rid === undefined ? encodings.slice(0, 1) : encodings;
}

/** RFC 9429 §5.2.1: 64 bits of which the highest is 0. */
function makeSessionId(random: Random): string {
  const bytes = new Uint8Array(8);
  random.fill(bytes);
  const high = BigInt(readUint32(bytes, 0) & 0x7fffffff);
  return ((high << 32n) | BigInt(readUint32(bytes, 4))).toString();
}
