import type { MediaSectionPlan } from '../../jsep/media-types.ts';
import type { NegotiationPlan } from '../../jsep/types.ts';
import { receives, sends } from '../../sdp/media-attributes.ts';
import type { Connection } from '../records/connection.ts';
import type { Transceiver } from '../records/transceiver.ts';
import { createTransceiver } from './create-transceiver.ts';
import {
  adaptScalabilityModes,
  forgetLostCodecs,
  keepRidlessEncodings,
  narrowEncodings,
  proposeEncodings,
} from './negotiate-encodings.ts';
import { processRemoteTracks, removeRemoteTrack, setAssociatedRemoteStreams } from './process-remote-tracks.ts';
import { RemoteTrackChanges } from './remote-track-changes.ts';
import { disassociate, rollBackMedia } from './roll-back-media.ts';
import type { Side } from './set-session-description.ts';
import { stopTransceiver } from './stop-transceiver.ts';

/**
 * The part of https://w3c.github.io/webrtc-pc/#dfn-set-a-session-description that is about transceivers, once slots and
 * transports are set. What script is to be told of it is fired later; `undefined` where there is data only.
 */
export function applyMedia(
  connection: Connection,
  plan: NegotiationPlan,
  side: Side,
  formerState: RTCSignalingState,
): RemoteTrackChanges | undefined {
  if (plan.media.length === 0 && connection.transceivers.length === 0) return undefined;
  const changes = new RemoteTrackChanges();
  if (plan.type === 'rollback') rollBackMedia(connection, plan, formerState === 'have-remote-offer', changes);
  else for (const section of plan.media) applySection(connection, plan, side, section, changes);
  if (plan.type === 'answer') completeMedia(connection);
  return changes;
}

function applySection(
  connection: Connection,
  plan: NegotiationPlan,
  side: Side,
  section: MediaSectionPlan,
  changes: RemoteTrackChanges,
): void {
  const transceiver = transceiverFor(connection, section, side);
  if (transceiver === undefined) return;
  if (side === 'remote' && plan.type === 'offer') proposeEncodings(transceiver.sender, section.proposedSendRids);
  transceiver.jsepMid = section.mid;
  transceiver.mid = section.mid;
  if (transceiver.isStopped) return;
  if (side === 'local' || plan.isAnswerApplied) setTransport(connection, plan, transceiver);
  if (side === 'local') applyLocalSection(plan, section, transceiver, changes);
  else applyRemoteSection(plan, section, transceiver, changes);
}

/**
 * The one the section belongs to; a remote offer may bring one that did not exist. `undefined`: what stood in a section
 * of ours is stopped and gone, and nothing has taken its place yet.
 */
function transceiverFor(
  connection: Connection,
  { transceiverId, kind, isRejected }: MediaSectionPlan,
  side: Side,
): Transceiver | undefined {
  const found = connection.transceivers.find(({ id }) => id === transceiverId);
  if (found !== undefined || (side === 'local' && isRejected)) return found;
  const created = createTransceiver(connection, { kind, direction: 'recvonly' });
  created.isOfPendingOffer = true;
  keepRidlessEncodings(created.sender);
  return created;
}

function setTransport(connection: Connection, { sections }: NegotiationPlan, transceiver: Transceiver): void {
  const name = sections.find(({ mid }) => mid === transceiver.mid)?.transportMid;
  const transport = name === undefined ? undefined : connection.transports.get(name);
  if (transport === undefined) return;
  transceiver.sender.transport = transport;
  transceiver.receiver.transport = transport;
}

function applyLocalSection(
  plan: NegotiationPlan,
  section: MediaSectionPlan,
  transceiver: Transceiver,
  changes: RemoteTrackChanges,
): void {
  const { direction } = section;
  const { receiver, firedDirection } = transceiver;
  transceiver.isReceptive = receives(direction);
  if (!plan.isAnswerApplied) return;
  applyAnswer(transceiver, section);
  if (!receives(direction) && firedDirection !== undefined && receives(firedDirection)) {
    setAssociatedRemoteStreams(receiver, [], changes);
    removeRemoteTrack(transceiver, changes);
  }
  setCurrentDirection(transceiver, section);
  transceiver.firedDirection = direction;
}

