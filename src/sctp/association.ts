import { assert } from '../util/assert.ts';
import { readUint16, readUint32, writeUint32 } from '../util/bytes.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { TimerTable } from '../util/timer-table.ts';
import { CHUNK_HEADER_BYTES, ChunkType, padded, unknownTypeAction } from './chunks/chunk-type.ts';
import { CauseCode, readFirstCause, saysStaleCookie, writeAbort, writeError } from './chunks/error-cause.ts';
import { writeHeartbeatAck } from './chunks/heartbeat-chunk.ts';
import { writeChunk } from './chunks/tlv.ts';
import type { StateCookie } from './cookie.ts';
import { ErrorCounter } from './error-counter.ts';
import { isAcceptable } from './gate.ts';
import { Handshake, type HandshakeOptions } from './handshake.ts';
import { Heartbeats } from './heartbeats.ts';
import { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import { COMMON_HEADER_BYTES, readVerificationTag } from './packet.ts';
import type { Parts } from './parts.ts';
import { PathMtu } from './path-mtu.ts';
import type { Peer } from './peer.ts';
import { SHUTTING_DOWN, TAKING_DATA, TRANSFERRING } from './states.ts';
import { HOUSEKEEPING_TIMERS, TIMER_SLOTS, Timer } from './timers.ts';
import { OutgoingMessage } from './tx/outgoing-message.ts';
import { Rto } from './tx/rto.ts';
import { SendQueue } from './tx/send-queue.ts';
import type {
  AssociationOptions,
  AssociationState,
  SctpCloseReason,
  SctpCounters,
  SctpNews,
  SendOptions,
} from './types.ts';

/**
 * One SCTP association over DTLS (RFC 9260, RFC 8261). Both sides may call `connect`, or one of them.
 * It owns the state and dispatches; what chunks mean is in `handshake`, `link`, `rx/` and `tx/`.
 */
export class Association implements Engine<SctpNews> {
  readonly counters: SctpCounters;
  readonly #options: AssociationOptions;
  readonly #handshakeOptions: HandshakeOptions;
  readonly #gateFacts: { localPort: number; remotePort: number; acceptsZeroChecksum: boolean };
  readonly #parts: Parts;
  readonly #handshake: Handshake;
  #state: AssociationState = 'closed';
  #hasEnded = false;
  #link: Link | undefined;
  /** Asked for before the peer was known. */
  #earlyResets: number[] = [];

  constructor(options: AssociationOptions) {
    this.#options = options;
    this.#handshakeOptions = {
      crypto: options.crypto,
      random: options.random,
      maxStreams: options.maxStreams ?? 65_535,
      windowBytes: options.receiveWindowBytes ?? 5 * 1024 * 1024,
      acceptsZeroChecksum: options.zeroChecksum ?? true,
    };
    this.#gateFacts = {
      localPort: options.localPort,
      remotePort: options.remotePort,
      acceptsZeroChecksum: this.#handshakeOptions.acceptsZeroChecksum,
    };
    this.#parts = partsOf(options);
    this.counters = this.#parts.counters;
    this.#handshake = new Handshake(this.#handshakeOptions, this.#parts);
  }

  get state(): AssociationState {
    return this.#state;
  }

  /** Streams we may send on; 0 before the peer is known. */
  get outgoingStreams(): number {
    return this.#link?.outgoingStreams ?? 0;
  }

  get incomingStreams(): number {
    return this.#link?.incomingStreams ?? 0;
  }

  get congestionWindowBytes(): number {
    return this.#link?.sender.congestionWindowBytes ?? 0;
  }

  /** The peer's window, as it last said. */
  get receiveWindowBytes(): number {
    return this.#link?.sender.peerWindowBytes ?? 0;
  }

  /** Undefined before the first measurement. */
  get smoothedRoundTripTimeMs(): number | undefined {
    return this.#parts.rto.smoothedRttMs;
  }

  get unackedDataChunks(): number {
    return this.#link?.sender.outstanding.count ?? 0;
  }

  /** Size of the largest packet sent now, without DTLS, UDP and IP. */
  get mtuBytes(): number {
    return this.#parts.pathMtu.packetBytes;
  }

  connect(now: number): void {
    if (this.#state !== 'closed' || this.#hasEnded) return;
    this.#become('cookie-wait', 'connect');
    this.#handshake.sendInit(now);
  }

  /**
   * Queues a message; the association takes ownership of `data`, which must not be empty (RFC 8831 §6.6 has payload
   * protocol ids for empty messages). What is sent after the association began to end is dropped.
   */
  send(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions, now: number): void {
    assert(data.length > 0, 'an SCTP message has at least one byte');
    assert(streamId >= 0 && streamId < 0xffff, 'a stream id lies in 0…65534');
    if (this.#hasEnded || SHUTTING_DOWN.has(this.#state)) return;
    const { ordered, maxRetransmits = Infinity, maxLifetimeMs, priority = 256 } = options;
    const expiresAt = maxLifetimeMs === undefined ? Infinity : now + maxLifetimeMs;
    const message = new OutgoingMessage(streamId, payloadProtocolId, data, !ordered, maxRetransmits, expiresAt);
    this.#parts.queue.push(message, priority);
  }

  /** Bytes of user messages on this stream that were not yet transmitted a first time. */
  bufferedBytes(streamId: number): number {
    return this.#parts.queue.bufferedBytes(streamId);
  }

  /** Resets outgoing streams once all that was queued on them has been delivered, RFC 6525. */
  resetStreams(streamIds: readonly number[], _now: number): void {
    if (this.#hasEnded) return;
    if (this.#link === undefined) this.#earlyResets.push(...streamIds);
    else this.#link.reconfiguration.reset(streamIds);
  }

  /** Ends the association when everything queued is delivered, RFC 9260 §9.2. */
  shutdown(now: number): void {
    if (this.#state === 'established') this.#become('shutdown-pending', 'shutdown');
    else if (!SHUTTING_DOWN.has(this.#state)) this.abort('Shut down before it was connected', now);
  }

  /** Ends the association at once, §9.1; the next flush tells the peer. */
  abort(reason: string, _now: number): void {
    if (!this.#hasEnded) this.#abort(CauseCode.userInitiatedAbort, reason, 'abort-sent');
  }

  receive(packet: Uint8Array, now: number): void {
    if (!isAcceptable(packet, this.#gateFacts, this.#handshake.localTag, this.#link?.peer.tag)) {
      this.counters.packetsDropped++;
      return;
    }
    this.counters.packetsReceived++;
    this.counters.bytesReceived += packet.length;
    if (this.#hasEnded) this.#answerAfterEnd(packet);
    else this.#receiveChunks(packet, now);
  }

  handleTimeout(now: number): void {
    for (let timer; (timer = this.#parts.timers.takeExpired(now)) >= 0;) this.#expired(timer, now);
  }

  flush(now: number): void {
    const { outbox } = this.#parts;
    outbox.beginFlush();
    const link = this.#link;
    if (link === undefined || !TRANSFERRING.has(this.#state)) return;
    link.flush(now);
    if (this.#state !== 'established') this.#continueShutdown(link, now);
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
    const isUp = TRANSFERRING.has(this.#state);
    assert(timers.isArmed(Timer.t1Init) === (this.#state === 'cookie-wait'), 'T1-init runs in cookie-wait only');
    assert(timers.isArmed(Timer.t1Cookie) === (this.#state === 'cookie-echoed'), 'T1-cookie, in cookie-echoed only');
    assert(timers.isArmed(Timer.heartbeat) === isUp, 'heartbeats run while data may flow');
    assert(!isUp || this.#link !== undefined, 'an association that is up knows its peer');
    assert(!this.#hasEnded || timers.nextTimeout() === Infinity, 'no timer outlives the association');
    this.#link?.sender.assertConsistent();
  }

  #become(state: AssociationState, _reason: string): void {
    this.#state = state;
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
    if (hasData && TAKING_DATA.has(this.#state)) this.#dataPacketEnded(this.#link as Link, now);
  }

  /** False: the rest of the packet is not to be read. */
  #receiveData(packet: Uint8Array, offset: number, length: number): boolean {
    if (this.#link === undefined) return false;
    if (!TAKING_DATA.has(this.#state)) return true;
    switch (this.#link.receiveData(packet, offset, length)) {
      case 'ok':
        return true;
      case 'malformed':
        return false;
      case 'no-user-data':
        this.#abort(CauseCode.noUserData, 'A DATA chunk without data', 'protocol-violation');
        return false;
      case 'too-large':
        this.#abort(CauseCode.protocolViolation, 'A message larger than was negotiated', 'protocol-violation');
        return false;
    }
  }

  #dataPacketEnded(link: Link, now: number): void {
    // In SHUTDOWN-SENT every packet with DATA is answered at once, together with the SHUTDOWN, §9.2.
    if (this.#state === 'shutdown-sent') {
      link.receiver.tracker.wantSackNow();
      this.#sendShutdown(link, now);
    }
    link.dataPacketEnded(now);
  }

  #receiveChunk(packet: Uint8Array, offset: number, length: number, now: number): boolean {
    const type = packet[offset];
    if (type === ChunkType.sack) return this.#activeLink?.receiveSack(packet, offset, length, now) ?? true;
    const value = packet.subarray(offset + CHUNK_HEADER_BYTES, offset + length);
    switch (type) {
      case ChunkType.init:
        return this.#receiveInit(packet, value, now);
      case ChunkType.initAck:
        return this.#receiveInitAck(value, now);
      case ChunkType.cookieEcho:
        return this.#receiveCookieEcho(value, readVerificationTag(packet), now);
      case ChunkType.cookieAck:
        return this.#receiveCookieAck(now);
      case ChunkType.heartbeat:
        return this.#receiveHeartbeat(value);
      case ChunkType.heartbeatAck:
        this.#activeLink?.receiveHeartbeatAck(value, now);
        return true;
      case ChunkType.abort:
        return this.#receiveAbort(value);
      case ChunkType.error:
        return this.#receiveError(value, now);
      case ChunkType.shutdown:
        return this.#receiveShutdown(value, now);
      case ChunkType.shutdownAck:
        return this.#receiveShutdownAck(readVerificationTag(packet));
      case ChunkType.shutdownComplete:
        return this.#receiveShutdownComplete();
      case ChunkType.forwardTsn:
        return !TAKING_DATA.has(this.#state) || this.#link === undefined || this.#link.receiveForwardTsn(value);
      case ChunkType.reconfig:
        return this.#receiveReconfig(value, now);
      case ChunkType.pad:
        return true;
      default:
        return this.#receiveUnknown(type, packet.subarray(offset, offset + length));
    }
  }

  /** The link while data and control flow on it. */
  get #activeLink(): Link | undefined {
    return TRANSFERRING.has(this.#state) ? this.#link : undefined;
  }

  #receiveHeartbeat(value: Uint8Array): boolean {
    if (this.#link !== undefined) this.#parts.outbox.reply(writeHeartbeatAck(value));
    return true;
  }

  #receiveReconfig(value: Uint8Array, now: number): boolean {
    const link = this.#activeLink;
    return link === undefined || link.reconfiguration.receive(value, link.receiver, now);
  }

  #receiveAbort(value: Uint8Array): boolean {
    const cause = readFirstCause(value);
    const message = cause.text === '' ? 'The peer aborted the association' : cause.text;
    if (this.#state !== 'closed') this.#end('abort-received', message, cause.code);
    return false;
  }

  /** Of all errors only the stale cookie asks for something: a new handshake, §5.2.6. */
  #receiveError(value: Uint8Array, now: number): boolean {
    if (this.#state !== 'cookie-echoed' || !saysStaleCookie(value)) return true;
    this.#parts.timers.clear(Timer.t1Cookie);
    this.#link = undefined;
    this.#become('cookie-wait', 'stale cookie');
    this.#handshake.sendInit(now);
    return false;
  }

  /** The two highest bits say whether to read on and whether to report, §3.2. */
  #receiveUnknown(type: number, chunk: Uint8Array): boolean {
    const action = unknownTypeAction(type >> 6);
    if (action.reports && this.#link !== undefined && chunk.length <= MAX_REPORTED_BYTES) {
      this.#parts.outbox.reply(writeError(CauseCode.unrecognizedChunkType, chunk));
    }
    return action.skips;
  }

  // Setup, §5

  #receiveInit(packet: Uint8Array, value: Uint8Array, now: number): boolean {
    const isAlone = COMMON_HEADER_BYTES + padded(CHUNK_HEADER_BYTES + value.length) >= packet.length;
    if (!isAlone) return false;
    // Our SHUTDOWN ACK was lost, §9.2.
    if (this.#state === 'shutdown-ack-sent') this.#parts.outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
    else this.#handshake.receiveInit(value, this.#link?.peer, TRANSFERRING.has(this.#state), now);
    return false;
  }

  #receiveInitAck(value: Uint8Array, now: number): boolean {
    if (this.#state !== 'cookie-wait') return false;
    const peer = this.#handshake.receiveInitAck(value);
    if (peer === 'unusable') {
      this.#end('protocol-violation', 'INIT ACK without a usable cookie', CauseCode.missingMandatoryParameter);
    } else if (peer !== undefined) {
      this.#handshake.answered(now);
      this.#become('cookie-echoed', 'INIT ACK received');
      this.#establishLink(peer);
      this.#handshake.sendCookieEcho(peer.tag, now);
    }
    return false;
  }

  #receiveCookieAck(now: number): boolean {
    if (this.#state !== 'cookie-echoed') return true;
    this.#handshake.answered(now);
    this.#connected('COOKIE ACK received', now);
    return true;
  }

  #receiveCookieEcho(value: Uint8Array, packetTag: number, now: number): boolean {
    const current = { peer: this.#link?.peer, mayChangePeer: this.#state === 'cookie-echoed' };
    const { action, cookie } = this.#handshake.receiveCookieEcho(value, packetTag, current, now);
    if (action === 'foreign') {
      this.counters.packetsDropped++;
      return false;
    }
    if (action === 'restart') return this.#restart(cookie, now);
    if (action === 'new') this.#establishLink(cookie.peer);
    this.#parts.outbox.reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    if (!TRANSFERRING.has(this.#state)) this.#connected('COOKIE ECHO received', now);
    return true;
  }

  /** Action A of §5.2.4: the peer lost its memory and begins anew. */
  #restart(cookie: StateCookie, now: number): boolean {
    const { outbox, queue, timers, heartbeats, news } = this.#parts;
    if (this.#state === 'shutdown-ack-sent') {
      outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
      outbox.reply(writeError(CauseCode.cookieReceivedWhileShuttingDown, NOTHING));
      return false;
    }
    this.#link?.reconfiguration.restart();
    queue.restart();
    timers.clearAll();
    outbox.forgetReplies();
    this.#handshake.adopt(cookie);
    this.#establishLink(cookie.peer);
    outbox.reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    this.#become('established', 'the peer restarted');
    heartbeats.start(now);
    news.push({ type: 'restarted' });
    return true;
  }

  #establishLink(peer: Peer): void {
    const { maxStreams, windowBytes, acceptsZeroChecksum } = this.#handshakeOptions;
    const options = {
      localInitialTsn: this.#handshake.localInitialTsn,
      maxStreams,
      windowBytes,
      maxMessageBytes: this.#options.maxReceiveMessageBytes,
      omitsChecksum: acceptsZeroChecksum && peer.acceptsZeroChecksum,
    };
    this.#link = new Link(peer, options, this.#parts);
  }

  #connected(reason: string, now: number): void {
    const { outgoingStreams, incomingStreams, reconfiguration } = this.#link as Link;
    this.#become('established', reason);
    this.#handshake.stop();
    this.#parts.errors.clear();
    this.#parts.heartbeats.start(now);
    reconfiguration.reset(this.#earlyResets.splice(0));
    this.#parts.news.push({ type: 'connected', outgoingStreams, incomingStreams });
  }

  // Shutdown, §9.2

  #receiveShutdown(value: Uint8Array, now: number): boolean {
    const link = this.#activeLink;
    if (link === undefined || value.length < 4) return true;
    link.sender.receiveCumulativeAck(link.sender.outstanding.unwrap(readUint32(value, 0)), now);
    if (this.#state === 'established' || this.#state === 'shutdown-pending') {
      this.#become('shutdown-received', 'SHUTDOWN received');
    } else if (this.#state === 'shutdown-sent') this.#sendShutdownAck(now);
    return true;
  }

  /** What both sides do with an emptied queue. */
  #continueShutdown(link: Link, now: number): void {
    if (!link.sender.isDone) return;
    if (this.#state === 'shutdown-pending') {
      this.#become('shutdown-sent', 'everything is delivered');
      this.#parts.timers.set(Timer.t5ShutdownGuard, now + SHUTDOWN_GUARD_MS);
      this.#sendShutdown(link, now);
    } else if (this.#state === 'shutdown-received') this.#sendShutdownAck(now);
    this.#parts.outbox.flushReplies();
  }

  #sendShutdown(link: Link, now: number): void {
    const value = new Uint8Array(4);
    writeUint32(value, 0, link.receiver.tracker.cumulativeTsn >>> 0);
    this.#parts.outbox.reply(writeChunk(ChunkType.shutdown, 0, value));
    this.#parts.timers.set(Timer.t2Shutdown, now + this.#parts.rto.rtoMs);
  }

  #sendShutdownAck(now: number): void {
    this.#become('shutdown-ack-sent', 'both sides are done');
    this.#parts.outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
    this.#parts.timers.set(Timer.t2Shutdown, now + this.#parts.rto.rtoMs);
  }

  #receiveShutdownAck(tag: number): boolean {
    const isExpected = this.#state === 'shutdown-sent' || this.#state === 'shutdown-ack-sent';
    // Out of the blue, §8.4 point 5, it is answered under its own tag: the peer waits for this.
    const complete = writeChunk(ChunkType.shutdownComplete, isExpected ? 0 : 1, NOTHING);
    this.#parts.outbox.packetDue(isExpected ? (this.#link as Link).peer.tag : tag, complete);
    if (isExpected) this.#end('shutdown', 'Shut down in order');
    return false;
  }

  #receiveShutdownComplete(): boolean {
    if (this.#state === 'shutdown-ack-sent') this.#end('shutdown', 'Shut down in order');
    return false;
  }

  // The end

  #abort(code: number, text: string, reason: SctpCloseReason): void {
    if (this.#link !== undefined) this.#parts.outbox.packetDue(this.#link.peer.tag, writeAbort(code, text));
    this.#end(reason, text, code);
  }

  #end(reason: SctpCloseReason, message: string, causeCode?: number): void {
    this.#become('closed', reason);
    this.#hasEnded = true;
    this.#parts.timers.clearAll();
    this.#parts.queue.clear();
    this.#parts.outbox.forgetReplies();
    this.#parts.news.push({ type: 'closed', reason, causeCode, message });
  }

  /** Out of the blue, §8.4: the peer has not heard that it is over. */
  #answerAfterEnd(packet: Uint8Array): void {
    const type = packet[COMMON_HEADER_BYTES];
    const { outbox } = this.#parts;
    if (type === ChunkType.shutdownAck) this.#receiveShutdownAck(readVerificationTag(packet));
    else if (!NEVER_ANSWERED.has(type) && this.#link !== undefined && !outbox.hasPacketsDue) {
      outbox.packetDue(this.#link.peer.tag, writeAbort(CauseCode.userInitiatedAbort, 'The association is over'));
    }
  }

  // Timers

  #expired(timer: number, now: number): void {
    switch (timer) {
      case Timer.t1Init:
        return this.#mayTryAgain() ? this.#handshake.sendInit(now) : undefined;
      case Timer.t1Cookie:
        return this.#mayTryAgain() ? this.#handshake.sendCookieEcho((this.#link as Link).peer.tag, now) : undefined;
      case Timer.t2Shutdown:
        return this.#shutdownTimedOut(now);
      case Timer.t3Retransmission:
        return this.#countError(now) ? (this.#link as Link).retransmissionTimedOut(now) : undefined;
      case Timer.t5ShutdownGuard:
        return this.#abort(CauseCode.userInitiatedAbort, 'The shutdown took too long', 'timeout');
      case Timer.delayedSack:
        return this.#link?.receiver.tracker.wantSackNow();
      case Timer.reconfig:
        if (this.#link?.reconfiguration.timedOut()) this.#countError(now);
        return;
      case Timer.heartbeat:
        if (this.#parts.heartbeats.heartbeatTimedOut(now)) this.#countError(now);
        return;
      case Timer.pathMtuProbe:
        return this.#parts.heartbeats.probeTimedOut();
    }
  }

  #mayTryAgain(): boolean {
    if (this.#handshake.timedOut()) return true;
    this.#end('timeout', 'The peer does not answer the handshake');
    return false;
  }

  #shutdownTimedOut(now: number): void {
    this.#parts.rto.backOff();
    if (!this.#countError(now)) return;
    if (this.#state === 'shutdown-sent') this.#sendShutdown(this.#link as Link, now);
    else this.#sendShutdownAck(now);
  }

  /** False: the association ended. */
  #countError(now: number): boolean {
    if (this.#parts.errors.count(now)) return true;
    this.#abort(CauseCode.protocolViolation, 'The peer does not answer', 'timeout');
    return false;
  }
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
    errors: new ErrorCounter(),
    queue: new SendQueue(),
    outbox: new Outbox(options.sink, options.localPort, options.remotePort, pathMtu.packetBytes, counters),
    heartbeats: new Heartbeats(options.random, timers, rto, pathMtu),
  };
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
const MAX_REPORTED_BYTES = 512;
