import type { MediaLine } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { applicationStrategy } from './application-section.ts';
import type { SectionKind, SessionSnapshot } from './types.ts';

/** What a kind of m= section adds to what all of them have (mid, transport, bundling). */
export interface SectionStrategy {
  /** Whether our answer takes this section of a remote offer. */
  accepts(index: number, offer: SessionDescription): boolean;
  /** Like `model` (the section being answered or offered again) where there is one; the port is filled in later. */
  mediaLine(snapshot: SessionSnapshot, model: Section | undefined): MediaLine;
  /** Appends the attributes that belong to the kind. */
  addAttributes(section: Section, snapshot: SessionSnapshot, model: Section | undefined): void;
}

export function strategyOf(kind: SectionKind): SectionStrategy | undefined {
  return strategies[kind];
}

/** A kind without a strategy is rejected when offered, and never offered. */
const strategies: Readonly<Partial<Record<SectionKind, SectionStrategy>>> = {
  application: applicationStrategy,
};
