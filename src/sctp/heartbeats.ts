import type { Random } from '../ports/random.ts';
import { readUint32 } from '../util/bytes.ts';
import type { TimerTable } from '../util/timer-table.ts';
import { readHeartbeatAck, writeHeartbeat, writePad } from './chunks/heartbeat-chunk.ts';
import type { Outbox } from './outbox.ts';
import { COMMON_HEADER_BYTES } from './packet.ts';
import type { PathMtu } from './path-mtu.ts';
import { Timer } from './timers.ts';
import type { Rto } from './tx/rto.ts';

/** HEARTBEATs of both kinds: is the peer still there (RFC 9260 §8.3), and how large may packets be (RFC 8899). */
export class Heartbeats {
  readonly #random: Random;
  readonly #timers: TimerTable;
  readonly #rto: Rto;
  readonly #pathMtu: PathMtu;
  #nonce = 0;
  #isBeatDue = false;
  #isBeatOutstanding = false;
  #isSearchWanted = false;
  #isProbeDue = false;
  #isProbeOutstanding = false;

  constructor(random: Random, timers: TimerTable, rto: Rto, pathMtu: PathMtu) {
    this.#random = random;
    this.#timers = timers;
    this.#rto = rto;
    this.#pathMtu = pathMtu;
  }

  /** The association is up: heartbeats begin. The search for the packet size waits for `packetsFilled`. */
  start(now: number): void {
    this.#nonce = randomUint32(this.#random);
    this.#isBeatOutstanding = this.#isProbeOutstanding = false;
    this.#armHeartbeat(now);
    this.#pathMtu.search();
    this.#isSearchWanted = this.#pathMtu.probeBytes > 0;
    this.#isProbeDue = false;
  }

  /** There was more to send than a packet takes: now larger ones are worth probes of many kilobytes. */
  packetsFilled(): void {
    if (!this.#isSearchWanted) return;
    this.#isSearchWanted = false;
    this.#isProbeDue = true;
  }

  /** The heartbeat timer expired. True: the last one was not answered. */
  heartbeatTimedOut(now: number): boolean {
    const isLost = this.#isBeatOutstanding;
    if (isLost) this.#rto.backOff();
    this.#isBeatDue = true;
    this.#armHeartbeat(now);
    return isLost;
  }

  /** The probe timer expired: a probe was lost, or it is time to search again. Lost probes are no errors of the path. */
  probeTimedOut(): void {
    if (this.#isProbeOutstanding) this.#pathMtu.lost();
    else this.#pathMtu.search();
    this.#isProbeOutstanding = false;
    this.#isProbeDue = true;
  }

  /** Large packets vanish: back to small ones, and a search when things may have changed. */
  blackHoleFound(now: number): void {
    this.#isProbeDue = this.#isProbeOutstanding = false;
    this.#timers.set(Timer.pathMtuProbe, now + RAISE_INTERVAL_MS);
  }

  /** False for an answer to what was not sent. */
  receiveAck(value: Uint8Array, now: number): boolean {
    const ack = readHeartbeatAck(value, now);
    if (ack === undefined || ack.nonce !== this.#nonce) return false;
    if (ack.probeBytes > 0) return this.#probeAcknowledged(ack.probeBytes);
    if (this.#isBeatOutstanding) this.#rto.observe(ack.roundTripMs);
    this.#isBeatOutstanding = false;
    return true;
  }

  flush(outbox: Outbox, tag: number, now: number): void {
    if (this.#isBeatDue) this.#beat(outbox, now);
    if (this.#isProbeDue) this.#probe(outbox, tag, now);
  }

  #beat(outbox: Outbox, now: number): void {
    this.#isBeatDue = false;
    this.#isBeatOutstanding = true;
    outbox.control(writeHeartbeat({ nonce: this.#nonce, sentTime: now, probeBytes: 0 }));
  }

  #probe(outbox: Outbox, tag: number, now: number): void {
    this.#isProbeDue = false;
    const { probeBytes } = this.#pathMtu;
    if (probeBytes === 0) return this.#rest(now);
    const heartbeat = writeHeartbeat({ nonce: this.#nonce, sentTime: now, probeBytes });
    outbox.alone(tag, heartbeat, writePad(probeBytes - COMMON_HEADER_BYTES - heartbeat.length));
    this.#isProbeOutstanding = true;
    this.#timers.set(Timer.pathMtuProbe, now + this.#rto.rtoMs);
  }

  #probeAcknowledged(bytes: number): true {
    this.#pathMtu.acknowledged(bytes);
    if (this.#isProbeOutstanding) this.#isProbeDue = true;
    this.#isProbeOutstanding = false;
    return true;
  }

  /** The search is over; what failed may pass another day (RFC 8899's PMTU_RAISE_TIMER). */
  #rest(now: number): void {
    if (this.#pathMtu.couldGrow) this.#timers.set(Timer.pathMtuProbe, now + RAISE_INTERVAL_MS);
    else this.#timers.clear(Timer.pathMtuProbe);
  }

  /** HB.interval and the RTO, jittered by half of it, §8.3. */
  #armHeartbeat(now: number): void {
    const jitter = 0.5 + randomUint32(this.#random) / 0x1_0000_0000;
    this.#timers.set(Timer.heartbeat, now + HEARTBEAT_INTERVAL_MS + this.#rto.rtoMs * jitter);
  }
}

export function randomUint32(random: Random): number {
  const bytes = new Uint8Array(4);
  random.fill(bytes);
  return readUint32(bytes, 0);
}

const HEARTBEAT_INTERVAL_MS = 30_000;
const RAISE_INTERVAL_MS = 600_000;
