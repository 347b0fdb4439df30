import { negotiatedRecord, pendingRecords, stableSlots } from './slots.ts';
import type { NegotiationSlots, SectionPlan } from './types.ts';

/** A list of sections and the descriptions that speak for them. */
export interface Layer {
  readonly sections: readonly SectionPlan[];
  readonly slots: NegotiationSlots;
}

/**
 * What exists is what any layer has: the negotiation under way first, then the last one. What a pending description
 * leaves out is kept until the final answer, because a rollback must find it alive.
 */
export function layersOf(slots: NegotiationSlots): Layer[] {
  const layers: Layer[] = pendingRecords(slots).map(({ sections }) => ({ sections, slots }));
  layers.push(stableLayer(slots));
  return layers;
}

/** What the last negotiation left. */
export function stableLayer(slots: NegotiationSlots): Layer {
  const stable = stableSlots(slots);
  return { sections: negotiatedRecord(stable)?.sections ?? [], slots: stable };
}
