/** What came out of order waits here: more than a window's worth is not kept. */
const MAX_HELD = 128;

interface HeldSegment {
  readonly bytes: Uint8Array;
  readonly isFin: boolean;
}

/** The receiving half of a simulated TCP connection: puts segments in order. */
export class TcpReceiver {
  readonly #held = new Map<number, HeldSegment>();
  #next = 0;
  #hasEnded = false;

  /** The number expected next: what is acknowledged. */
  get next(): number {
    return this.#next;
  }

  /** The peer's FIN has come, and all before it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The peer's SYN has this number. */
  begin(sequence: number): void {
    this.#next = sequence + 1;
  }

  /** Hands over, in order, what this segment completes. The same stretch always comes in the same segments. */
  receive(sequence: number, bytes: Uint8Array, isFin: boolean, deliver: (bytes: Uint8Array) => void): void {
    if (sequence < this.#next || this.#hasEnded) return;
    if (sequence > this.#next) {
      if (this.#held.size < MAX_HELD) this.#held.set(sequence, { bytes, isFin });
      return;
    }
    let segment: HeldSegment | undefined = { bytes, isFin };
    while (segment !== undefined) {
      this.#held.delete(this.#next);
      this.#next += segment.bytes.length + (segment.isFin ? 1 : 0);
      this.#hasEnded = segment.isFin;
      if (segment.bytes.length > 0) deliver(segment.bytes);
      segment = this.#hasEnded ? undefined : this.#held.get(this.#next);
    }
  }
}
