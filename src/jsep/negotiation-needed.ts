import { directionOf, intersected, reversed, sends } from '../sdp/media-attributes.ts';
import type { Direction } from '../sdp/media-attributes.ts';
import { msidsOf } from '../sdp/msid.ts';
import { isRejectedSection } from './kinds.ts';
import type { TransceiverSnapshot } from './media-types.ts';
import { sectionWithMid } from './slots.ts';
import type { DescriptionRecord, SessionSnapshot } from './types.ts';

/** https://w3c.github.io/webrtc-pc/#dfn-check-if-negotiation-is-needed */
export function negotiationNeeded(snapshot: SessionSnapshot): boolean {
  if (snapshot.iceRestartRequested || (snapshot.wantsDataChannels && !isDataNegotiated(snapshot))) return true;
  return (snapshot.transceivers ?? []).some((transceiver) => needsNegotiation(transceiver, snapshot));
}

/** Also when the peer refused: asking again would be refused again. */
function isDataNegotiated({ currentLocal }: SessionSnapshot): boolean {
  return currentLocal?.sections.some(({ kind, isRejected }) => kind === 'application' && !isRejected) === true;
}

function needsNegotiation(transceiver: TransceiverSnapshot, snapshot: SessionSnapshot): boolean {
  const { mid, isStopping, isStopped } = transceiver;
  const { currentLocal, currentRemote } = snapshot;
  const isAssociated = mid !== undefined && sectionWithMid(currentLocal, mid) !== undefined;
  // What was stopped before anybody heard of it has nothing to negotiate, and no offer could end that.
  if (isStopping && !isStopped) return isAssociated;
  const isRejected = isAssociated && [currentLocal, currentRemote].some((record) => isRejectedIn(record, mid));
  if (isStopped) return isAssociated && !isRejected;
  // An answer has rejected it: there is nothing left to ask for.
  if (isRejected) return false;
  if (!isAssociated) return true;
  return isTrackNews(transceiver, mid, currentLocal) || isDirectionNews(transceiver, mid, snapshot);
}

function isRejectedIn(record: DescriptionRecord | undefined, mid: string): boolean {
  const section = sectionWithMid(record, mid);
  return section !== undefined && isRejectedSection(section);
}

/** The streams are a set: their order, and one that is named twice, change nothing. */
function isTrackNews(
  { direction, senderStreamIds }: TransceiverSnapshot,
  mid: string,
  currentLocal: DescriptionRecord | undefined,
): boolean {
  if (!sends(direction)) return false;
  const section = sectionWithMid(currentLocal, mid);
  const msids = section === undefined ? [] : msidsOf(section);
  const said = new Set(msids.map(({ streamId }) => streamId).filter((streamId) => streamId !== '-'));
  const wanted = new Set(senderStreamIds);
  return msids.length === 0 || said.size !== wanted.size || [...wanted].some((streamId) => !said.has(streamId));
}

function isDirectionNews({ direction }: TransceiverSnapshot, mid: string, snapshot: SessionSnapshot): boolean {
  const { currentLocal, currentRemote } = snapshot;
  const local = directionIn(currentLocal, mid);
  const remote = directionIn(currentRemote, mid);
  const offered = remote && reversed(remote);
  if (currentLocal?.type === 'offer') return direction !== local && direction !== offered;
  return offered !== undefined && local !== intersected(direction, offered);
}

function directionIn(record: DescriptionRecord | undefined, mid: string): Direction | undefined {
  const section = sectionWithMid(record, mid);
  return section && record && directionOf(section, record.parsed.session);
}
