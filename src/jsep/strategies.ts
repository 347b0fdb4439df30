import type { MediaLine } from '../sdp/media-line.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { applicationStrategy } from './application-section.ts';
import type { ExtensionIds } from './extension-ids.ts';
import { mediaStrategy } from './media-section.ts';
import type { TransceiverSnapshot } from './media-types.ts';
import type { PayloadTypes } from './payload-types.ts';
import type { SectionKind, SessionSnapshot } from './types.ts';

/** What a kind of m= section adds to what all of them have (mid, transport, bundling). */
export interface SectionStrategy {
  /** Whether our answer may take this section of a remote offer. */
  accepts(index: number, offer: SessionDescription): boolean;
  offer(context: OfferContext): SectionBody;
  /** `undefined`: the answer rejects it. */
  answer(context: AnswerContext): SectionBody | undefined;
}

export interface SectionBody {
  /** The port is filled in later. */
  readonly mediaLine: MediaLine;
  /** Appends the attributes that belong to the kind. */
  addAttributes(section: Section): void;
}

export interface OfferContext {
  readonly snapshot: SessionSnapshot;
  readonly mid: string;
  /** The section that is offered again; it may be the peer's. */
  readonly model: Section | undefined;
  /** Of an audio or video section. */
  readonly transceiver: TransceiverSnapshot | undefined;
  readonly payloadTypes: PayloadTypes;
  readonly extensionIds: ExtensionIds;
}

export interface AnswerContext {
  readonly snapshot: SessionSnapshot;
  readonly mid: string;
  readonly offered: Section;
  readonly session: Section;
}

export function strategyOf(kind: SectionKind): SectionStrategy | undefined {
  return strategies[kind];
}

/** A kind without a strategy is rejected when offered, and never offered. */
const strategies: Readonly<Partial<Record<SectionKind, SectionStrategy>>> = {
  application: applicationStrategy,
  audio: mediaStrategy,
  video: mediaStrategy,
};
