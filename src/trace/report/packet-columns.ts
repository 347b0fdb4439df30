import type { PacketKind } from '../packets/packet-description.ts';

export type PacketFate = 'delivered' | 'dropped' | 'under way';
export type ReportPacketKind = PacketKind | 'signaling';

export const PACKET_KINDS: readonly ReportPacketKind[] = [
  'stun',
  'turn',
  'dtls',
  'sctp',
  'data',
  'tcp',
  'other',
  'signaling',
];
export const PACKET_FATES: readonly PacketFate[] = ['delivered', 'dropped', 'under way'];

/** Packets in columns, in the order they were sent: fifty thousand of them are a page of a few megabytes. */
export interface ReportPackets {
  /** As in the trace; messages of signalling have negative ones. */
  readonly number: readonly number[];
  readonly at: readonly number[];
  readonly endsAt: readonly number[];
  /** Hosts; −1 where nobody has the address. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Indices of PACKET_KINDS, PACKET_FATES, and the two lists below. */
  readonly kind: readonly number[];
  readonly fate: readonly number[];
  readonly reason: readonly number[];
  readonly text: readonly number[];
  readonly bytes: readonly number[];
  /** 1: a copy; 2: corrupted on the way. */
  readonly flags: readonly number[];
  readonly reasons: readonly string[];
  readonly texts: readonly string[];
}

export const PacketFlag = { copy: 1, corrupted: 2 } as const;

export interface SentPacket {
  readonly number: number;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly kind: ReportPacketKind;
  readonly text: string;
  readonly bytes: number;
  readonly isCopy: boolean;
}

/** Collects the columns while a trace is read. */
export class PacketColumns {
  readonly #rows = new Map<number, number>();
  readonly #texts = new Numbering();
  readonly #reasons = new Numbering();
  readonly #number: number[] = [];
  readonly #at: number[] = [];
  readonly #endsAt: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #kind: number[] = [];
  readonly #fate: number[] = [];
  readonly #reason: number[] = [];
  readonly #text: number[] = [];
  readonly #bytes: number[] = [];
  readonly #flags: number[] = [];

  add({ number, at, from, to, kind, text, bytes, isCopy }: SentPacket): void {
    this.#rows.set(number, this.#number.length);
    this.#number.push(number);
    this.#at.push(rounded(at));
    this.#endsAt.push(-1);
    this.#from.push(from);
    this.#to.push(to);
    this.#kind.push(PACKET_KINDS.indexOf(kind));
    this.#fate.push(PACKET_FATES.indexOf('under way'));
    this.#reason.push(this.#reasons.of(''));
    this.#text.push(this.#texts.of(text));
    this.#bytes.push(bytes);
    this.#flags.push(isCopy ? PacketFlag.copy : 0);
  }

  corrupt(number: number): void {
    const row = this.#rows.get(number);
    if (row !== undefined) this.#flags[row] |= PacketFlag.corrupted;
  }

  end(number: number, at: number, fate: PacketFate, reason: string, to: number): void {
    const row = this.#rows.get(number);
    if (row === undefined) return;
    this.#rows.delete(number);
    this.#endsAt[row] = rounded(at);
    this.#fate[row] = PACKET_FATES.indexOf(fate);
    this.#reason[row] = this.#reasons.of(reason);
    if (to >= 0) this.#to[row] = to;
  }

  /** Those still under way end with the trace. */
  columns(endsAt: number): ReportPackets {
    return {
      number: this.#number,
      at: this.#at,
      endsAt: this.#endsAt.map((at) => (at < 0 ? rounded(endsAt) : at)),
      from: this.#from,
      to: this.#to,
      kind: this.#kind,
      fate: this.#fate,
      reason: this.#reason,
      text: this.#text,
      bytes: this.#bytes,
      flags: this.#flags,
      reasons: this.#reasons.list,
      texts: this.#texts.list,
    };
  }
}

/** Strings that come again and again, by number. */
class Numbering {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.list.length;
      this.#numbers.set(text, number);
      this.list.push(text);
    }
    return number;
  }
}

/** To a microsecond: more is not seen, and makes the page larger. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
