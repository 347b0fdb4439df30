import { directionOf, receives } from '../sdp/media-attributes.ts';
import type { MediaKind, TransceiverSnapshot } from './media-types.ts';
import type { DescriptionRecord, LastCreated, SectionPlan, SessionSnapshot } from './types.ts';

/** The id of the transceiver behind each audio or video section, by mid. */
export type Associations = ReadonlyMap<string, number>;

export const noAssociations: Associations = new Map();

export function transceiverWithMid(
  { transceivers = [] }: SessionSnapshot,
  mid: string,
  kind: MediaKind,
): TransceiverSnapshot | undefined {
  return transceivers.find((transceiver) => transceiver.mid === mid && transceiver.kind === kind);
}

/** Those of a local description: what is associated stays, and new sections have what they were created for. */
export function localAssociations(
  snapshot: SessionSnapshot,
  { sections }: DescriptionRecord,
  { offerAssociations }: LastCreated,
): Associations {
  const free = (snapshot.transceivers ?? []).filter(({ mid, isStopping }) => mid === undefined && !isStopping);
  return associate(sections, (section, kind) => {
    const known = transceiverWithMid(snapshot, section.mid, kind)?.id ?? offerAssociations?.get(section.mid);
    if (known !== undefined || section.isRejected) return known;
    return takeFirst(free, (transceiver) => transceiver.kind === kind)?.id;
  });
}

/**
 * Those of a remote description, RFC 9429 §5.10: a section whose sender may be answered takes the first transceiver
 * of addTrack that has none; addTransceiver's are for sections of our own.
 */
export function remoteAssociations(snapshot: SessionSnapshot, record: DescriptionRecord): Associations {
  const free = (snapshot.transceivers ?? []).filter(isAdoptable);
  const { media, session } = record.parsed;
  return associate(record.sections, (section, kind) => {
    const known = transceiverWithMid(snapshot, section.mid, kind);
    if (known !== undefined && (section.isRejected || !known.isStopped)) return known.id;
    const mayAdopt = !section.isRejected && receives(directionOf(media[section.index], session));
    return mayAdopt ? takeFirst(free, (transceiver) => transceiver.kind === kind)?.id : undefined;
  });
}

/** What a rollback leaves. */
export function stableAssociations(snapshot: SessionSnapshot, sections: readonly SectionPlan[]): Associations {
  return associate(sections, ({ mid }, kind) => transceiverWithMid(snapshot, mid, kind)?.id);
}

function associate(
  sections: readonly SectionPlan[],
  idFor: (section: SectionPlan, kind: MediaKind) => number | undefined,
): Associations {
  if (!sections.some(isMedia)) return noAssociations;
  const ids = new Map<string, number>();
  for (const section of sections) {
    const id = isMedia(section) ? idFor(section, section.kind) : undefined;
    if (id !== undefined) ids.set(section.mid, id);
  }
  return ids;
}

function isMedia(section: SectionPlan): section is SectionPlan & { readonly kind: MediaKind } {
  return section.kind === 'audio' || section.kind === 'video';
}

function isAdoptable({ wasAddedByTrack, mid, isStopping, isStopped }: TransceiverSnapshot): boolean {
  return wasAddedByTrack && mid === undefined && !isStopping && !isStopped;
}

function takeFirst<T>(items: T[], fits: (item: T) => boolean): T | undefined {
  const at = items.findIndex(fits);
  return at < 0 ? undefined : items.splice(at, 1)[0];
}
