import { CHUNK_HEADER_BYTES, ChunkType, padded } from './chunks/chunk-type.ts';
import { CauseCode, saysStaleCookie, writeError } from './chunks/error-cause.ts';
import { writeChunk } from './chunks/tlv.ts';
import type { StateCookie } from './cookie.ts';
import { Handshake, type HandshakeOptions } from './handshake.ts';
import type { Life } from './life.ts';
import { Link } from './link.ts';
import { COMMON_HEADER_BYTES } from './packet.ts';
import type { Parts } from './parts.ts';
import type { Peer } from './peer.ts';
import { TRANSFERRING } from './states.ts';
import { Timer } from './timers.ts';

/** How an association comes up, RFC 9260 §5: the states around what `Handshake` writes and judges. */
export class Setup {
  readonly #options: SetupOptions;
  readonly #parts: Parts;
  readonly #life: Life;
  readonly #handshake: Handshake;
  /** Asked for before the peer was known. */
  #earlyResets: number[] = [];

  constructor(options: SetupOptions, parts: Parts, life: Life) {
    this.#options = options;
    this.#parts = parts;
    this.#life = life;
    this.#handshake = new Handshake(options, parts);
  }

  get localTag(): number {
    return this.#handshake.localTag;
  }

  begin(now: number): void {
    if (this.#life.state !== 'closed' || this.#life.hasEnded) return;
    this.#life.become('cookie-wait', 'connect');
    this.#handshake.sendInit(now);
  }

  resetLater(streamIds: readonly number[]): void {
    this.#earlyResets.push(...streamIds);
  }

  receiveInit(packet: Uint8Array, value: Uint8Array, now: number): boolean {
    const { state, link } = this.#life;
    const isAlone = COMMON_HEADER_BYTES + padded(CHUNK_HEADER_BYTES + value.length) >= packet.length;
    if (!isAlone) return false;
    // Our SHUTDOWN ACK was lost, §9.2.
    if (state === 'shutdown-ack-sent') {
      this.#parts.outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
      return false;
    }
    // The peer was faster: its handshake does for both, and if it comes to nothing T1-init sends ours.
    if (state === 'cookie-wait') this.#handshake.withdrawInit();
    this.#handshake.receiveInit(value, link?.peer, TRANSFERRING.has(state), now);
    return false;
  }

  receiveInitAck(value: Uint8Array, now: number): boolean {
    if (this.#life.state !== 'cookie-wait') return false;
    const peer = this.#handshake.receiveInitAck(value);
    if (peer === 'unusable') {
      this.#life.end('protocol-violation', 'INIT ACK without a usable cookie', CauseCode.missingMandatoryParameter);
    } else if (peer !== undefined) {
      this.#handshake.answered(now);
      this.#life.become('cookie-echoed', 'INIT ACK received');
      this.#establishLink(peer);
      this.#handshake.sendCookieEcho(peer.tag, now);
    }
    return false;
  }

  receiveCookieAck(now: number): boolean {
    if (this.#life.state !== 'cookie-echoed') return true;
    this.#handshake.answered(now);
    this.#connected('COOKIE ACK received', now);
    return true;
  }

  receiveCookieEcho(value: Uint8Array, packetTag: number, now: number): boolean {
    const { state, link } = this.#life;
    const current = { peer: link?.peer, mayChangePeer: state === 'cookie-echoed' };
    const { action, cookie } = this.#handshake.receiveCookieEcho(value, packetTag, current, now);
    if (action === 'foreign') {
      this.#parts.counters.packetsDropped++;
      return false;
    }
    if (action === 'restart') return this.#restart(cookie, now);
    if (action === 'new') this.#establishLink(cookie.peer);
    this.#parts.outbox.reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    if (!TRANSFERRING.has(state)) this.#connected('COOKIE ECHO received', now);
    return true;
  }

  /** Of all errors only the stale cookie asks for something: a new handshake, §5.2.6. */
  receiveError(value: Uint8Array, now: number): boolean {
    if (this.#life.state !== 'cookie-echoed' || !saysStaleCookie(value)) return true;
    this.#parts.timers.clear(Timer.t1Cookie);
    this.#life.setLink(undefined);
    this.#life.become('cookie-wait', 'stale cookie');
    this.#handshake.sendInit(now);
    return false;
  }

  /** T1-init or T1-cookie expired. */
  timedOut(now: number): void {
    if (!this.#handshake.timedOut()) this.#life.end('timeout', 'The peer does not answer the handshake');
    else if (this.#life.state === 'cookie-wait') this.#handshake.sendInit(now);
    else this.#handshake.sendCookieEcho((this.#life.link as Link).peer.tag, now);
  }

  /** Action A of §5.2.4: the peer lost its memory and begins anew. */
  #restart(cookie: StateCookie, now: number): boolean {
    const { outbox, queue, timers, heartbeats, news } = this.#parts;
    if (this.#life.state === 'shutdown-ack-sent') {
      outbox.reply(writeChunk(ChunkType.shutdownAck, 0, NOTHING));
      outbox.reply(writeError(CauseCode.cookieReceivedWhileShuttingDown, NOTHING));
      return false;
    }
    this.#life.link?.reconfiguration.restart();
    queue.restart();
    timers.clearAll();
    outbox.forgetReplies();
    this.#handshake.adopt(cookie);
    this.#establishLink(cookie.peer);
    outbox.reply(writeChunk(ChunkType.cookieAck, 0, NOTHING));
    this.#life.become('established', 'the peer restarted');
    heartbeats.start(now);
    news.push({ type: 'restarted' });
    return true;
  }

  #establishLink(peer: Peer): void {
    const { maxStreams, windowBytes, maxMessageBytes, acceptsZeroChecksum } = this.#options;
    const options = {
      localInitialTsn: this.#handshake.localInitialTsn,
      maxStreams,
      windowBytes,
      maxMessageBytes,
      omitsChecksum: acceptsZeroChecksum && peer.acceptsZeroChecksum,
    };
    const link = new Link(peer, options, this.#parts);
    this.#life.setLink(link);
    this.#parts.queue.dropStreamsFrom(link.outgoingStreams);
  }

  #connected(reason: string, now: number): void {
    const { outgoingStreams, incomingStreams, reconfiguration } = this.#life.link as Link;
    this.#life.become('established', reason);
    this.#handshake.stop();
    this.#parts.errors.clear();
    this.#parts.heartbeats.start(now);
    reconfiguration.reset(this.#earlyResets.splice(0));
    this.#parts.news.push({ type: 'connected', outgoingStreams, incomingStreams });
  }
}

export interface SetupOptions extends HandshakeOptions {
  readonly maxMessageBytes: number;
}

const NOTHING = new Uint8Array(0);
