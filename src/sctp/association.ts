import { assert } from '../util/assert.ts';
import { readUint16 } from '../util/bytes.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { TimerTable } from '../util/timer-table.ts';
import { CHUNK_HEADER_BYTES, ChunkType, padded, unknownTypeAction } from './chunks/chunk-type.ts';
import { CauseCode, readFirstCause, writeError } from './chunks/error-cause.ts';
import { writeHeartbeatAck } from './chunks/heartbeat-chunk.ts';
import { Closing } from './closing.ts';
import { ErrorCounter } from './error-counter.ts';
import { type GateFacts, isAcceptable } from './gate.ts';
import { Heartbeats } from './heartbeats.ts';
import { Life } from './life.ts';
import { Outbox } from './outbox.ts';
import { COMMON_HEADER_BYTES, readVerificationTag } from './packet.ts';
import type { Parts } from './parts.ts';
import { PathMtu } from './path-mtu.ts';
import { Setup, type SetupOptions } from './setup.ts';
import { SHUTTING_DOWN, TAKING_DATA, TRANSFERRING } from './states.ts';
import { HOUSEKEEPING_TIMERS, TIMER_SLOTS, Timer } from './timers.ts';
import { OutgoingMessage } from './tx/outgoing-message.ts';
import { Rto } from './tx/rto.ts';
import { SendQueue } from './tx/send-queue.ts';
import type { AssociationOptions, AssociationState, SctpCounters, SctpNews, SendOptions } from './types.ts';

/**
 * One SCTP association over DTLS (RFC 9260, RFC 8261). Both sides may call `connect`, or one of them.
 * It dispatches; what chunks mean is in `setup`, `link` (with `rx/` and `tx/`) and `closing`.
 */
export class Association implements Engine<SctpNews> {
  readonly counters: SctpCounters;
  readonly #gateFacts: GateFacts;
  readonly #parts: Parts;
  readonly #life: Life;
  readonly #setup: Setup;
  readonly #closing: Closing;

  constructor(options: AssociationOptions) {
    const { localPort, remotePort, zeroChecksum = true } = options;
    this.#gateFacts = { localPort, remotePort, acceptsZeroChecksum: zeroChecksum };
    this.#parts = partsOf(options);
    this.counters = this.#parts.counters;
    this.#life = new Life(this.#parts);
    this.#setup = new Setup(setupOptionsOf(options), this.#parts, this.#life);
    this.#closing = new Closing(this.#parts, this.#life);
  }

  get state(): AssociationState {
    return this.#life.state;
  }

  /** Streams we may send on; 0 before the peer is known. */
  get outgoingStreams(): number {
    return this.#life.link?.outgoingStreams ?? 0;
  }

  get incomingStreams(): number {
    return this.#life.link?.incomingStreams ?? 0;
  }

  get congestionWindowBytes(): number {
    return this.#life.link?.sender.congestionWindowBytes ?? 0;
  }

  /** The peer's window, as it last said. */
  get receiveWindowBytes(): number {
    return this.#life.link?.sender.peerWindowBytes ?? 0;
  }

  /** Undefined before the first measurement. */
  get smoothedRoundTripTimeMs(): number | undefined {
    return this.#parts.rto.smoothedRttMs;
  }

  get unackedDataChunks(): number {
    return this.#life.link?.sender.outstanding.count ?? 0;
  }

  /** Size of the largest packet sent now, without DTLS, UDP and IP. */
  get mtuBytes(): number {
    return this.#parts.pathMtu.packetBytes;
  }

  connect(now: number): void {
    this.#setup.begin(now);
  }

