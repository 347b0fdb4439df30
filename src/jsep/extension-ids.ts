import { extensionMapsOf } from '../sdp/extmap.ts';
import type { ExtensionMap } from '../sdp/extmap.ts';
import { assert } from '../util/assert.ts';
import type { DescriptionRecord, NegotiationSlots } from './types.ts';

interface Assignment extends ExtensionMap {
  readonly mid: string;
}

/** The header extension ids of a session: like payload types, each stays with what it was used for (RFC 8285 §6). */
export class ExtensionIds {
  readonly #assignments: Assignment[];

  constructor(slots: NegotiationSlots) {
    const { pendingLocal, pendingRemote, currentLocal, currentRemote } = slots;
    this.#assignments = [pendingLocal, pendingRemote, currentLocal, currentRemote].flatMap(assignmentsIn);
  }

  /** What the extension had in this section, else in another one, else a free one. */
  assign(mid: string, uri: string): number {
    const own = this.#assignments.filter((assignment) => assignment.mid === mid);
    const takenHere = new Set(own.filter((each) => each.uri !== uri).map(({ id }) => id));
    const known = [...own, ...this.#assignments].find((each) => each.uri === uri && !takenHere.has(each.id));
    const id = known?.id ?? this.#unused(preferredIds.get(uri));
    this.#assignments.push({ id, uri, direction: undefined, mid });
    return id;
  }

  /** Ids that other extensions prefer come late, those that need two-byte headers last (RFC 8285 §4.3). */
  #unused(wish: number | undefined): number {
    const used = new Set(this.#assignments.map(({ id }) => id));
    const wishes = [...preferredIds.values()];
    const short = numbers(1, 14);
    const order = [...short.filter((id) => !wishes.includes(id)), ...short.reverse(), ...numbers(16, 255)];
    const free = [...(wish === undefined ? [] : [wish]), ...order].find((id) => !used.has(id));
    assert(free !== undefined, 'header extension ids have run out');
    return free;
  }
}

function assignmentsIn(record: DescriptionRecord | undefined): Assignment[] {
  if (record === undefined) return [];
  const { media, session } = record.parsed;
  return record.sections.flatMap(({ mid, index, kind }) =>
    kind === 'audio' || kind === 'video' ? extensionMapsOf(media[index], session).map((map) => ({ ...map, mid })) : [],
  );
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The ids peers are used to see. */
const preferredIds = new Map([
  ['urn:ietf:params:rtp-hdrext:ssrc-audio-level', 1],
  ['http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', 2],
  ['http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', 3],
  ['urn:ietf:params:rtp-hdrext:sdes:mid', 4],
  ['http://www.webrtc.org/experiments/rtp-hdrext/playout-delay', 5],
  ['http://www.webrtc.org/experiments/rtp-hdrext/video-content-type', 6],
  ['http://www.webrtc.org/experiments/rtp-hdrext/video-timing', 7],
  ['http://www.webrtc.org/experiments/rtp-hdrext/color-space', 8],
  ['urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', 10],
  ['urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id', 11],
  ['urn:3gpp:video-orientation', 13],
  ['urn:ietf:params:rtp-hdrext:toffset', 14],
]);
