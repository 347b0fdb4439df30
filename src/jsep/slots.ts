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
  const { currentLocal, currentRemote } = slots;
  return { signalingState: 'stable', currentLocal, pendingLocal: undefined, currentRemote, pendingRemote: undefined };
}

/** The answer that ended the last negotiation: it has the last word on sections and bundling. */
export function negotiatedRecord(slots: NegotiationSlots): DescriptionRecord | undefined {
  return slots.currentLocal?.type === 'answer' ? slots.currentLocal : slots.currentRemote;
}

/** Descriptions of the negotiation under way, the answer before the offer. */
export function pendingRecords(slots: NegotiationSlots): DescriptionRecord[] {
  const { pendingLocal, pendingRemote } = slots;
  if (pendingLocal === undefined) return pendingRemote === undefined ? [] : [pendingRemote];
  if (pendingRemote === undefined) return [pendingLocal];
  return pendingLocal.type === 'offer' ? [pendingRemote, pendingLocal] : [pendingLocal, pendingRemote];
}

/** The newest (provisional) answer, and whether it is ours. */
export function newestAnswer(
  slots: NegotiationSlots,
): { readonly record: DescriptionRecord; readonly isLocal: boolean } | undefined {
  const { pendingLocal, pendingRemote, currentLocal, currentRemote } = slots;
  if (isAnswer(pendingLocal)) return { record: pendingLocal, isLocal: true };
  if (isAnswer(pendingRemote)) return { record: pendingRemote, isLocal: false };
  if (isAnswer(currentLocal)) return { record: currentLocal, isLocal: true };
  return isAnswer(currentRemote) ? { record: currentRemote, isLocal: false } : undefined;
}

function isAnswer(record: DescriptionRecord | undefined): record is DescriptionRecord {
  return record !== undefined && record.type !== 'offer';
}

/** The m= section with this mid; `undefined` if the description has none. */
export function sectionWithMid(record: DescriptionRecord | undefined, mid: string): Section | undefined {
  const plan = record?.sections.find((section) => section.mid === mid);
  return plan && record?.parsed.media[plan.index];
}
