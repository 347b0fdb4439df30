import type { Crypto } from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import { writeUint32 } from '../util/bytes.ts';
import { ChunkType } from './chunks/chunk-type.ts';
import { CauseCode, writeAbort, writeError } from './chunks/error-cause.ts';
import { type InitChunk, readInit, writeInit } from './chunks/init-chunk.ts';
import { writeChunk } from './chunks/tlv.ts';
import { type StateCookie, openCookie, sealCookie } from './cookie.ts';
import { randomUint32 } from './heartbeats.ts';
import type { Parts } from './parts.ts';
import { type Peer, peerOf } from './peer.ts';
import { Timer } from './timers.ts';

/**
 * The four-way handshake, RFC 9260 §5: writes and judges its chunks. Which state follows is the association's to say.
 */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #parts: Parts;
  readonly #cookieKey = new Uint8Array(32);
  #localTag: number;
  #localInitialTsn: number;
  /** COOKIE ECHO, and what is bundled with it. */
  #cookieEcho: readonly Uint8Array[] = [];
  #sentTime = 0;
  #retransmits = 0;

  constructor(options: HandshakeOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    options.random.fill(this.#cookieKey);
    this.#localTag = randomTag(options.random);
    this.#localInitialTsn = randomUint32(options.random);
  }

  get localTag(): number {
    return this.#localTag;
  }

  get localInitialTsn(): number {
    return this.#localInitialTsn;
  }

  sendInit(now: number): void {
    const init = this.#initOf(this.#localTag, this.#localInitialTsn);
    this.#parts.outbox.packetDue(INIT_TAG, writeInit(ChunkType.init, init));
    this.#arm(Timer.t1Init, now);
  }

  /** An INIT that has not left yet waits for T1-init. */
  withdrawInit(): void {
    this.#parts.outbox.withdrawPackets(INIT_TAG);
  }

  sendCookieEcho(peerTag: number, now: number): void {
    this.#parts.outbox.packetDue(peerTag, ...this.#cookieEcho);
    this.#arm(Timer.t1Cookie, now);
  }

  /** T1-init or T1-cookie expired. True: try again. */
  timedOut(): boolean {
    this.#parts.rto.backOff();
    return ++this.#retransmits <= this.#options.maxInitRetransmissions;
  }

  /** The answer to what was sent last has come: a round trip, where Karn's rule lets it be measured. */
  answered(now: number): void {
    if (this.#retransmits === 0) this.#parts.rto.observe(now - this.#sentTime);
    this.stop();
  }

  /** Nothing more is to be sent. */
  stop(): void {
    this.#retransmits = 0;
    this.#parts.timers.clear(Timer.t1Init);
    this.#parts.timers.clear(Timer.t1Cookie);
  }

  /** Answers an INIT. `current` is the peer we talk to already; `isUp` when that is more than an attempt. */
  receiveInit(value: Uint8Array, current: Peer | undefined, isUp: boolean, now: number): void {
    const init = readInit(value);
    if (init === undefined) return;
    const peer = peerOf(init);
    const { outbox } = this.#parts;
    if (peer === undefined)
      return outbox.packetDue(init.initiateTag, writeAbort(CauseCode.invalidMandatoryParameter, ''));
    // §5.2.1 and §5.2.2: once there is an association, a new tag and TSN for its successor.
    const cookie: StateCookie = {
      createdAt: now,
      localTag: isUp ? randomTag(this.#options.random) : this.#localTag,
      localInitialTsn: isUp ? randomUint32(this.#options.random) : this.#localInitialTsn,
      localTieTag: current === undefined ? 0 : this.#localTag,
      peerTieTag: current?.tag ?? 0,
      peer,
    };
    const initAck = {
      ...this.#initOf(cookie.localTag, cookie.localInitialTsn),
      cookie: sealCookie(this.#options.crypto, this.#cookieKey, cookie),
      unrecognized: init.unrecognized?.slice(0, MAX_REPORTED_PARAMETERS),
    };
    outbox.packetDue(peer.tag, writeInit(ChunkType.initAck, initAck));
  }

  /** The peer that answered our INIT; 'unusable' if nobody could go on from there, undefined if it cannot be read. */
  receiveInitAck(value: Uint8Array): Peer | 'unusable' | undefined {
    const initAck = readInit(value);
    if (initAck === undefined) return undefined;
    const peer = peerOf(initAck);
    if (peer === undefined || initAck.cookie === undefined) {
      this.#parts.outbox.packetDue(initAck.initiateTag, writeAbort(CauseCode.missingMandatoryParameter, ''));
      return 'unusable';
    }
    const cookieEcho = writeChunk(ChunkType.cookieEcho, 0, initAck.cookie);
    const unrecognized = initAck.unrecognized?.[0];
    this.#cookieEcho =
      unrecognized === undefined
        ? [cookieEcho]
        : [cookieEcho, writeError(CauseCode.unrecognizedParameters, unrecognized)];
    return peer;
  }

  /** What a COOKIE ECHO is to us, §5.2.4. `packetTag` is the verification tag it came under. */
  receiveCookieEcho(value: Uint8Array, packetTag: number, current: Current, now: number): CookieVerdict {
    const cookie = openCookie(this.#options.crypto, this.#cookieKey, value);
    if (cookie === undefined || cookie.localTag !== packetTag) return FOREIGN;
    const action = this.#judge(cookie, current);
    if (action === 'duplicate' || now - cookie.createdAt <= COOKIE_LIFETIME_MS) return { action, cookie };
    this.#refuseStale(cookie, now);
    return FOREIGN;
  }

  /** Action A of §5.2.4: from now on under the tag and TSN that the cookie promised. */
  adopt(cookie: StateCookie): void {
    this.#localTag = cookie.localTag;
    this.#localInitialTsn = cookie.localInitialTsn;
  }

  /** The table of §5.2.4. */
  #judge(cookie: StateCookie, { peer, mayChangePeer }: Current): CookieAction {
    const isLocalTag = cookie.localTag === this.#localTag;
    if (peer === undefined) return isLocalTag ? 'new' : 'foreign';
    const isPeerTag = cookie.peer.tag === peer.tag;
    if (isLocalTag && isPeerTag) return 'duplicate';
    if (isLocalTag) return mayChangePeer ? 'new' : 'foreign';
    const isTied = cookie.localTieTag === this.#localTag && cookie.peerTieTag === peer.tag;
    return !isPeerTag && isTied ? 'restart' : 'foreign';
  }

  /** §5.2.6: by how many microseconds it came too late. */
  #refuseStale(cookie: StateCookie, now: number): void {
    const staleness = new Uint8Array(4);
    writeUint32(staleness, 0, Math.min(0xffff_ffff, (now - cookie.createdAt - COOKIE_LIFETIME_MS) * 1000));
    this.#parts.outbox.packetDue(cookie.peer.tag, writeError(CauseCode.staleCookie, staleness));
  }

  #initOf(initiateTag: number, initialTsn: number): InitChunk {
    return {
      initiateTag,
      windowBytes: this.#options.windowBytes,
      outgoingStreams: this.#options.maxStreams,
      incomingStreams: this.#options.maxStreams,
      initialTsn,
      supportsPartialReliability: true,
      supportsReconfig: true,
      acceptsZeroChecksum: this.#options.acceptsZeroChecksum,
    };
  }

  #arm(timer: number, now: number): void {
    this.#sentTime = now;
    this.#parts.timers.set(timer, now + this.#parts.rto.rtoMs);
  }
}

/** The peer's tag is not known yet, RFC 9260 §8.5.1: nothing else goes under this one. */
const INIT_TAG = 0;

export interface HandshakeOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly maxStreams: number;
  readonly windowBytes: number;
  readonly acceptsZeroChecksum: boolean;
  readonly maxInitRetransmissions: number;
}

/** The association that a cookie meets: its peer, and whether another may still take the place (COOKIE-ECHOED). */
export interface Current {
  readonly peer: Peer | undefined;
  readonly mayChangePeer: boolean;
}

/** 'new' builds the association; 'duplicate' is answered and no more; 'restart' begins it anew; 'foreign' is nothing. */
export type CookieAction = 'new' | 'duplicate' | 'restart' | 'foreign';
export type CookieVerdict =
  | { readonly action: CookieAction; readonly cookie: StateCookie }
  | { readonly action: 'foreign'; readonly cookie?: undefined };

/** A tag is never zero, §5.3.1. */
function randomTag(random: Random): number {
  for (;;) {
    const tag = randomUint32(random);
    if (tag !== 0) return tag;
  }
}

const FOREIGN: CookieVerdict = { action: 'foreign' };
const COOKIE_LIFETIME_MS = 60_000;
const MAX_REPORTED_PARAMETERS = 4;
