import { unwrap32 } from '../../util/sequence.ts';

/** Which TSNs have arrived, and what the next SACK has to say about it, RFC 9260 §6.2. TSNs are unwrapped. */
export class DataTracker {
  #cumulativeTsn: number;
  /** First and last TSN of each block beyond the cumulative TSN, ascending. */
  #gaps: number[] = [];
  #duplicates: number[] = [];
  #packetsUnacknowledged = 0;
  #sack: SackUrgency = 'none';

  constructor(initialTsn: number) {
    this.#cumulativeTsn = initialTsn - 1;
  }

  get cumulativeTsn(): number {
    return this.#cumulativeTsn;
  }

  get highestTsn(): number {
    return this.#gaps.length === 0 ? this.#cumulativeTsn : this.#gaps[this.#gaps.length - 1];
  }

  get gaps(): readonly number[] {
    return this.#gaps;
  }

  get duplicates(): readonly number[] {
    return this.#duplicates;
  }

  get sackUrgency(): SackUrgency {
    return this.#sack;
  }

  unwrap(tsn: number): number {
    return unwrap32(tsn, this.#cumulativeTsn);
  }

  /** False for what was here before, and for what lies further ahead than a gap block can say. */
  observe(tsn: number): boolean {
    if (tsn === this.#cumulativeTsn + 1 && this.#gaps.length === 0) {
      this.#cumulativeTsn = tsn;
      return true;
    }
    if (tsn > this.#cumulativeTsn + MAX_AHEAD) return false;
    if (tsn <= this.#cumulativeTsn || !this.#insert(tsn)) {
      this.#noteDuplicate(tsn);
      return false;
    }
    this.#absorbFirstGap();
    // A new gap, or one filled: §6.2 and §7.2.4 want the sender to know at once.
    this.#sack = 'now';
    return true;
  }

  /** FORWARD TSN: everything up to `tsn` counts as received, RFC 3758 §3.6. */
  forwardTo(tsn: number): void {
    this.#sack = 'now';
    if (tsn <= this.#cumulativeTsn) return;
    this.#cumulativeTsn = tsn;
    while (this.#gaps.length > 0 && this.#gaps[1] <= tsn) this.#gaps.splice(0, 2);
    if (this.#gaps.length > 0 && this.#gaps[0] <= tsn) this.#gaps[0] = tsn + 1;
    this.#absorbFirstGap();
  }

  /** A packet with DATA was read: every second one is acknowledged at once. */
  packetEnded(): void {
    this.#packetsUnacknowledged++;
    if (this.#packetsUnacknowledged >= 2) this.#sack = 'now';
    else if (this.#sack === 'none') this.#sack = 'delayed';
  }

  wantSackNow(): void {
    this.#sack = 'now';
  }

  sackSent(): void {
    this.#sack = 'none';
    this.#packetsUnacknowledged = 0;
    if (this.#duplicates.length > 0) this.#duplicates = [];
  }

  #noteDuplicate(tsn: number): void {
    this.#sack = 'now';
    if (this.#duplicates.length < MAX_DUPLICATES) this.#duplicates.push(tsn);
  }

  /** False if the TSN lies in a block already. */
  #insert(tsn: number): boolean {
    const gaps = this.#gaps;
    let index = gaps.length;
    // From the end, because that is where new data lands.
    while (index > 0 && gaps[index - 2] > tsn) index -= 2;
    if (index > 0 && gaps[index - 1] >= tsn) return false;
    const extendsLeft = index > 0 && gaps[index - 1] === tsn - 1;
    const extendsRight = index < gaps.length && gaps[index] === tsn + 1;
    if (extendsLeft && extendsRight) gaps.splice(index - 1, 2);
    else if (extendsLeft) gaps[index - 1] = tsn;
    else if (extendsRight) gaps[index] = tsn;
    else gaps.splice(index, 0, tsn, tsn);
    return true;
  }

  #absorbFirstGap(): void {
    if (this.#gaps.length === 0 || this.#gaps[0] !== this.#cumulativeTsn + 1) return;
    this.#cumulativeTsn = this.#gaps[1];
    this.#gaps.splice(0, 2);
  }
}

export type SackUrgency = 'none' | 'delayed' | 'now';

/** Gap blocks count in 16 bits. */
const MAX_AHEAD = 0xffff;
const MAX_DUPLICATES = 16;
