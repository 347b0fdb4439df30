import type { Crypto } from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import { assert } from '../util/assert.ts';
import { readUint16, readUint32, writeUint32 } from '../util/bytes.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { TimerTable } from '../util/timer-table.ts';
import { CHUNK_HEADER_BYTES, ChunkType, padded, unknownTypeAction } from './chunks/chunk-type.ts';
import {
  CauseCode,
  invalidStreamValue,
  readFirstCause,
  saysStaleCookie,
  writeAbort,
  writeError,
} from './chunks/error-cause.ts';
import { readForwardTsn, writeForwardTsn } from './chunks/forward-tsn-chunk.ts';
import { writeHeartbeatAck } from './chunks/heartbeat-chunk.ts';
import { type InitChunk, readInit, writeInit } from './chunks/init-chunk.ts';
import { isSackWellFormed, sackCumulativeTsn } from './chunks/sack-chunk.ts';
import { writeChunk } from './chunks/tlv.ts';
import { type StateCookie, openCookie, sealCookie } from './cookie.ts';
import { Heartbeats, randomUint32 } from './heartbeats.ts';
import { Outbox } from './outbox.ts';
import {
  COMMON_HEADER_BYTES,
  hasZeroChecksum,
  isChecksumRight,
  readDestinationPort,
  readSourcePort,
  readVerificationTag,
} from './packet.ts';
import { PathMtu } from './path-mtu.ts';
import { type Peer, peerOf } from './peer.ts';
import { Reconfiguration } from './reconfiguration.ts';
import { Receiver } from './rx/receiver.ts';
import { HOUSEKEEPING_TIMERS, TIMER_SLOTS, Timer } from './timers.ts';
import { OutgoingMessage } from './tx/outgoing-message.ts';
import { Rto } from './tx/rto.ts';
import { SendQueue } from './tx/send-queue.ts';
import { Sender } from './tx/sender.ts';
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
 * It dispatches: what a chunk means is in `rx/`, `tx/` and the files beside this one.
 */
export class Association implements Engine<SctpNews> {
  readonly counters: SctpCounters = {
    packetsSent: 0,
    packetsReceived: 0,
    packetsDropped: 0,
    bytesSent: 0,
    bytesReceived: 0,
    chunksRetransmitted: 0,
  };
  readonly #options: AssociationOptions;
  readonly #crypto: Crypto;
  readonly #random: Random;
  readonly #maxStreams: number;
  readonly #offersZeroChecksum: boolean;
  readonly #windowBytes: number;
  readonly #news = new Queue<SctpNews>();
  readonly #timers = new TimerTable(TIMER_SLOTS, HOUSEKEEPING_TIMERS);
  readonly #rto = new Rto();
  readonly #queue = new SendQueue();
  readonly #pathMtu: PathMtu;
  readonly #outbox: Outbox;
  readonly #heartbeats: Heartbeats;
  readonly #cookieKey = new Uint8Array(32);
  #state: AssociationState = 'closed';
  #hasEnded = false;
  #localTag: number;
  #localInitialTsn: number;
  #link: Link | undefined;
  #cookieEcho: readonly Uint8Array[] = [];
  /** Packets of one chunk, and chunks to bundle, that the next flush sends. */
  #packetsDue: { readonly tag: number; readonly chunks: readonly Uint8Array[] }[] = [];
  #chunksDue: Uint8Array[] = [];
  /** Asked for before the peer was known. */
  readonly #resetsBeforeLink: number[] = [];
  #handshakeSentTime = 0;
  #handshakeRetransmits = 0;
  #errors = 0;
  #lastErrorTime = -Infinity;

  constructor(options: AssociationOptions) {
    this.#options = options;
    this.#crypto = options.crypto;
    this.#random = options.random;
    this.#maxStreams = options.maxStreams ?? 65_535;
    this.#offersZeroChecksum = options.zeroChecksum ?? true;
    this.#windowBytes = options.receiveWindowBytes ?? 5 * 1024 * 1024;
    this.#pathMtu = new PathMtu(options.basePacketBytes ?? 1191, options.maxPacketBytes);
    const { sink, localPort, remotePort } = options;
    this.#outbox = new Outbox(sink, localPort, remotePort, this.#pathMtu.packetBytes, this.counters);
    this.#heartbeats = new Heartbeats(this.#random, this.#timers, this.#rto, this.#pathMtu);
    this.#random.fill(this.#cookieKey);
    this.#localTag = randomTag(this.#random);
    this.#localInitialTsn = randomUint32(this.#random);
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
    return this.#rto.smoothedRttMs;
  }

