import type { IceRole } from '../ice/types.ts';
import { isIceLite } from '../sdp/ice-attributes.ts';
import { sctpOf } from '../sdp/sctp-attributes.ts';
import { assert } from '../util/assert.ts';
import { stableAssociations } from './associations.ts';
import type { Associations } from './associations.ts';
import { layersOf, stableLayer } from './layers.ts';
import type { Layer } from './layers.ts';
import { mediaPlans } from './media-plans.ts';
import { newestRemote, sectionWithMid } from './slots.ts';
import { areSameIceParameters, isSameAssociation, transportFacts } from './transports.ts';
import type { TransportFacts } from './transports.ts';
import type {
  NegotiationPlan,
  NegotiationSlots,
  SctpPlan,
  SdpType,
  SectionPlan,
  SessionSnapshot,
  TransportPlan,
} from './types.ts';

/** Everything that follows from going from the snapshot's slots to `slots`. */
export function assemblePlan(
  snapshot: SessionSnapshot,
  type: SdpType,
  slots: NegotiationSlots,
  associations: Associations,
): NegotiationPlan {
  const isAnswerApplied = type === 'answer' || type === 'pranswer';
  const stable = stableLayer(snapshot);
  const layers = layersOf(slots);
  const sctp = sctpAfter(stable, layers);
  return {
    type,
    slots,
    sections: layers[0].sections,
    transports: transportsAfter(stable, layers, isAnswerApplied),
    media: mediaPlans(snapshot, layers[0], slots, associations),
    sctp,
    closesSctp: sctp === undefined && sctpAfter(stable, layersOf(snapshot)) !== undefined,
    iceRole: type === 'rollback' ? undefined : iceRoleAfter(snapshot, slots),
    isAnswerApplied,
    isNegotiationComplete: type === 'answer',
  };
}

/** Back to what the last negotiation left. */
export function assembleRollback(snapshot: SessionSnapshot, slots: NegotiationSlots): NegotiationPlan {
  return assemblePlan(snapshot, 'rollback', slots, stableAssociations(snapshot, layersOf(slots)[0].sections));
}

function transportsAfter(stable: Layer, layers: readonly Layer[], isAnswerApplied: boolean): TransportPlan[] {
  const formerly = transportFacts(stable.sections, stable.slots);
  const plans: TransportPlan[] = [];
  for (const layer of layers) {
    for (const facts of transportFacts(layer.sections, layer.slots)) {
      if (plans.some(({ mid }) => mid === facts.mid)) continue;
      const before = formerly.find(({ mid }) => mid === facts.mid);
      plans.push(transportPlan(facts, before, isAnswerApplied));
    }
  }
  return plans;
}

function transportPlan(facts: TransportFacts, before: TransportFacts | undefined, isAnswered: boolean): TransportPlan {
  return {
    mid: facts.mid,
    sectionMids: facts.sectionMids,
    local: facts.local,
    remote: facts.remote,
    remoteFingerprints: facts.remoteFingerprints,
    remoteTlsId: facts.remoteTlsId,
    dtlsRole: facts.dtlsRole,
    remoteCandidates: facts.remoteCandidates,
    hasRemoteEndOfCandidates: facts.hasRemoteEndOfCandidates,
    isLocalIceRestart: before !== undefined && !areSameIceParameters(before.local, facts.local),
    isRemoteIceRestart: before !== undefined && !areSameIceParameters(before.remote, facts.remote),
    isNewDtlsAssociation:
      isAnswered && before !== undefined && (before.dtlsRole !== facts.dtlsRole || !isSameAssociation(before, facts)),
  };
}

function sctpAfter(stable: Layer, layers: readonly Layer[]): SctpPlan | undefined {
  for (const layer of layers) {
    const section = dataSectionIn(layer.sections);
    if (section !== undefined) return sctpPlan(section, layer.slots, dataSectionIn(stable.sections) === undefined);
  }
  return undefined;
}

function dataSectionIn(sections: readonly SectionPlan[]): SectionPlan | undefined {
  return sections.find(({ kind, isRejected }) => kind === 'application' && !isRejected);
}

function sctpPlan({ mid, transportMid }: SectionPlan, slots: NegotiationSlots, isNew: boolean): SctpPlan {
  assert(transportMid !== undefined, 'an accepted section has a transport');
  const remote = sectionWithMid(newestRemote(slots), mid);
  const sctp = remote && sctpOf(remote);
  const remoteMaxMessageSizeBytes = sctp && messageLimit(sctp.maxMessageSizeBytes);
  return { mid, transportMid, remotePort: sctp?.port, remoteMaxMessageSizeBytes, isNew };
}

/** RFC 8841 §6.1: 0 means any size, and nothing means 64 KiB. */
function messageLimit(announced: number | undefined): number {
  return announced === 0 ? Infinity : (announced ?? 65536);
}

/** RFC 8445 §6.1.1, as webrtc-pc sets [[IceRole]]: the offerer controls, and so does whoever talks to a lite agent. */
function iceRoleAfter(snapshot: SessionSnapshot, slots: NegotiationSlots): IceRole {
  const isOfferer = (slots.pendingLocal ?? snapshot.pendingLocal)?.type === 'offer';
  return isOfferer || isRemoteLite(slots) ? 'controlling' : 'controlled';
}

function isRemoteLite(slots: NegotiationSlots): boolean {
  const remote = newestRemote(slots);
  return remote !== undefined && isIceLite(remote.parsed.session);
}
