import { assert } from '../util/assert.ts';
import { counterpartIn, codecsIn } from './section-codecs.ts';
import type { SectionCodec } from './section-codecs.ts';
import type { DescriptionRecord, NegotiationSlots } from './types.ts';

interface Assignment extends SectionCodec {
  readonly mid: string;
}

/**
 * The payload types of a session. One that was used for a codec stays with it, in every section, because sections may
 * be bundled (RFC 9143 §9.1) and because packets may still be under way.
 */
export class PayloadTypes {
  readonly #assignments: Assignment[];

  constructor(slots: NegotiationSlots) {
    const { pendingLocal, pendingRemote, currentLocal, currentRemote } = slots;
    this.#assignments = [pendingLocal, pendingRemote, currentLocal, currentRemote].flatMap(assignmentsIn);
  }

  /** What the codec had in this section, else in another one, else a free one. `codec.payloadType` is the wish. */
  assign(mid: string, wanted: SectionCodec): number {
    const own = this.#assignments.filter((assignment) => assignment.mid === mid);
    const known = counterpartIn(wanted, own) ?? counterpartIn(wanted, this.#assignments.filter(isFreeBeside(own)));
    const payloadType = known?.codec.payloadType ?? this.#unused(wanted.codec.payloadType);
    this.#assignments.push({ ...wanted, codec: { ...wanted.codec, payloadType }, mid });
    return payloadType;
  }

  #unused(wish: number): number {
    const used = new Set(this.#assignments.map(({ codec }) => codec.payloadType));
    const free = [wish, ...dynamicPayloadTypes].find((payloadType) => !used.has(payloadType));
    assert(free !== undefined, 'payload types have run out');
    return free;
  }
}

function assignmentsIn(record: DescriptionRecord | undefined): Assignment[] {
  if (record === undefined) return [];
  return record.sections.flatMap(({ mid, index, kind }) =>
    kind === 'audio' || kind === 'video' ? codecsIn(record.parsed.media[index]).map((each) => ({ ...each, mid })) : [],
  );
}

/** A payload type that stands for something else in the section cannot be borrowed from another one. */
function isFreeBeside(own: readonly Assignment[]): (assignment: Assignment) => boolean {
  const taken = new Set(own.map(({ codec }) => codec.payloadType));
  return ({ codec }) => !taken.has(codec.payloadType);
}

/** RFC 3551 §3, then the unassigned ones below 64; 64…95 look like RTCP (RFC 5761 §4). */
const dynamicPayloadTypes = [...numbers(96, 127), ...numbers(35, 63)];

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
