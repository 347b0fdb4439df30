import type { Section } from '../sdp/section.ts';
import type { DescriptionRecord, NegotiationSlots } from './types.ts';

/** What localDescription shows. */
export function newestLocal(slots: NegotiationSlots): DescriptionRecord | undefined {
  return slots.pendingLocal ?? slots.currentLocal;
}

/** What remoteDescription shows. */
export function newestRemote(slots: NegotiationSlots): DescriptionRecord | undefined {
  return slots.pendingRemote ?? slots.currentRemote;
}

/** The slots that a rollback would leave. */
export function stableSlots(slots: NegotiationSlots): NegotiationSlots {
  return { signalingState: 'stable', currentLocal: slots.currentLocal, currentRemote: slots.currentRemote };
}

/** The answer that ended the last negotiation: it has the last word on sections and bundling. */
export function negotiatedRecord(slots: NegotiationSlots): DescriptionRecord | undefined {
  return slots.currentLocal?.type === 'answer' ? slots.currentLocal : slots.currentRemote;
}

/** Descriptions of the negotiation under way, the answer before the offer. */
export function pendingRecords(slots: NegotiationSlots): DescriptionRecord[] {
  const pending = [slots.pendingLocal, slots.pendingRemote].filter((record) => record !== undefined);
  return pending.sort((a, b) => Number(a.type === 'offer') - Number(b.type === 'offer'));
}

/** The newest (provisional) answer, and whether it is ours. */
export function newestAnswer(
  slots: NegotiationSlots,
): { readonly record: DescriptionRecord; readonly isLocal: boolean } | undefined {
  const record = [...pendingRecords(slots), slots.currentLocal, slots.currentRemote].find(
    (candidate) => candidate !== undefined && candidate.type !== 'offer',
  );
  if (record === undefined) return undefined;
  return { record, isLocal: record === slots.pendingLocal || record === slots.currentLocal };
}

/** The m= section with this mid; `undefined` if the description has none. */
export function sectionWithMid(record: DescriptionRecord | undefined, mid: string): Section | undefined {
  const plan = record?.sections.find((section) => section.mid === mid);
  return plan && record?.parsed.media[plan.index];
}
