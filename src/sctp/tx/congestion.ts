/**
 * Congestion control of the path, RFC 9260 §7.2. Bytes are those of DATA chunks with their headers.
 * Slow start counts all bytes a SACK acknowledges (L unlimited, §7.2.1): one SACK here answers a whole batch of
 * datagrams, and bursts are bounded by the sender instead.
 */
export class Congestion {
  #packetBytes: number;
  #windowBytes: number;
  #slowStartThreshold = Infinity;
  #partialBytesAcked = 0;
  /** In fast recovery until this TSN is acknowledged cumulatively; -1 outside. */
  #recoveryExitTsn = -1;

  constructor(packetBytes: number) {
    this.#packetBytes = packetBytes;
    this.#windowBytes = initialWindow(packetBytes);
  }

  get windowBytes(): number {
    return this.#windowBytes;
  }

  get slowStartThreshold(): number {
    return this.#slowStartThreshold;
  }

  get isInFastRecovery(): boolean {
    return this.#recoveryExitTsn >= 0;
  }

  /** The path was found to carry larger or smaller packets. */
  setPacketBytes(packetBytes: number): void {
    if (packetBytes > this.#packetBytes) this.#windowBytes = Math.max(this.#windowBytes, initialWindow(packetBytes));
    this.#packetBytes = packetBytes;
  }

  /** A SACK moved the cumulative TSN to `cumulativeTsn`; `flightBytes` is what was in flight before it. */
  acknowledged(ackedBytes: number, flightBytes: number, cumulativeTsn: number): void {
    if (this.#recoveryExitTsn >= 0) {
      if (cumulativeTsn >= this.#recoveryExitTsn) this.#recoveryExitTsn = -1;
      return;
    }
    const isFull = flightBytes + this.#packetBytes > this.#windowBytes;
    if (this.#windowBytes <= this.#slowStartThreshold) {
      if (isFull) this.#windowBytes += ackedBytes;
    } else {
      this.#avoid(ackedBytes, isFull);
    }
  }

  /** Nothing is in flight any more, §7.2.2. */
  allAcknowledged(): void {
    this.#partialBytesAcked = 0;
  }

  /** A loss was found by missing reports, §7.2.4; once per window. True: fast recovery begins. */
  lossFound(highestSentTsn: number): boolean {
    if (this.#recoveryExitTsn >= 0) return false;
    this.#recoveryExitTsn = highestSentTsn;
    this.#halve();
    this.#windowBytes = this.#slowStartThreshold;
    return true;
  }

  /** T3-rtx expired, §7.2.3. */
  timedOut(): void {
    this.#recoveryExitTsn = -1;
    this.#halve();
    this.#windowBytes = this.#packetBytes;
  }

  /** The path was idle for this many RTOs: what it carries now is less certain, §7.2.1. */
  idled(timeouts: number): void {
    const floor = initialWindow(this.#packetBytes);
    for (let i = 0; i < timeouts && this.#windowBytes > floor; i++) {
      this.#windowBytes = Math.max(this.#windowBytes / 2, floor);
    }
  }

  /** §7.2.2. */
  #avoid(ackedBytes: number, isFull: boolean): void {
    this.#partialBytesAcked += ackedBytes;
    if (this.#partialBytesAcked < this.#windowBytes || !isFull) return;
    this.#partialBytesAcked -= this.#windowBytes;
    this.#windowBytes += this.#packetBytes;
  }

  #halve(): void {
    this.#slowStartThreshold = Math.max(this.#windowBytes / 2, 4 * this.#packetBytes);
    this.#partialBytesAcked = 0;
  }
}

/** Ten packets (RFC 6928), as far as they do not overrun a socket buffer. */
function initialWindow(packetBytes: number): number {
  return Math.max(2 * packetBytes, Math.min(10 * packetBytes, 64 * 1024));
}