  /**
   * Queues a message; the association takes ownership of `data`, which must not be empty (RFC 8831 §6.6 has payload
   * protocol ids for empty messages). What is sent before the association is up goes as soon as it is, unless the peer has
   * not that many streams. What is sent after the association began to end is dropped.
   */
  send(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions, now: number): void {
    assert(data.length > 0, 'an SCTP message has at least one byte');
    assert(streamId >= 0 && streamId < 0xffff, 'a stream id lies in 0…65534');
    if (this.#life.hasEnded || SHUTTING_DOWN.has(this.#life.state)) return;
    const { ordered, maxRetransmits = Infinity, maxLifetimeMs, priority = 256 } = options;
    const expiresAt = maxLifetimeMs === undefined ? Infinity : now + maxLifetimeMs;
    const message = new OutgoingMessage(streamId, payloadProtocolId, data, !ordered, maxRetransmits, expiresAt);
    this.#parts.queue.push(message, priority);
  }

  /** Forgets what is queued on a stream. False, and nothing happens: some of it was sent already. */
  withdraw(streamId: number): boolean {
    return this.#parts.queue.withdraw(streamId);
  }

  /** Bytes of user messages on this stream that were not yet transmitted a first time. */
  bufferedBytes(streamId: number): number {
    return this.#parts.queue.bufferedBytes(streamId);
  }

  /** Resets outgoing streams once all that was queued on them has been delivered, RFC 6525. */
  resetStreams(streamIds: readonly number[], _now: number): void {
    if (this.#life.hasEnded) return;
    const link = this.#life.activeLink;
    if (link === undefined) this.#setup.resetLater(streamIds);
    else link.reconfiguration.reset(streamIds);
  }

  /** Ends the association when everything queued is delivered, RFC 9260 §9.2. */
  shutdown(now: number): void {
    if (this.#life.state === 'established') this.#life.become('shutdown-pending', 'shutdown');
    else if (!SHUTTING_DOWN.has(this.#life.state)) this.abort('Shut down before it was connected', now);
  }

  /** Ends the association at once, §9.1; the next flush tells the peer. */
  abort(reason: string, _now: number): void {
    if (!this.#life.hasEnded) this.#life.abort(CauseCode.userInitiatedAbort, reason, 'abort-sent');
  }

  receive(packet: Uint8Array, now: number): void {
    if (!isAcceptable(packet, this.#gateFacts, this.#setup.localTag, this.#life.link?.peer.tag)) {
      this.counters.packetsDropped++;
      return;
    }
    this.counters.packetsReceived++;
    this.counters.bytesReceived += packet.length;
    if (this.#life.hasEnded) this.#closing.answerAfterEnd(packet);
    else this.#receiveChunks(packet, now);
  }

  handleTimeout(now: number): void {
    for (let timer; (timer = this.#parts.timers.takeExpired(now)) >= 0;) this.#expired(timer, now);
  }

  flush(now: number): void {
    const { outbox } = this.#parts;
    outbox.beginFlush();
    const link = this.#life.link;
    if (link === undefined || !TRANSFERRING.has(this.#life.state)) return;
    link.flush(now);
    this.#closing.proceed(link, now);
    outbox.finish();
    link.flushed(now);
  }

  pollEvent(): SctpNews | undefined {
    return this.#parts.news.shift();
  }

  nextTimeout(): number {
    return this.#parts.timers.nextTimeout();
  }

  get isQuiet(): boolean {
    return this.#parts.timers.isQuiet;
  }

  /** Checks that hold between any two calls. Walks everything outstanding: for tests. */
  assertConsistent(): void {
    const { timers } = this.#parts;
    const isUp = TRANSFERRING.has(this.#life.state);
    assert(timers.isArmed(Timer.t1Init) === (this.#life.state === 'cookie-wait'), 'T1-init runs in cookie-wait only');
    assert(
      timers.isArmed(Timer.t1Cookie) === (this.#life.state === 'cookie-echoed'),
      'T1-cookie, in cookie-echoed only',
    );
    assert(timers.isArmed(Timer.heartbeat) === isUp, 'heartbeats run while data may flow');
    assert(!isUp || this.#life.link !== undefined, 'an association that is up knows its peer');
    assert(!this.#life.hasEnded || timers.nextTimeout() === Infinity, 'no timer outlives the association');
    this.#life.link?.sender.assertConsistent();
  }

  // Chunks

  #receiveChunks(packet: Uint8Array, now: number): void {
    let hasData = false;
    for (let offset = COMMON_HEADER_BYTES; offset + CHUNK_HEADER_BYTES <= packet.length;) {
      const length = readUint16(packet, offset + 2);
      if (length < CHUNK_HEADER_BYTES || offset + length > packet.length) break;
      if (packet[offset] === ChunkType.data) {
        if (!this.#receiveData(packet, offset, length)) break;
        hasData = true;
      } else if (!this.#receiveChunk(packet, offset, length, now)) break;
      offset += padded(length);
    }
    const link = this.#life.link;
    if (!hasData || link === undefined || !TAKING_DATA.has(this.#life.state)) return;
    this.#closing.dataReceived(link, now);
    link.dataPacketEnded(now);
  }

  /** False: the rest of the packet is not to be read. */
  #receiveData(packet: Uint8Array, offset: number, length: number): boolean {
    if (this.#life.link === undefined) return false;
    if (!TAKING_DATA.has(this.#life.state)) return true;
    switch (this.#life.link.receiveData(packet, offset, length)) {
      case 'ok':
        return true;
      case 'malformed':
        return false;
      case 'no-user-data':
        this.#life.abort(CauseCode.noUserData, 'A DATA chunk without data', 'protocol-violation');
        return false;
      case 'too-large':
        this.#life.abort(CauseCode.protocolViolation, 'A message larger than was negotiated', 'protocol-violation');
        return false;
    }
  }

  #receiveChunk(packet: Uint8Array, offset: number, length: number, now: number): boolean {
    const type = packet[offset];
    if (type === ChunkType.sack) return this.#life.activeLink?.receiveSack(packet, offset, length, now) ?? true;
    const value = packet.subarray(offset + CHUNK_HEADER_BYTES, offset + length);
    switch (type) {
      case ChunkType.init:
        return this.#setup.receiveInit(packet, value, now);
      case ChunkType.initAck:
        return this.#setup.receiveInitAck(value, now);
      case ChunkType.cookieEcho:
        return this.#setup.receiveCookieEcho(value, readVerificationTag(packet), now);
      case ChunkType.cookieAck:
        return this.#setup.receiveCookieAck(now);
      case ChunkType.heartbeat:
        return this.#receiveHeartbeat(value);
      case ChunkType.heartbeatAck:
        this.#life.activeLink?.receiveHeartbeatAck(value, now);
        return true;
      case ChunkType.abort:
        return this.#receiveAbort(value);
      case ChunkType.error:
        return this.#setup.receiveError(value, now);
      case ChunkType.shutdown:
        return this.#closing.receiveShutdown(value, now);
      case ChunkType.shutdownAck:
        return this.#closing.receiveShutdownAck(readVerificationTag(packet));
      case ChunkType.shutdownComplete:
        return this.#closing.receiveShutdownComplete();
      case ChunkType.forwardTsn:
        return (
          !TAKING_DATA.has(this.#life.state) ||
          this.#life.link === undefined ||
          this.#life.link.receiveForwardTsn(value)
        );
      case ChunkType.reconfig:
        return this.#receiveReconfig(value, now);
      case ChunkType.pad:
        return true;
      default:
        return this.#receiveUnknown(type, packet.subarray(offset, offset + length));
    }
  }

  #receiveHeartbeat(value: Uint8Array): boolean {
    if (this.#life.link !== undefined) this.#parts.outbox.reply(writeHeartbeatAck(value));
    return true;
  }

  #receiveReconfig(value: Uint8Array, now: number): boolean {
    const link = this.#life.activeLink;
    return link === undefined || link.reconfiguration.receive(value, link.receiver, now);
  }

  #receiveAbort(value: Uint8Array): boolean {
    const cause = readFirstCause(value);
    const message = cause.text === '' ? 'The peer aborted the association' : cause.text;
    if (this.#life.state !== 'closed') this.#life.end('abort-received', message, cause.code);
    return false;
  }

  /** The two highest bits say whether to read on and whether to report, §3.2. */
  #receiveUnknown(type: number, chunk: Uint8Array): boolean {
    const action = unknownTypeAction(type >> 6);
    if (action.reports && this.#life.link !== undefined && chunk.length <= MAX_REPORTED_BYTES) {
      this.#parts.outbox.reply(writeError(CauseCode.unrecognizedChunkType, chunk));
    }
    return action.skips;
  }

  // Timers

  #expired(timer: number, now: number): void {
    switch (timer) {
      case Timer.t1Init:
      case Timer.t1Cookie:
        return this.#setup.timedOut(now);
      case Timer.t2Shutdown:
        return this.#closing.timedOut(now);
      case Timer.t3Retransmission:
        return this.#life.countError(now) ? this.#life.link?.retransmissionTimedOut(now) : undefined;
      case Timer.t5ShutdownGuard:
        return this.#life.abort(CauseCode.userInitiatedAbort, 'The shutdown took too long', 'timeout');
      case Timer.delayedSack:
        return this.#life.link?.receiver.tracker.wantSackNow();
      case Timer.reconfig:
        if (this.#life.link?.reconfiguration.timedOut()) this.#life.countError(now);
        return;
      case Timer.heartbeat:
        if (this.#parts.heartbeats.heartbeatTimedOut(now)) this.#life.countError(now);
        return;
      case Timer.pathMtuProbe:
        return this.#parts.heartbeats.probeTimedOut();
    }
  }
}

function setupOptionsOf(options: AssociationOptions): SetupOptions {
  return {
    crypto: options.crypto,
    random: options.random,
    maxStreams: options.maxStreams ?? 65_535,
    windowBytes: options.receiveWindowBytes ?? 5 * 1024 * 1024,
    acceptsZeroChecksum: options.zeroChecksum ?? true,
    maxMessageBytes: options.maxReceiveMessageBytes,
    maxInitRetransmissions: options.maxInitRetransmissions ?? 8,
  };
}

function partsOf(options: AssociationOptions): Parts {
  const counters: SctpCounters = {
    packetsSent: 0,
    packetsReceived: 0,
    packetsDropped: 0,
    bytesSent: 0,
    bytesReceived: 0,
    chunksRetransmitted: 0,
  };
  const timers = new TimerTable(TIMER_SLOTS, HOUSEKEEPING_TIMERS);
  const rto = new Rto();
  const pathMtu = new PathMtu(options.basePacketBytes ?? 1191, options.maxPacketBytes);
  return {
    counters,
    timers,
    rto,
    pathMtu,
    news: new Queue<SctpNews>(),
    errors: new ErrorCounter(options.maxRetransmissions ?? 10),
    queue: new SendQueue(),
    outbox: new Outbox(options.sink, options.localPort, options.remotePort, pathMtu.packetBytes, counters),
    heartbeats: new Heartbeats(options.random, timers, rto, pathMtu),
  };
}

/** Of an unknown chunk, in an ERROR. */
const MAX_REPORTED_BYTES = 512;
