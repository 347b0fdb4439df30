import type { MediaKind, MediaSectionPlan, TransceiverSnapshot } from '../../../src/jsep/media-types.ts';
import type { NegotiationPlan } from '../../../src/jsep/types.ts';

/** A connection's set of transceivers, as far as negotiation changes it. */
export class Transceivers {
  all: TransceiverSnapshot[] = [];
  #next = 1;
  /** Made by the description under way. */
  #fresh = new Set<number>();

  add(kind: MediaKind, given: Partial<TransceiverSnapshot> = {}): number {
    const id = this.#next++;
    this.all.push({
      id,
      kind,
      mid: undefined,
      direction: 'sendrecv',
      currentDirection: undefined,
      isStopping: false,
      isStopped: false,
      wasAddedByTrack: false,
      senderStreamIds: [],
      senderTrackId: `track-${id}`,
      preferredCodecs: [],
      sendEncodings: [{ active: true }],
      ...given,
    });
    return id;
  }

  change(id: number, changes: Partial<TransceiverSnapshot>): void {
    const at = this.all.findIndex((each) => each.id === id);
    this.all[at] = { ...this.all[at], ...changes };
  }

  withId(id: number | undefined): TransceiverSnapshot | undefined {
    return this.all.find((each) => each.id === id);
  }

  withMid(mid: string): TransceiverSnapshot | undefined {
    return this.all.find((each) => each.mid === mid);
  }

  /** What webrtc-pc's "set a session description" does to them. */
  apply(plan: NegotiationPlan): void {
    if (plan.type === 'rollback') return this.#rollBack(plan);
    for (const section of plan.media) this.#applySection(section, plan);
    if (!plan.isNegotiationComplete) return;
    this.#fresh.clear();
    this.all = this.all.filter((each) => !each.isStopped);
  }

  #applySection(section: MediaSectionPlan, plan: NegotiationPlan): void {
    const id = section.transceiverId ?? this.#create(section);
    this.change(id, { mid: section.mid });
    if (section.proposedSendRids.length > 0 && this.withId(id)!.sendEncodings.every(({ rid }) => rid === undefined)) {
      this.change(id, { sendEncodings: section.proposedSendRids.map((rid) => ({ rid, active: true })) });
    }
    if (plan.isAnswerApplied) this.#prune(id, section);
    if (plan.isAnswerApplied) this.change(id, { currentDirection: section.direction });
    if (section.isRejected) this.change(id, { isStopping: true, isStopped: true });
  }

  #create({ kind }: MediaSectionPlan): number {
    const id = this.add(kind, { direction: 'recvonly' });
    this.#fresh.add(id);
    return id;
  }

  #prune(id: number, { negotiatedSendRids: rids }: MediaSectionPlan): void {
    const { sendEncodings } = this.withId(id)!;
    if (rids === undefined || sendEncodings.length < 2) return;
    const kept = sendEncodings.filter(({ rid }) => rids.some((other) => other.rid === rid));
    this.change(id, { sendEncodings: kept.length > 0 ? kept : sendEncodings.slice(0, 1) });
  }

  #rollBack(plan: NegotiationPlan): void {
    const mids = new Set(plan.media.map(({ mid }) => mid));
    this.all = this.all
      .filter((each) => !this.#fresh.has(each.id) || each.wasAddedByTrack)
      .map((each) => (each.mid !== undefined && !mids.has(each.mid) ? { ...each, mid: undefined } : each));
    this.#fresh.clear();
  }
}