  get unackedDataChunks(): number {
    return this.#link?.sender.outstanding.count ?? 0;
  }

  /** Size of the largest packet sent now, without DTLS, UDP and IP. */
  get mtuBytes(): number {
    return this.#pathMtu.packetBytes;
  }

  /** Neither side omits what the other wants: our packets carry no checksum (RFC 9653). */
  get usesZeroChecksum(): boolean {
    return this.#offersZeroChecksum && (this.#link?.peer.acceptsZeroChecksum ?? false);
  }

  connect(now: number): void {
    if (this.#state !== 'closed' || this.#hasEnded) return;
    this.#become('cookie-wait', 'connect');
    this.#handshakeRetransmits = 0;
    this.#sendInit(now);
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
    this.#queue.push(message, priority);
  }

  /** Bytes of user messages on this stream that were not yet transmitted a first time. */
  bufferedBytes(streamId: number): number {
    return this.#queue.bufferedBytes(streamId);
  }

  /** Resets outgoing streams once all that was queued on them has been delivered, RFC 6525. */
  resetStreams(streamIds: readonly number[], _now: number): void {
    if (this.#hasEnded) return;
    if (this.#link !== undefined) this.#link.reconfiguration.reset(streamIds);
    else this.#resetsBeforeLink.push(...streamIds);
  }

  /** Ends the association when everything queued is delivered, RFC 9260 §9.2. */
  shutdown(now: number): void {
    if (this.#state === 'established') this.#become('shutdown-pending', 'shutdown');
    else if (!this.#hasEnded && !SHUTTING_DOWN.has(this.#state)) this.abort('Shut down before it was connected', now);
  }

  /** Ends the association at once, §9.1; the next flush tells the peer. */
  abort(reason: string, _now: number): void {
    if (this.#hasEnded) return;
    this.#abort(CauseCode.userInitiatedAbort, reason, 'abort-sent');
  }

  receive(packet: Uint8Array, now: number): void {
    if (!this.#accepts(packet)) {
      this.counters.packetsDropped++;
      return;
    }
    this.counters.packetsReceived++;
    this.counters.bytesReceived += packet.length;
    if (this.#hasEnded) this.#answerAfterEnd(packet);
    else this.#receiveChunks(packet, now);
  }

  handleTimeout(now: number): void {
    for (let timer; (timer = this.#timers.takeExpired(now)) >= 0;) this.#expired(timer, now);
  }

  flush(now: number): void {
    this.#outbox.beginTurn();
    if (this.#packetsDue.length > 0) this.#flushPackets();
    const link = this.#link;
    if (link === undefined || !TRANSFERRING.has(this.#state)) return;
    this.#flushControl(link, now);
    this.#flushData(link, now);
    this.#flushForwardTsn(link, now);
    if (this.#state !== 'established') this.#continueShutdown(link, now);
    this.#outbox.finish();
    link.sender.guard(now);
    link.sender.abandonment.release();
    this.#queue.reportDrained(this.#news);
  }

  pollEvent(): SctpNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    return this.#timers.nextTimeout();
  }

  get isQuiet(): boolean {
    return this.#timers.isQuiet;
  }

  /** Checks that hold between any two calls. Walks everything outstanding: for tests and development builds. */
  assertConsistent(): void {
    const isUp = TRANSFERRING.has(this.#state);
    assert(this.#timers.isArmed(Timer.t1Init) === (this.#state === 'cookie-wait'), 'T1-init runs in cookie-wait only');
    assert(this.#timers.isArmed(Timer.t1Cookie) === (this.#state === 'cookie-echoed'), 'T1-cookie, cookie-echoed only');
    assert(this.#timers.isArmed(Timer.heartbeat) === isUp, 'heartbeats run while data may flow');
    assert(!isUp || this.#link !== undefined, 'an association that is up knows its peer');
    assert(!this.#hasEnded || this.#timers.nextTimeout() === Infinity, 'no timer outlives the association');
    this.#link?.sender.assertConsistent();
  }

  #become(state: AssociationState, _reason: string): void {
    this.#state = state;
  }

  // Entry of packets

  #accepts(packet: Uint8Array): boolean {
    if (packet.length < COMMON_HEADER_BYTES + CHUNK_HEADER_BYTES) return false;
    if (readDestinationPort(packet) !== this.#options.localPort) return false;
    if (readSourcePort(packet) !== this.#options.remotePort) return false;
    return this.#hasRightTag(packet) && this.#hasRightChecksum(packet);
  }

  /** What we announced decides, RFC 9653 §5.3; an INIT always carries one. */
  #hasRightChecksum(packet: Uint8Array): boolean {
    if (this.#offersZeroChecksum && hasZeroChecksum(packet) && packet[COMMON_HEADER_BYTES] !== ChunkType.init)
      return true;
    return isChecksumRight(packet);
  }

  /** RFC 9260 §8.5, by the first chunk. A COOKIE ECHO is checked against the cookie itself. */
  #hasRightTag(packet: Uint8Array): boolean {
    const tag = readVerificationTag(packet);
    switch (packet[COMMON_HEADER_BYTES]) {
      case ChunkType.init:
        return tag === 0;
      case ChunkType.cookieEcho:
        return tag !== 0;
      case ChunkType.abort:
      case ChunkType.shutdownComplete:
        return (packet[COMMON_HEADER_BYTES + 1] & 1) !== 0 ? tag === this.#link?.peer.tag : tag === this.#localTag;
      default:
        return tag === this.#localTag;
    }
  }

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
    if (hasData) this.#dataPacketEnded(now);
  }

  /** False: the rest of the packet is not to be read. */
  #receiveData(packet: Uint8Array, offset: number, length: number): boolean {
    if (this.#link === undefined || !TAKING_DATA.has(this.#state)) return this.#link !== undefined;
    const verdict = this.#link.receiver.receiveData(packet, offset, length);
    if (verdict === 'ok') return true;
    return this.#refuseData(verdict, packet, offset);
  }

  #refuseData(
    verdict: 'malformed' | 'no-user-data' | 'invalid-stream' | 'too-large',
    packet: Uint8Array,
    offset: number,
  ): boolean {
    switch (verdict) {
      case 'invalid-stream':
        this.#reply(writeError(CauseCode.invalidStreamIdentifier, invalidStreamValue(readUint16(packet, offset + 8))));
        return true;
      case 'no-user-data':
        this.#abort(CauseCode.noUserData, 'A DATA chunk without data', 'protocol-violation');
        return false;
      case 'too-large':
        this.#abort(CauseCode.protocolViolation, 'A message larger than was negotiated', 'protocol-violation');
        return false;
      case 'malformed':
        return false;
    }
  }

  #dataPacketEnded(now: number): void {
    const tracker = this.#link?.receiver.tracker;
    if (tracker === undefined || !TAKING_DATA.has(this.#state)) return;
    tracker.packetEnded();
    // In SHUTDOWN-SENT every packet with DATA is answered at once, together with the SHUTDOWN, §9.2.
    if (this.#state === 'shutdown-sent') {
      tracker.wantSackNow();
      this.#sendShutdown(now);
    }
    if (tracker.sackUrgency === 'now') this.#timers.clear(Timer.delayedSack);
    else if (!this.#timers.isArmed(Timer.delayedSack)) this.#timers.set(Timer.delayedSack, now + SACK_DELAY_MS);
  }

  #receiveChunk(packet: Uint8Array, offset: number, length: number, now: number): boolean {
    const type = packet[offset];
    if (type === ChunkType.sack) return this.#receiveSack(packet, offset, length, now);
    const value = packet.subarray(offset + CHUNK_HEADER_BYTES, offset + length);
    switch (type) {
      case ChunkType.init:
        return this.#receiveInit(packet, value, now);
      case ChunkType.initAck:
        return this.#receiveInitAck(value, now);
      case ChunkType.cookieEcho:
        return this.#receiveCookieEcho(readVerificationTag(packet), value, now);
      case ChunkType.cookieAck:
        return this.#receiveCookieAck(now);
      case ChunkType.heartbeat:
        return this.#receiveHeartbeat(value);
      case ChunkType.heartbeatAck:
        return this.#receiveHeartbeatAck(value, now);
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
        return this.#receiveForwardTsn(value);
      case ChunkType.reconfig:
        return this.#receiveReconfig(value, now);
      case ChunkType.pad:
        return true;
      default:
        return this.#receiveUnknown(type, packet.subarray(offset, offset + length));
    }
  }

  #receiveSack(packet: Uint8Array, offset: number, length: number, now: number): boolean {
    const sender = this.#link?.sender;
    if (sender === undefined || !TRANSFERRING.has(this.#state)) return true;
    if (!isSackWellFormed(packet, offset, length)) return false;
    const { outstanding } = sender;
    const cumulativeTsn = outstanding.unwrap(sackCumulativeTsn(packet, offset));
    if (!sender.receiveSack(packet, offset, cumulativeTsn, now)) return true;
    this.#errors = 0;
    if (outstanding.ackedBytes > 0) this.#pathMtu.succeeded();
    return true;
  }

  #receiveHeartbeat(value: Uint8Array): boolean {
    if (this.#state !== 'closed' && this.#state !== 'cookie-wait') this.#reply(writeHeartbeatAck(value));
    return true;
  }

  #receiveHeartbeatAck(value: Uint8Array, now: number): boolean {
    if (this.#link === undefined || !TRANSFERRING.has(this.#state)) return true;
    if (!this.#heartbeats.receiveAck(value, now)) return true;
    this.#errors = 0;
    this.#usePacketBytes(this.#link);
    return true;
  }

  #receiveForwardTsn(value: Uint8Array): boolean {
    const chunk = readForwardTsn(value);
    if (chunk !== undefined && TAKING_DATA.has(this.#state)) this.#link?.receiver.forward(chunk);
    return chunk !== undefined;
  }

  #receiveReconfig(value: Uint8Array, now: number): boolean {
    if (this.#link === undefined || !TRANSFERRING.has(this.#state)) return true;
    return this.#link.reconfiguration.receive(value, this.#link.receiver, now);
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
    this.#timers.clear(Timer.t1Cookie);
    this.#become('cookie-wait', 'stale cookie');
    this.#link = undefined;
    this.#sendInit(now);
    return false;
  }

  /** The two highest bits say whether to read on and whether to report, §3.2. */
  #receiveUnknown(type: number, chunk: Uint8Array): boolean {
    const action = unknownTypeAction(type >> 6);
    if (action.reports && this.#link !== undefined && chunk.length <= MAX_REPORTED_BYTES) {
      this.#reply(writeError(CauseCode.unrecognizedChunkType, chunk));
    }
    return action.skips;
  }

  // Setup, RFC 9260 §5

  #receiveInit(packet: Uint8Array, value: Uint8Array, now: number): boolean {
    const isAlone = COMMON_HEADER_BYTES + padded(CHUNK_HEADER_BYTES + value.length) >= packet.length;
    const init = readInit(value);
    if (!isAlone || init === undefined || this.#hasEnded) return false;
    // Our SHUTDOWN ACK was lost, §9.2.
    if (this.#state === 'shutdown-ack-sent') this.#reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
    else this.#answerInit(init, now);
    return false;
  }

  #answerInit(init: InitChunk, now: number): void {
    const peer = peerOf(init);
    if (peer === undefined) {
      const abort = writeAbort(CauseCode.invalidMandatoryParameter, '', false);
      return this.#packetDue(init.initiateTag, abort);
    }
    const cookie = this.#cookieFor(peer, now);
    const initAck = this.#initWith(cookie.localTag, cookie.localInitialTsn, init, cookie);
    this.#packetDue(peer.tag, writeInit(ChunkType.initAck, initAck));
  }

  /** §5.2.1 and §5.2.2: before there is an association our own tag and TSN; once there is one, new ones for a restart. */
  #cookieFor(peer: Peer, now: number): StateCookie {
    const isUp = this.#link !== undefined && this.#state !== 'cookie-echoed';
    return {
      createdAt: now,
      localTag: isUp ? randomTag(this.#random) : this.#localTag,
      localInitialTsn: isUp ? randomUint32(this.#random) : this.#localInitialTsn,
      localTieTag: this.#link === undefined ? 0 : this.#localTag,
      peerTieTag: this.#link?.peer.tag ?? 0,
      peer,
    };
  }

  #initWith(tag: number, initialTsn: number, peerInit?: InitChunk, cookie?: StateCookie): InitChunk {
    return {
      initiateTag: tag,
      windowBytes: this.#windowBytes,
      outgoingStreams: this.#maxStreams,
      incomingStreams: this.#maxStreams,
      initialTsn,
      supportsPartialReliability: true,
      supportsReconfig: true,
      acceptsZeroChecksum: this.#offersZeroChecksum,
      cookie: cookie && sealCookie(this.#crypto, this.#cookieKey, cookie),
      unrecognized: peerInit?.unrecognized?.slice(0, MAX_REPORTED_PARAMETERS),
    };
  }

  #sendInit(now: number): void {
    this.#handshakeSentTime = now;
    this.#packetDue(0, writeInit(ChunkType.init, this.#initWith(this.#localTag, this.#localInitialTsn)));
    this.#timers.set(Timer.t1Init, now + this.#rto.rtoMs);
  }

  #receiveInitAck(value: Uint8Array, now: number): boolean {
    if (this.#state !== 'cookie-wait') return false;
    const initAck = readInit(value);
    if (initAck === undefined) return false;
    const peer = peerOf(initAck);
    if (peer === undefined || initAck.cookie === undefined) {
      this.#abortTo(initAck.initiateTag, CauseCode.missingMandatoryParameter, 'INIT ACK without a usable cookie');
      return false;
    }
    this.#measureHandshake(now);
    this.#timers.clear(Timer.t1Init);
    this.#become('cookie-echoed', 'INIT ACK received');
    this.#handshakeRetransmits = 0;
    this.#establishLink(peer);
    const unrecognized = initAck.unrecognized ?? [];
    this.#cookieEcho = [writeChunk(ChunkType.cookieEcho, 0, initAck.cookie)];
    if (unrecognized.length > 0) {
      this.#cookieEcho = [...this.#cookieEcho, writeError(CauseCode.unrecognizedParameters, unrecognized[0])];
    }
    this.#sendCookieEcho(now);
    return false;
  }

  #sendCookieEcho(now: number): void {
    this.#handshakeSentTime = now;
    this.#packetDue((this.#link as Link).peer.tag, ...this.#cookieEcho);
    this.#timers.set(Timer.t1Cookie, now + this.#rto.rtoMs);
  }

  #receiveCookieAck(now: number): boolean {
    if (this.#state !== 'cookie-echoed') return true;
    this.#measureHandshake(now);
    this.#connected('COOKIE ACK received', now);
    return true;
  }

  #receiveCookieEcho(packetTag: number, value: Uint8Array, now: number): boolean {
    const cookie = openCookie(this.#crypto, this.#cookieKey, value);
    if (cookie === undefined || cookie.localTag !== packetTag || this.#hasEnded) {
      this.counters.packetsDropped++;
      return false;
    }
    const collision = this.#collisionOf(cookie);
    if (collision !== 'duplicate' && now - cookie.createdAt > COOKIE_LIFETIME_MS) return this.#refuseStale(cookie, now);
    return this.#takeCookie(cookie, collision, now);
  }

  /** The table of §5.2.4. */
  #collisionOf(cookie: StateCookie): Collision {
    const peer = this.#link?.peer;
    if (peer === undefined) return cookie.localTag === this.#localTag ? 'new' : 'foreign';
    const isLocalTag = cookie.localTag === this.#localTag;
    const isPeerTag = cookie.peer.tag === peer.tag;
    if (isLocalTag && isPeerTag) return 'duplicate';
    if (isLocalTag) return this.#state === 'cookie-echoed' ? 'new' : 'foreign';
    const isTied = cookie.localTieTag === this.#localTag && cookie.peerTieTag === peer.tag;
    return !isPeerTag && isTied ? 'restart' : 'foreign';
  }

  #takeCookie(cookie: StateCookie, collision: Collision, now: number): boolean {
    switch (collision) {
      case 'foreign':
        return false;
      case 'new':
        this.#establishLink(cookie.peer);
        break;
      case 'restart':
        return this.#restart(cookie, now);
      case 'duplicate':
        break;
    }
    this.#reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    if (!TRANSFERRING.has(this.#state)) this.#connected('COOKIE ECHO received', now);
    return true;
  }

  /** Action A: the peer lost its memory and begins anew. */
  #restart(cookie: StateCookie, now: number): boolean {
    if (this.#state === 'shutdown-ack-sent') {
      this.#reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
      this.#reply(writeError(CauseCode.cookieReceivedWhileShuttingDown, NOTHING));
      return false;
    }
    this.#link?.reconfiguration.restart();
    this.#localTag = cookie.localTag;
    this.#localInitialTsn = cookie.localInitialTsn;
    this.#queue.restart();
    this.#timers.clearAll();
    this.#chunksDue = [];
    this.#establishLink(cookie.peer);
    this.#reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    this.#become('established', 'the peer restarted');
    this.#heartbeats.start(now);
    this.#news.push({ type: 'restarted' });
    return true;
  }

  #refuseStale(cookie: StateCookie, now: number): boolean {
    const staleness = new Uint8Array(4);
    writeUint32(staleness, 0, Math.min(0xffff_ffff, (now - cookie.createdAt - COOKIE_LIFETIME_MS) * 1000));
    this.#packetDue(cookie.peer.tag, writeError(CauseCode.staleCookie, staleness));
    return false;
  }

  #establishLink(peer: Peer): void {
    const { maxReceiveMessageBytes } = this.#options;
    const incomingStreams = Math.min(this.#maxStreams, peer.outgoingStreams);
    const options = { queue: this.#queue, timers: this.#timers, rto: this.#rto, news: this.#news };
    this.#link = {
      peer,
      outgoingStreams: Math.min(this.#maxStreams, peer.incomingStreams),
      incomingStreams,
      receiver: new Receiver(peer.initialTsn, incomingStreams, this.#windowBytes, maxReceiveMessageBytes, this.#news),
      sender: new Sender({
        ...options,
        initialTsn: this.#localInitialTsn,
        packetBytes: this.#pathMtu.packetBytes,
        peerWindowBytes: peer.windowBytes,
        supportsPartialReliability: peer.supportsPartialReliability,
      }),
      reconfiguration: new Reconfiguration({
        ...options,
        localInitialTsn: this.#localInitialTsn,
        peerInitialTsn: peer.initialTsn,
        isSupported: peer.supportsReconfig,
      }),
    };
    this.#outbox.setPeer(peer.tag, this.usesZeroChecksum);
  }

  #connected(reason: string, now: number): void {
    const { outgoingStreams, incomingStreams, reconfiguration } = this.#link as Link;
    this.#timers.clear(Timer.t1Init);
    this.#timers.clear(Timer.t1Cookie);
    this.#cookieEcho = [];
    this.#errors = 0;
    this.#become('established', reason);
    this.#heartbeats.start(now);
    reconfiguration.reset(this.#resetsBeforeLink.splice(0));
    this.#news.push({ type: 'connected', outgoingStreams, incomingStreams });
  }

  /** Karn's rule holds for the handshake as well. */
  #measureHandshake(now: number): void {
    if (this.#handshakeRetransmits === 0) this.#rto.observe(now - this.#handshakeSentTime);
  }

  // Shutdown, §9.2

  #receiveShutdown(value: Uint8Array, now: number): boolean {
    const link = this.#link;
    if (link === undefined || value.length < 4) return true;
    if (TRANSFERRING.has(this.#state)) {
      link.sender.receiveCumulativeAck(link.sender.outstanding.unwrap(readUint32(value, 0)), now);
    }
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
      this.#timers.set(Timer.t5ShutdownGuard, now + SHUTDOWN_GUARD_MS);
      this.#sendShutdown(now);
    } else if (this.#state === 'shutdown-received') this.#sendShutdownAck(now);
    for (const chunk of this.#chunksDue.splice(0)) this.#outbox.control(chunk);
  }

  #sendShutdown(now: number): void {
    const value = new Uint8Array(4);
    writeUint32(value, 0, (this.#link as Link).receiver.tracker.cumulativeTsn >>> 0);
    this.#reply(writeChunk(ChunkType.shutdown, 0, value));
    this.#timers.set(Timer.t2Shutdown, now + this.#rto.rtoMs);
  }

  #sendShutdownAck(now: number): void {
    this.#become('shutdown-ack-sent', 'both sides are done');
    this.#reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
    this.#timers.set(Timer.t2Shutdown, now + this.#rto.rtoMs);
  }

  #receiveShutdownAck(tag: number): boolean {
    if (this.#state !== 'shutdown-sent' && this.#state !== 'shutdown-ack-sent') {
      // Out of the blue, §8.4 point 5: the peer waits for this.
      this.#packetDue(tag, writeChunk(ChunkType.shutdownComplete, 1, NOTHING));
      return false;
    }
    this.#packetDue((this.#link as Link).peer.tag, writeChunk(ChunkType.shutdownComplete, 0, NOTHING));
    this.#end('shutdown', 'Shut down in order');
    return false;
  }

  #receiveShutdownComplete(): boolean {
    if (this.#state === 'shutdown-ack-sent') this.#end('shutdown', 'Shut down in order');
    return false;
  }

  // The end

  #abort(code: number, text: string, reason: SctpCloseReason): void {
    if (this.#link !== undefined) this.#packetDue(this.#link.peer.tag, writeAbort(code, text));
    this.#end(reason, text, code);
  }

  #abortTo(tag: number, code: number, text: string): void {
    this.#packetDue(tag, writeAbort(code, ''));
    this.#end('protocol-violation', text, code);
  }

  #end(reason: SctpCloseReason, message: string, causeCode?: number): void {
    this.#become('closed', reason);
    this.#hasEnded = true;
    this.#timers.clearAll();
    this.#queue.clear();
    this.#chunksDue = [];
    this.#cookieEcho = [];
    this.#news.push({ type: 'closed', reason, causeCode, message });
  }

  /** Out of the blue, §8.4: the peer has not heard that it is over. */
  #answerAfterEnd(packet: Uint8Array): void {
    const type = packet[COMMON_HEADER_BYTES];
    if (type === ChunkType.shutdownAck) this.#receiveShutdownAck(readVerificationTag(packet));
    else if (!NEVER_ANSWERED.has(type) && this.#link !== undefined && this.#packetsDue.length === 0) {
      this.#packetDue(this.#link.peer.tag, writeAbort(CauseCode.userInitiatedAbort, 'The association is over'));
    }
  }

  // Timers

  #expired(timer: number, now: number): void {
    switch (timer) {
      case Timer.t1Init:
        return this.#handshakeTimedOut() ? this.#sendInit(now) : undefined;
      case Timer.t1Cookie:
        return this.#handshakeTimedOut() ? this.#sendCookieEcho(now) : undefined;
      case Timer.t2Shutdown:
        return this.#shutdownTimedOut(now);
      case Timer.t3Retransmission:
        return this.#retransmissionTimedOut(now);
      case Timer.t5ShutdownGuard:
        return this.#abort(CauseCode.userInitiatedAbort, 'The shutdown took too long', 'timeout');
      case Timer.delayedSack:
        return this.#link?.receiver.tracker.wantSackNow();
      case Timer.reconfig:
        if (this.#link?.reconfiguration.timedOut()) this.#countError(now);
        return;
      case Timer.heartbeat:
        if (this.#heartbeats.heartbeatTimedOut(now)) this.#countError(now);
        return;
      case Timer.pathMtuProbe:
        return this.#heartbeats.probeTimedOut();
    }
  }

  /** True: try again. */
  #handshakeTimedOut(): boolean {
    this.#rto.backOff();
    if (++this.#handshakeRetransmits <= MAX_INIT_RETRANSMITS) return true;
    this.#end('timeout', 'The peer does not answer the handshake');
    return false;
  }

  #shutdownTimedOut(now: number): void {
    this.#rto.backOff();
    if (!this.#countError(now)) return;
    if (this.#state === 'shutdown-sent') this.#sendShutdown(now);
    else this.#sendShutdownAck(now);
  }

  #retransmissionTimedOut(now: number): void {
    const link = this.#link as Link;
    if (!this.#countError(now)) return;
    link.sender.timedOut(now);
    if (!this.#pathMtu.timedOut()) return;
    this.#heartbeats.blackHoleFound(now);
    this.#usePacketBytes(link);
  }

  /** Association.Max.Retrans, §8.1. False: the association ended. */
  #countError(now: number): boolean {
    // Timers that expire together are one silence.
    if (now === this.#lastErrorTime) return !this.#hasEnded;
    this.#lastErrorTime = now;
    if (++this.#errors <= MAX_ERRORS) return true;
    this.#abort(CauseCode.protocolViolation, 'The peer does not answer', 'timeout');
    return false;
  }

  #usePacketBytes(link: Link): void {
    this.#outbox.setPacketBytes(this.#pathMtu.packetBytes);
    link.sender.setPacketBytes(this.#pathMtu.packetBytes);
  }

  // Exit of packets

  #reply(chunk: Uint8Array): void {
    if (this.#chunksDue.length < MAX_CHUNKS_DUE) this.#chunksDue.push(chunk);
  }

  #packetDue(tag: number, ...chunks: readonly Uint8Array[]): void {
    if (this.#packetsDue.length < MAX_CHUNKS_DUE) this.#packetsDue.push({ tag, chunks });
  }

  #flushPackets(): void {
    for (const { tag, chunks } of this.#packetsDue.splice(0)) this.#outbox.alone(tag, ...chunks);
  }

  #flushControl(link: Link, now: number): void {
    for (let i = 0; i < this.#chunksDue.length; i++) this.#outbox.control(this.#chunksDue[i]);
    this.#chunksDue.length = 0;
    this.#heartbeats.flush(this.#outbox, link.peer.tag, now);
    link.reconfiguration.flush(this.#outbox, link.sender, now);
  }

  /** A SACK that is due, and all the DATA that the windows and the burst limit let go. A delayed SACK rides along. */
  #flushData(link: Link, now: number): void {
    const { sender, receiver } = link;
    const outbox = this.#outbox;
    let chunk = sender.next(now);
    const urgency = receiver.tracker.sackUrgency;
    if (urgency === 'now' || (urgency === 'delayed' && chunk !== undefined)) {
      outbox.sack(receiver.tracker, receiver.windowBytes);
      this.#timers.clear(Timer.delayedSack);
    }
    while (chunk !== undefined) {
      if (chunk.transmissions > 1) this.counters.chunksRetransmitted++;
      outbox.data(chunk);
      if (outbox.isBurstFull) {
        this.#timers.set(Timer.burst, now + BURST_INTERVAL_MS);
        return;
      }
      chunk = sender.next(now);
    }
  }

  #flushForwardTsn(link: Link, now: number): void {
    const chunk = link.sender.abandonment.take(now, this.#rto.smoothedRttMs ?? 0);
    if (chunk !== undefined) this.#outbox.control(writeForwardTsn(chunk));
  }
}

/** What exists only while the peer is known. */
interface Link {
  readonly peer: Peer;
  readonly outgoingStreams: number;
  readonly incomingStreams: number;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly reconfiguration: Reconfiguration;
}

type Collision = 'new' | 'restart' | 'duplicate' | 'foreign';

/** A tag is never zero, RFC 9260 §5.3.1. */
function randomTag(random: Random): number {
  for (;;) {
    const tag = randomUint32(random);
    if (tag !== 0) return tag;
  }
}

const TRANSFERRING: ReadonlySet<AssociationState> = new Set<AssociationState>([
  'established',
  'shutdown-pending',
  'shutdown-sent',
  'shutdown-received',
  'shutdown-ack-sent',
]);
const TAKING_DATA: ReadonlySet<AssociationState> = new Set<AssociationState>([
  'established',
  'shutdown-pending',
  'shutdown-sent',
]);
const SHUTTING_DOWN: ReadonlySet<AssociationState> = new Set<AssociationState>([
  'shutdown-pending',
  'shutdown-sent',
  'shutdown-received',
  'shutdown-ack-sent',
]);

/** By an association that is over. */
const NEVER_ANSWERED: ReadonlySet<number> = new Set([
  ChunkType.init,
  ChunkType.cookieEcho,
  ChunkType.abort,
  ChunkType.shutdownComplete,
  ChunkType.error,
]);
const NOTHING = new Uint8Array(0);
/** RFC 9260 §16. */
const MAX_INIT_RETRANSMITS = 8;
const MAX_ERRORS = 10;
const COOKIE_LIFETIME_MS = 60_000;
/** Five times RTO.Max, §9.2. */
const SHUTDOWN_GUARD_MS = 50_000;
/** RFC 9260 §6.2 allows 500, and recommends 200. */
const SACK_DELAY_MS = 40;
const BURST_INTERVAL_MS = 1;
/** Answers that one batch of packets may provoke. */
const MAX_CHUNKS_DUE = 32;
const MAX_REPORTED_BYTES = 512;
const MAX_REPORTED_PARAMETERS = 4;
