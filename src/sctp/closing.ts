import { readUint32, writeUint32 } from '../util/bytes.ts';
import { ChunkType } from './chunks/chunk-type.ts';
import { CauseCode, writeAbort } from './chunks/error-cause.ts';
import { writeChunk } from './chunks/tlv.ts';
import type { Life } from './life.ts';
import type { Link } from './link.ts';
import { COMMON_HEADER_BYTES, readVerificationTag } from './packet.ts';
import type { Parts } from './parts.ts';
import { Timer } from './timers.ts';

/** Shutdown in order, RFC 9260 §9.2, and what is answered when all is over. */
export class Closing {
  readonly #parts: Parts;
  readonly #life: Life;

  constructor(parts: Parts, life: Life) {
    this.#parts = parts;
    this.#life = life;
  }

  receiveShutdown(value: Uint8Array, now: number): boolean {
    const life = this.#life;
    const link = life.activeLink;
    if (link === undefined || value.length < 4) return true;
    link.sender.receiveCumulativeAck(link.sender.outstanding.unwrap(readUint32(value, 0)), now);
    if (life.state === 'established' || life.state === 'shutdown-pending') {
      life.become('shutdown-received', 'SHUTDOWN received');
    } else if (life.state === 'shutdown-sent') this.#sendShutdownAck(now);
    return true;
  }

  receiveShutdownAck(tag: number): boolean {
    const { state, link } = this.#life;
    const isExpected = state === 'shutdown-sent' || state === 'shutdown-ack-sent';
    // Out of the blue, §8.4 point 5, it is answered under its own tag: the peer waits for this.
    const complete = writeChunk(ChunkType.shutdownComplete, isExpected ? 0 : 1, NOTHING);
    this.#parts.outbox.packetDue(isExpected ? (link as Link).peer.tag : tag, complete);
    if (isExpected) this.#life.end('shutdown', 'Shut down in order');
    return false;
  }

  receiveShutdownComplete(): boolean {
    if (this.#life.state === 'shutdown-ack-sent') this.#life.end('shutdown', 'Shut down in order');
    return false;
  }

  /** In SHUTDOWN-SENT every packet with DATA is answered at once, together with the SHUTDOWN. */
  dataReceived(link: Link, now: number): void {
    if (this.#life.state !== 'shutdown-sent') return;
    link.receiver.tracker.wantSackNow();
    this.#sendShutdown(link, now);
  }

  /** What both sides do with an emptied queue, at the end of a flush. */
  proceed(link: Link, now: number): void {
    const life = this.#life;
    if (life.state === 'established' || !link.sender.isDone) return;
    if (life.state === 'shutdown-pending') {
      life.become('shutdown-sent', 'everything is delivered');
      this.#parts.timers.set(Timer.t5ShutdownGuard, now + SHUTDOWN_GUARD_MS);
      this.#sendShutdown(link, now);
    } else if (life.state === 'shutdown-received') this.#sendShutdownAck(now);
    this.#parts.outbox.flushReplies();
  }

  /** T2-shutdown expired. */
  timedOut(now: number): void {
    this.#parts.rto.backOff();
    if (!this.#life.countError(now)) return;
    if (this.#life.state === 'shutdown-sent') this.#sendShutdown(this.#life.link as Link, now);
    else this.#sendShutdownAck(now);
  }

  /** Out of the blue, §8.4: the peer has not heard that it is over. */
  answerAfterEnd(packet: Uint8Array): void {
    const type = packet[COMMON_HEADER_BYTES];
    const { outbox } = this.#parts;
    const { link } = this.#life;
    if (type === ChunkType.shutdownAck) this.receiveShutdownAck(readVerificationTag(packet));
    else if (!NEVER_ANSWERED.has(type) && link !== undefined && !outbox.hasPacketsDue) {
      outbox.packetDue(link.peer.tag, writeAbort(CauseCode.userInitiatedAbort, 'The association is over'));
    }
  }

  #sendShutdown(link: Link, now: number): void {
    const value = new Uint8Array(4);
    writeUint32(value, 0, link.receiver.tracker.cumulativeTsn >>> 0);
    this.#parts.outbox.reply(writeChunk(ChunkType.shutdown, 0, value));
    this.#parts.timers.set(Timer.t2Shutdown, now + this.#parts.rto.rtoMs);
  }

  #sendShutdownAck(now: number): void {
    this.#life.become('shutdown-ack-sent', 'both sides are done');
    this.#parts.outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
    this.#parts.timers.set(Timer.t2Shutdown, now + this.#parts.rto.rtoMs);
  }
}

/** By an association that is over. */
const NEVER_ANSWERED: ReadonlySet<number> = new Set([
  ChunkType.init,
  ChunkType.cookieEcho,
  ChunkType.abort,
  ChunkType.shutdownComplete,
  ChunkType.error,
]);

const NOTHING = new Uint8Array(0);
/** Five times RTO.Max, §9.2. */
const SHUTDOWN_GUARD_MS = 50_000;
