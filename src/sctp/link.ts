import { readUint16 } from '../util/bytes.ts';
import { CauseCode, invalidStreamValue, writeError } from './chunks/error-cause.ts';
import { readForwardTsn, writeForwardTsn } from './chunks/forward-tsn-chunk.ts';
import { isSackWellFormed, sackCumulativeTsn } from './chunks/sack-chunk.ts';
import type { Parts } from './parts.ts';
import type { Peer } from './peer.ts';
import { Reconfiguration } from './reconfiguration.ts';
import { Receiver } from './rx/receiver.ts';
import { Timer } from './timers.ts';
import { Sender } from './tx/sender.ts';

/** What there is once the peer is known: both halves of the transfer, stream resets, and the packets they make. */
export class Link {
  readonly peer: Peer;
  readonly outgoingStreams: number;
  readonly incomingStreams: number;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly reconfiguration: Reconfiguration;
  readonly #parts: Parts;

  constructor(peer: Peer, options: LinkOptions, parts: Parts) {
    const { localInitialTsn, maxStreams } = options;
    this.peer = peer;
    this.outgoingStreams = Math.min(maxStreams, peer.incomingStreams);
    this.incomingStreams = Math.min(maxStreams, peer.outgoingStreams);
    this.receiver = new Receiver(
      peer.initialTsn,
      this.incomingStreams,
      options.windowBytes,
      options.maxMessageBytes,
      parts.news,
    );
    this.sender = new Sender({
      initialTsn: localInitialTsn,
      queue: parts.queue,
      timers: parts.timers,
      rto: parts.rto,
      packetBytes: parts.pathMtu.packetBytes,
      peerWindowBytes: peer.windowBytes,
      supportsPartialReliability: peer.supportsPartialReliability,
    });
    this.reconfiguration = new Reconfiguration({
      localInitialTsn,
      peerInitialTsn: peer.initialTsn,
      isSupported: peer.supportsReconfig,
      queue: parts.queue,
      timers: parts.timers,
      rto: parts.rto,
      news: parts.news,
    });
    this.#parts = parts;
    parts.outbox.setPeer(peer.tag, options.omitsChecksum);
  }

  /** Gives the cause for which the association has to end, or 'ok', or 'malformed': the rest of the packet is void. */
  receiveData(packet: Uint8Array, offset: number, length: number): 'ok' | 'malformed' | 'no-user-data' | 'too-large' {
    const verdict = this.receiver.receiveData(packet, offset, length);
    if (verdict !== 'invalid-stream') return verdict;
    const streamId = readUint16(packet, offset + 8);
    this.#parts.outbox.reply(writeError(CauseCode.invalidStreamIdentifier, invalidStreamValue(streamId)));
    return 'ok';
  }

  /** A packet with DATA was read: a SACK is due, now or soon. */
  dataPacketEnded(now: number): void {
    const { tracker } = this.receiver;
    const { timers } = this.#parts;
    tracker.packetEnded();
    if (tracker.sackUrgency === 'now') timers.clear(Timer.delayedSack);
    else if (!timers.isArmed(Timer.delayedSack)) timers.set(Timer.delayedSack, now + SACK_DELAY_MS);
  }

  /** False if it cannot be read. */
  receiveSack(packet: Uint8Array, offset: number, length: number, now: number): boolean {
    if (!isSackWellFormed(packet, offset, length)) return false;
    const { outstanding } = this.sender;
    const cumulativeTsn = outstanding.unwrap(sackCumulativeTsn(packet, offset));
    if (!this.sender.receiveSack(packet, offset, cumulativeTsn, now)) return true;
    this.#parts.errors.clear();
    if (outstanding.ackedBytes > 0) this.#parts.pathMtu.succeeded();
    return true;
  }

  receiveForwardTsn(value: Uint8Array): boolean {
    const chunk = readForwardTsn(value);
    if (chunk !== undefined) this.receiver.forward(chunk);
    return chunk !== undefined;
  }

  receiveHeartbeatAck(value: Uint8Array, now: number): void {
    if (!this.#parts.heartbeats.receiveAck(value, now)) return;
    this.#parts.errors.clear();
    this.#usePacketBytes();
  }

  /** T3-rtx expired. */
  retransmissionTimedOut(now: number): void {
    this.sender.timedOut(now);
    if (!this.#parts.pathMtu.timedOut()) return;
    this.#parts.heartbeats.blackHoleFound(now);
    this.#usePacketBytes();
  }

  /** Control chunks, a SACK that is due, and all the DATA that may go. The caller finishes the last packet. */
  flush(now: number): void {
    const { outbox, heartbeats } = this.#parts;
    outbox.flushReplies();
    this.reconfiguration.flush(outbox, this.sender, now);
    this.#flushData(now);
    this.#flushForwardTsn(now);
    if (outbox.hasFilledPackets) heartbeats.packetsFilled();
    heartbeats.flush(outbox, this.peer.tag, now);
  }

  /** After the last packet of a flush. */
  flushed(now: number): void {
    this.sender.guard(now);
    this.sender.abandonment.release();
    this.#parts.queue.reportDrained(this.#parts.news);
  }

  /** A delayed SACK rides along with DATA. */
  #flushData(now: number): void {
    const sender = this.sender;
    const { outbox, counters, timers } = this.#parts;
    let chunk = sender.next(now);
    this.#flushSack(chunk !== undefined);
    while (chunk !== undefined) {
      if (chunk.transmissions > 1) counters.chunksRetransmitted++;
      outbox.data(chunk);
      if (outbox.isBurstFull) return timers.set(Timer.burst, now + BURST_INTERVAL_MS);
      chunk = sender.next(now);
    }
  }

  #flushSack(hasData: boolean): void {
    const { tracker } = this.receiver;
    const urgency = tracker.sackUrgency;
    if (urgency === 'none' || (urgency === 'delayed' && !hasData)) return;
    this.#parts.outbox.sack(tracker, this.receiver.windowBytes);
    this.#parts.timers.clear(Timer.delayedSack);
  }

  #flushForwardTsn(now: number): void {
    const chunk = this.sender.abandonment.take(now, this.#parts.rto.smoothedRttMs ?? 0);
    if (chunk !== undefined) this.#parts.outbox.control(writeForwardTsn(chunk));
  }

  #usePacketBytes(): void {
    const { packetBytes } = this.#parts.pathMtu;
    this.#parts.outbox.setPacketBytes(packetBytes);
    this.sender.setPacketBytes(packetBytes);
  }
}

export interface LinkOptions {
  readonly localInitialTsn: number;
  readonly maxStreams: number;
  readonly windowBytes: number;
  readonly maxMessageBytes: number;
  readonly omitsChecksum: boolean;
}

/** RFC 9260 §6.2 allows 500, and recommends 200. */
const SACK_DELAY_MS = 40;
const BURST_INTERVAL_MS = 1;
