import type { Alarm } from '../../ports/clock.ts';
import type { SocketAddress } from '../../ports/network.ts';
import type { TcpSegment } from './packet.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { TcpReceiver } from './tcp-receiver.ts';
import { TcpSender, type OutgoingSegment } from './tcp-sender.ts';
import { unwrapSequence, wrapSequence } from './tcp-sequence.ts';

/** Fits a path of 1280 bytes with IPv6 and TCP headers. */
const SEGMENT_BYTES = 1200;
const NOTHING = new Uint8Array(0);

export interface TcpConnectionParts {
  readonly clock: SimulatedClock;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** What segments say of themselves. */
  readonly isTls: boolean;
  readonly carry: (bytes: Uint8Array, segment: TcpSegment) => void;
  /** It is no more: further segments are strays. */
  readonly forget: () => void;
}

/** What a connection tells its owner. */
export interface TcpOwner {
  opened(): void;
  receive(bytes: Uint8Array, now: number): void;
  /** Once; also of a connection that never opened. Without a reason the peer closed it in order. */
  closed(reason: string | undefined): void;
}

/**
 * One end of a simulated TCP connection (RFC 9293): SYN, numbers, cumulative acknowledgments, repetition, FIN and RST, so
 * that loss, reordering and partitions act on it as they do on a real one. Urgent data, window scaling, selective
 * acknowledgment and TIME-WAIT are left out; nothing here would notice.
 */
