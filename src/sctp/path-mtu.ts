/**
 * How large packets may be: a search by probes, RFC 8899 §5.3. It asks for the maximum first, because on loopback and
 * in a data centre that is the answer, and halves the interval from there. A packet size is a multiple of four.
 *
 * Limit: chunks cut for a large packet cannot be cut again. After a black hole they still go out alone, in packets
 * larger than the path may carry, and only new ones are small.
 */
export class PathMtu {
  readonly #baseBytes: number;
  readonly #maxBytes: number;
  #packetBytes: number;
  /** The largest size known to pass, and the largest not known to fail. */
  #low: number;
  #high: number;
  #losses = 0;
  #probeBytes = 0;
  #timeouts = 0;

  constructor(baseBytes: number, maxBytes: number | undefined) {
    this.#baseBytes = this.#packetBytes = this.#low = aligned(baseBytes);
    this.#maxBytes = this.#high = aligned(Math.min(Math.max(maxBytes ?? 0, baseBytes), MAX_PACKET_BYTES));
  }

  get packetBytes(): number {
    return this.#packetBytes;
  }

  /** The size to probe; 0 when the search is over. */
  get probeBytes(): number {
    return this.#probeBytes;
  }

  /** A raise that is worth another try some day. */
  get couldGrow(): boolean {
    return this.#packetBytes < this.#maxBytes;
  }

  search(): void {
    this.#low = this.#packetBytes;
    this.#high = this.#maxBytes;
    this.#losses = 0;
    this.#probeBytes = this.#high > this.#low ? this.#high : 0;
  }

  /** A probe of this size came back. */
  acknowledged(bytes: number): void {
    if (bytes <= this.#low || bytes > this.#maxBytes) return;
    this.#low = this.#packetBytes = bytes;
    this.#timeouts = 0;
    this.#aim();
  }

  /** Nothing came back in time. */
  lost(): void {
    this.#losses++;
    if (this.#losses < MAX_PROBES) return;
    this.#high = this.#probeBytes - 4;
    this.#aim();
  }

  /** T3-rtx expired. True: twice in a row with large packets, so that the path is taken for a black hole (§4.3). */
  timedOut(): boolean {
    this.#timeouts++;
    if (this.#timeouts < 2 || this.#packetBytes === this.#baseBytes) return false;
    this.#packetBytes = this.#baseBytes;
    this.#probeBytes = 0;
    return true;
  }

  /** Data was acknowledged. */
  succeeded(): void {
    this.#timeouts = 0;
  }

  #aim(): void {
    this.#losses = 0;
    this.#probeBytes = this.#high - this.#low < STEP_BYTES ? 0 : aligned((this.#low + this.#high + 4) / 2);
  }
}

function aligned(bytes: number): number {
  return Math.floor(bytes / 4) * 4;
}

const MAX_PROBES = 3;
const STEP_BYTES = 32;
/** What 16 bits can say, less what DTLS and UDP need. */
const MAX_PACKET_BYTES = 65_000;
