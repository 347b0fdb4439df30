import { iceCredentialsOf } from '../../jsep/ice-credentials.ts';
import type { DescriptionRecord, NegotiationPlan, NegotiationSlots } from '../../jsep/types.ts';
import type { Connection } from '../records/connection.ts';
import type { DataChannel } from '../records/data-channel.ts';
import { AppliedDescription } from '../records/session-description.ts';
import { applyMedia, fireMediaEvents } from './apply-media.ts';
import { assignDataChannelIds } from './data-channel-id.ts';
import { validateIdentity } from './identity.ts';
import { introduceDataChannels } from './open-data-channel.ts';
import { reconcileSctp } from './reconcile-sctp.ts';
import { reconcileTransports } from './reconcile-transports.ts';
import { keepStableMedia } from './roll-back-media.ts';
import { releaseEarlyCandidates } from './surface-candidate.ts';
import type { Side } from './set-session-description.ts';
import { updateAggregateStates, updateConnectionStates } from './update-aggregate-states.ts';
import { updateNegotiationNeededFlag } from './update-negotiation-needed-flag.ts';

/**
 * The task of https://w3c.github.io/webrtc-pc/#dfn-set-a-session-description that runs when a description was applied
 * successfully: slots, transports, channels; then the events.
 */
export function applyPlan(connection: Connection, plan: NegotiationPlan, side: Side): void {
  const formerState = connection.signalingState;
  if (plan.type === 'offer' && formerState === 'stable') keepStableMedia(connection);
  setSlots(connection, plan.slots);
  if (plan.isNegotiationComplete) completeNegotiation(connection);
  const transportChanges = reconcileTransports(connection, plan);
  reconcileSctp(connection, plan);
  const failedChannels = plan.isAnswerApplied ? assignDataChannelIds(connection) : [];
  introduceDataChannels(connection);
  const trackChanges = applyMedia(connection, plan, side, formerState);
  if (side === 'remote' && plan.type !== 'rollback') learnFromRemote(connection, plan);
  if (side === 'local') releaseEarlyCandidates(connection);
  if (connection.signalingState === 'stable') {
    connection.isNegotiationNeeded = false;
    updateNegotiationNeededFlag(connection);
  }
  if (connection.signalingState !== formerState) connection.faces.fire(connection.face, 'signalingstatechange');
  for (const channel of failedChannels) fireChannelFailure(channel);
  fireMediaEvents(connection, trackChanges);
  if (transportChanges.haveGone) updateAggregateStates(connection);
  else if (transportChanges.haveCome) updateConnectionStates(connection);
}

function setSlots(connection: Connection, slots: NegotiationSlots): void {
  connection.negotiation = slots;
  exposeDescription(connection, slots.currentLocal);
  exposeDescription(connection, slots.pendingLocal);
  exposeDescription(connection, slots.currentRemote);
  exposeDescription(connection, slots.pendingRemote);
}

/** A description that moves from the pending to the current slot stays the same object. */
function exposeDescription(connection: Connection, record: DescriptionRecord | undefined): void {
  if (record === undefined || connection.appliedDescriptions.has(record)) return;
  const applied = new AppliedDescription(record, connection.faces.sessionDescription);
  connection.appliedDescriptions.set(record, applied);
}

function completeNegotiation(connection: Connection): void {
  connection.lastCreatedOffer = '';
  connection.lastCreatedAnswer = '';
  const current = connection.negotiation.currentLocal;
  const toReplace = connection.localIceCredentialsToReplace;
  if (current === undefined || toReplace.size === 0) return;
  const isOldOneLeft = iceCredentialsOf(current).some((credentials) => toReplace.has(credentialsKey(credentials)));
  if (!isOldOneLeft) connection.localIceCredentialsToReplace = new Set();
}

/** How [[LocalIceCredentialsToReplace]] names a pair of credentials. */
export function credentialsKey(credentials: { readonly usernameFragment: string; readonly password: string }): string {
  return `${credentials.usernameFragment}:${credentials.password}`;
}

function learnFromRemote(connection: Connection, plan: NegotiationPlan): void {
  const description = plan.slots.pendingRemote ?? plan.slots.currentRemote;
  if (description !== undefined) validateIdentity(connection, description);
  connection.canTrickleIceCandidates = plan.transports.some(({ remote }) => remote?.options.includes('trickle'));
}

function fireChannelFailure(channel: DataChannel): void {
  const { faces } = channel.connection;
  const error = faces.errors.rtc({ errorDetail: 'data-channel-failure' }, 'No data channel id is available.');
  faces.fireError(channel.face, error);
}