export class TcpConnection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #parts: TcpConnectionParts;
  readonly #owner: TcpOwner;
  readonly #sender = new TcpSender();
  readonly #receiver = new TcpReceiver();
  readonly #alarm: Alarm;
  #state: 'syn-sent' | 'syn-received' | 'open' | 'over' = 'syn-sent';
  /** Written and not yet sent. */
  #unsent: Uint8Array[] = [];
  #isOwnerGone = false;
  #wantsFin = false;
  #hasSentFin = false;

  constructor(parts: TcpConnectionParts, owner: TcpOwner) {
    this.local = parts.local;
    this.remote = parts.remote;
    this.#parts = parts;
    this.#owner = owner;
    this.#alarm = parts.clock.systemAlarm(
      () => this.#wake(),
      () => 'a TCP timer',
    );
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The active side begins. */
  connect(): void {
    this.#transmit(this.#sender.add(NOTHING, { isSyn: true }, this.#now));
    this.#rearm();
  }

  /** The passive side answers a SYN. */
  accept(synSequence: number): void {
    this.#state = 'syn-received';
    this.#receiver.begin(synSequence);
    this.#transmit(this.#sender.add(NOTHING, { isSyn: true }, this.#now));
    this.#rearm();
  }

  send(bytes: Uint8Array): void {
    if (this.#wantsFin || this.#state === 'over') return;
    for (let start = 0; start < bytes.length; start += SEGMENT_BYTES) {
      this.#unsent.push(bytes.slice(start, start + SEGMENT_BYTES));
    }
    this.#pump();
  }

  /** What was written before still goes out; the owner is told nothing any more. */
  close(): void {
    this.#isOwnerGone = true;
    if (this.#state === 'syn-sent') return this.#end(undefined);
    this.#wantsFin = true;
    this.#pump();
  }

  /** Ends it without ceremony. */
  reset(reason: string): void {
    if (this.#state === 'over') return;
    this.#parts.carry(NOTHING, this.#segment(this.#sender.next, { isReset: true }));
    this.#end(reason);
  }

  receive(segment: TcpSegment, bytes: Uint8Array, now: number): void {
    if (segment.isReset) return this.#end(this.#state === 'syn-sent' ? 'connection refused' : 'connection reset');
    if (this.#state === 'syn-sent') this.#receiveSynAck(segment, now);
    else this.#receiveSegment(segment, bytes, now);
    if (this.#state !== 'over') this.#pump();
  }

  #receiveSynAck({ isSyn, isAck, sequence, acknowledgment }: TcpSegment, now: number): void {
    if (!isSyn || !isAck) return;
    this.#receiver.begin(sequence);
    this.#sender.acknowledge(unwrapSequence(acknowledgment, this.#sender.next), true, now);
    this.#acknowledge();
    this.#open();
  }

  #receiveSegment(segment: TcpSegment, bytes: Uint8Array, now: number): void {
    const isBare = bytes.length === 0 && !segment.isFin && !segment.isSyn;
    if (segment.isAck) this.#receiveAcknowledgment(segment.acknowledgment, isBare, now);
    if (isBare) return;
    // A repeated SYN+ACK means that the acknowledgment of the first was lost.
    if (!segment.isSyn) {
      const sequence = unwrapSequence(segment.sequence, this.#receiver.next);
      this.#receiver.receive(
        sequence,
        bytes,
        segment.isFin,
        (part) => this.#isOwnerGone || this.#owner.receive(part, now),
      );
    }
    if (this.#state === 'over') return;
    if (segment.isAck) this.#acknowledge();
    if (this.#receiver.hasEnded) this.#beginEnd();
  }

  #receiveAcknowledgment(wire: number, isBare: boolean, now: number): void {
    const mustRepeat = this.#sender.acknowledge(unwrapSequence(wire, this.#sender.next), isBare, now);
    if (this.#state === 'syn-received') this.#open();
    const repeated = mustRepeat ? this.#sender.repeat(now) : undefined;
    if (repeated !== undefined) this.#transmit(repeated);
  }

  /** The peer has said all it had to say; so do we, then. */
  #beginEnd(): void {
    this.#tellClosed(undefined);
    this.#wantsFin = true;
  }

  #open(): void {
    this.#state = 'open';
    this.#owner.opened();
  }

  #pump(): void {
    if (this.#state === 'open') this.#sendUnsent();
    const isFinDue = this.#wantsFin && !this.#hasSentFin && this.#unsent.length === 0 && this.#state === 'open';
    if (isFinDue) {
      this.#hasSentFin = true;
      this.#transmit(this.#sender.add(NOTHING, { isFin: true }, this.#now));
    }
    if (this.#hasSentFin && this.#sender.isIdle && this.#receiver.hasEnded) this.#end(undefined);
    else this.#rearm();
  }

  #sendUnsent(): void {
    let count = 0;
    while (count < this.#unsent.length && this.#sender.hasWindow) {
      this.#transmit(this.#sender.add(this.#unsent[count++], {}, this.#now));
    }
    if (count > 0) this.#unsent = this.#unsent.slice(count);
  }

  #wake(): void {
    const now = this.#now;
    if (this.#sender.isStalled(now)) return this.#end('connection timed out');
    this.#sender.backOff(now);
    const repeated = this.#sender.repeat(now);
    if (repeated !== undefined) this.#transmit(repeated);
    this.#rearm();
  }

  #rearm(): void {
    this.#alarm.set(this.#sender.deadline, false);
  }

  #acknowledge(): void {
    this.#parts.carry(NOTHING, this.#segment(this.#sender.next, { isAck: true }));
  }

  /** In a buffer of its own each time: receivers work in place. */
  #transmit({ sequence, bytes, isSyn, isFin }: OutgoingSegment): void {
    const isAck = this.#state !== 'syn-sent';
    this.#parts.carry(bytes.slice(), this.#segment(sequence, { isSyn, isFin, isAck }));
  }

  #segment(sequence: number, flags: Partial<TcpSegment>): TcpSegment {
    const { isSyn = false, isAck = false, isFin = false, isReset = false } = flags;
    const acknowledgment = isAck ? wrapSequence(this.#receiver.next) : 0;
    const { isTls } = this.#parts;
    return { isSyn, isAck, isFin, isReset, sequence: wrapSequence(sequence), acknowledgment, isTls };
  }

  #end(reason: string | undefined): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#alarm.clear();
    this.#parts.forget();
    this.#tellClosed(reason);
  }

  #tellClosed(reason: string | undefined): void {
    if (this.#isOwnerGone) return;
    this.#isOwnerGone = true;
    this.#owner.closed(reason);
  }

  get #now(): number {
    return this.#parts.clock.now();
  }
}