function applyRemoteSection(
  plan: NegotiationPlan,
  section: MediaSectionPlan,
  transceiver: Transceiver,
  changes: RemoteTrackChanges,
): void {
  const { direction, isRejected } = section;
  const streamIds = receives(direction) && !isRejected ? section.remoteStreamIds : [];
  processRemoteTracks(transceiver, direction, streamIds, changes);
  if (plan.isAnswerApplied) {
    applyAnswer(transceiver, section);
    setCurrentDirection(transceiver, section);
  }
  if (isRejected) stopTransceiver(transceiver);
}

/** What either side's answer settles. Before it nothing can come, and [[ReceiveCodecs]] shows none. */
function applyAnswer(transceiver: Transceiver, section: MediaSectionPlan): void {
  const { sender, receiver } = transceiver;
  narrowEncodings(sender, section.negotiatedSendRids);
  receiver.receiveCodecs = section.receiveCodecs;
  sender.sendCodecs = section.sendCodecs;
  sender.lastReturnedParameters = undefined;
  sender.headerExtensions = section.headerExtensions.filter(({ direction }) => sends(direction));
  receiver.headerExtensions = section.headerExtensions.filter(({ direction }) => receives(direction));
  sender.usesReducedSizeRtcp = section.rtcp.isReducedSize;
  receiver.usesReducedSizeRtcp = section.rtcp.isReducedSize;
  learnHeaderExtensions(transceiver, section);
}

/**
 * https://w3c.github.io/webrtc-extensions/#modifications-to-existing-procedures, but what is to be negotiated next stays
 * as the application said: what one peer left out may be offered by the other later, as the platform's tests have it.
 */
function learnHeaderExtensions(transceiver: Transceiver, { headerExtensions }: MediaSectionPlan): void {
  transceiver.negotiatedHeaderExtensions = transceiver.headerExtensionsToNegotiate.map(({ uri }) => {
    const answered = headerExtensions.find((extension) => extension.uri === uri);
    return { uri, direction: answered?.direction ?? ('stopped' as const) };
  });
}

function setCurrentDirection(transceiver: Transceiver, { direction }: MediaSectionPlan): void {
  transceiver.currentDirection = direction;
  if (sends(direction)) transceiver.sender.hasSent = true;
}

/** The negotiation is over: what was proposed is what there is, and what is gone is forgotten. */
function completeMedia(connection: Connection): void {
  const rejected = new Set(
    [connection.negotiation.currentLocal, connection.negotiation.currentRemote].flatMap((record) =>
      (record?.sections ?? []).filter(({ isRejected }) => isRejected).map(({ mid }) => mid),
    ),
  );
  const isOver = ({ isStopped, mid }: Transceiver): boolean => isStopped && mid !== null && rejected.has(mid);
  for (const transceiver of connection.transceivers.filter(isOver)) disassociate(transceiver);
  connection.transceivers = connection.transceivers.filter(({ isStopped, mid }) => !isStopped || mid !== null);
  for (const transceiver of connection.transceivers) {
    transceiver.isOfPendingOffer = false;
    forgetLostCodecs(transceiver.sender);
    adaptScalabilityModes(transceiver.sender);
  }
}

/** https://w3c.github.io/webrtc-pc/#dfn-set-the-muted-state and the rest of what is fired, in the spec's order. */
export function fireMediaEvents(connection: Connection, changes: RemoteTrackChanges | undefined): void {
  if (changes === undefined) return;
  const { faces } = connection;
  for (const track of changes.muted) track.source.setMuted(true);
  for (const { stream, track } of changes.removed) {
    if (stream.tracks.delete(track)) faces.fireStreamTrack(stream, 'removetrack', track);
  }
  const newStreams = new Set(changes.added.flatMap(({ stream }) => (stream.tracks.size === 0 ? [stream] : [])));
  for (const { stream, track } of changes.added) {
    if (stream.tracks.has(track)) continue;
    stream.tracks.add(track);
    faces.fireStreamTrack(stream, 'addtrack', track);
  }
  for (const { transceiver, streams } of changes.tracks) faces.fireTrack(connection.face, transceiver, streams);
  // No specification has this event any more, but browsers do, and programs from before there were transceivers.
  for (const stream of newStreams) faces.fireAddStream(connection.face, stream);
}
