import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { readErrorCode } from '../stun/error-code.ts';
import type { StunError } from '../stun/error-code.ts';
import { TRANSACTION_ID_BYTES } from '../stun/header.ts';
import { readStunMessage } from '../stun/message.ts';
import type { StunMessage } from '../stun/message.ts';
import type { StunMessageWriter } from '../stun/message-writer.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { Slab } from '../util/slab.ts';
import { DATA } from './attribute-type.ts';
import { channelOf, isChannelData, readChannelData, writeChannelData } from './channel-data.ts';
import {
  beginAllocate,
  beginChannelBind,
  beginCreatePermission,
  beginRefresh,
  lifetimeOf,
  readAllocated,
  readAlternate,
  readDataIndication,
  writeSendIndication,
} from './client-messages.ts';
import { TurnCredentials } from './credentials.ts';
import type { Lease } from './lease.ts';
import { Peers } from './peers.ts';
import type { Peer } from './peers.ts';
import { TurnTransactions } from './transactions.ts';
import type { Transaction } from './transactions.ts';
import type { TurnClientOptions, TurnCounters, TurnNews } from './types.ts';

type TurnState = 'idle' | 'allocating' | 'allocated' | 'releasing' | 'over';

/** What a request is for. `attempts` counts how often the server asked for another signature. */
type Subject = (
  | { readonly type: 'allocate' }
  | { readonly type: 'refresh'; readonly isVerification: boolean }
  | { readonly type: 'release' }
  | { readonly type: 'permission'; readonly ip: string; readonly lease: Lease }
  | { readonly type: 'channel'; readonly peer: Peer; readonly channel: number }
) & { readonly attempts: number };

/** Icecandidateerror's code for a server that could not be reached. */
const UNREACHABLE = 701;
/** A nonce that goes stale at every attempt is a server that plays games. */
const MAX_ATTEMPTS = 4;
/** The server takes its time from the moment it answered; and a renewal may be lost a few times. */
const REFRESH_MARGIN_S = 60;

/**
 * The client of one TURN allocation (RFC 8656) at one server, over UDP or a stream whose messages were cut apart
 * (`StreamReassembly`). Packets for peers go out through `send`; what peers sent goes to the receiver of the options.
 */
export class TurnClient implements Engine<TurnNews> {
  readonly counters: TurnCounters = {
    messagesSent: 0,
    messagesReceived: 0,
    malformedDropped: 0,
    forgedDropped: 0,
    unpermittedDropped: 0,
    packetsDiscardedOnSend: 0,
  };
  readonly #options: TurnClientOptions;
  readonly #credentials: TurnCredentials;
  readonly #transactions: TurnTransactions<Subject>;
  readonly #peers = new Peers();
  readonly #news = new Queue<TurnNews>();
  readonly #slab = new Slab();
  readonly #transmitCounted: (message: Uint8Array) => void;
  #state: TurnState = 'idle';
  /** Requests to be made in the next flush. */
  #wanted: Subject[] = [];
  #hasHeld = false;
  #refreshAt = Infinity;
  #expiresAt = Infinity;

  constructor(options: TurnClientOptions) {
    this.#options = options;
    this.#credentials = new TurnCredentials(options.crypto, options.username, options.password);
    this.#transactions = new TurnTransactions(options.random);
    this.#transmitCounted = (message) => this.#transmit(message);
  }

  get isAllocated(): boolean {
    return this.#state === 'allocated';
  }

  /** Nothing will come of it any more. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** `flush` has something to do, whatever the deadline says. */
  get isDirty(): boolean {
    return this.#hasHeld || this.#wanted.length > 0 || this.#news.length > 0;
  }

  /** Asks for the allocation. Once. */
  allocate(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'allocating';
    this.#wanted.push({ type: 'allocate', attempts: 0 });
  }

  /** Asks the server whether the allocation is alive: news will be 'verified' or 'lost'. */
  verify(): void {
    if (this.#state !== 'allocated' || this.#isVerifying) return;
    this.#wanted.push({ type: 'refresh', isVerification: true, attempts: 0 });
  }

  /** Lets a peer in before anything is sent to it. */
  permit(peer: SocketAddress): void {
    if (this.#state !== 'allocated') return;
    this.#peers.at(peer).permission.want();
    this.#hasHeld = true;
  }

  /** Gives the allocation back (RFC 8656 §8.1); 'released' when the server knows or does not answer. */
  close(): void {
    if (this.#state === 'allocated') this.#wanted = [{ type: 'release', attempts: 0 }];
    this.#transactions.clear();
    if (this.#state === 'allocated') this.#state = 'releasing';
    else if (this.#state !== 'releasing') this.#end({ type: 'released' });
  }

  /** The way to the server is gone. */
  disconnect(reason: string): void {
    if (this.#state === 'releasing') this.#end({ type: 'released' });
    else if (this.#state === 'allocated') this.#end({ type: 'lost', errorCode: UNREACHABLE, errorText: reason });
    else if (this.#state !== 'over') this.#end({ type: 'refused', errorCode: UNREACHABLE, errorText: reason });
  }

  /**
   * Sends a packet to a peer from the relayed address of its family: at once where there is a permission, else in the
   * next flush, right behind the request for one. Data, as opposed to STUN, gets a channel.
   */
  send(packet: Uint8Array, to: SocketAddress): void {
    if (this.#state !== 'allocated') return;
    const peer = this.#peers.at(to);
    const { permission, channelLease } = peer;
    permission.noteUsed();
    if (permission.state === 'held' || permission.state === 'asked') {
      if (channelLease.state === 'held') this.#sendOnChannel(packet, peer);
      else this.#sendIndication(packet, peer);
    } else if (permission.state === 'refused' || !peer.hold(packet)) {
      this.counters.packetsDiscardedOnSend++;
    } else {
      permission.want();
      this.#hasHeld = true;
    }
  }

  receive(packet: Uint8Array, now: number): void {
    this.counters.messagesReceived++;
    if (this.#state === 'over') return;
    if (isChannelData(packet[0])) return this.#receiveChannelData(packet, now);
    const message = readStunMessage(packet);
    if (message === undefined) this.counters.malformedDropped++;
    else if (message.class === 'indication') this.#receiveIndication(message, now);
    else if (message.class !== 'request') this.#receiveResponse(message, now);
    else this.counters.malformedDropped++;
  }

  handleTimeout(now: number): void {
    for (const { subject } of this.#transactions.takeFailed(now)) this.#giveUp(subject, now);
    if (this.#state !== 'allocated') return;
    this.#peers.handleTimeout(now);
    if (now >= this.#expiresAt) {
      this.#end({ type: 'lost', errorCode: UNREACHABLE, errorText: 'TURN server did not answer' });
    } else if (now >= this.#refreshAt) {
      this.#refreshAt = Infinity;
      this.#wanted.push({ type: 'refresh', isVerification: false, attempts: 0 });
    }
  }

  flush(now: number): void {
    for (const subject of this.#wanted.splice(0)) this.#start(subject, now);
    if (this.#state === 'allocated') this.#startLeases(now);
    this.#transactions.flush(now, this.#transmitCounted);
    if (this.#hasHeld) this.#flushHeld(now);
  }

  pollEvent(): TurnNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    const requests = this.#transactions.nextTimeout();
    if (this.#state !== 'allocated') return requests;
    return Math.min(requests, this.#refreshAt, this.#expiresAt, this.#peers.nextTimeout());
  }

  /** Renewals and giving back are housekeeping. */
  get isQuiet(): boolean {
    if (this.#state === 'allocating') return false;
    return this.#state !== 'allocated' || !(this.#isVerifying || this.#peers.isPending);
  }

  get #isVerifying(): boolean {
    const isVerification = (subject: Subject): boolean => subject.type === 'refresh' && subject.isVerification;
    return this.#wanted.some(isVerification) || this.#transactions.has(isVerification);
  }

  #sendOnChannel(packet: Uint8Array, peer: Peer): void {
    peer.channelLease.noteUsed();
    this.#transmit(writeChannelData(peer.channel ?? 0, packet, this.#options.isReliable, this.#slab));
  }

  #sendIndication(packet: Uint8Array, peer: Peer): void {
    const id = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#options.random.fill(id);
    this.#transmit(writeSendIndication(id, peer.address, packet));
    // STUN begins with 0…3 (RFC 7983 §7): the checks of pairs that will not be used.
    if (packet[0] < 4 || peer.channelLease.state !== 'none') return;
    this.#peers.assignChannel(peer);
    if (peer.channel === undefined) return;
    peer.channelLease.want();
    this.#hasHeld = true;
  }

  #receiveChannelData(packet: Uint8Array, now: number): void {
    const peer = packet.length < 2 ? undefined : this.#peers.ofChannel(channelOf(packet));
    const data = peer && readChannelData(packet);
    if (peer === undefined || data === undefined) this.counters.malformedDropped++;
    else this.#options.receiver(data, peer.address, now);
  }

  #receiveIndication(indication: StunMessage, now: number): void {
    const received = indication.method === DATA ? readDataIndication(indication) : undefined;
    if (received === undefined) {
      this.counters.malformedDropped++;
      return;
    }
    const permission = this.#peers.permissionOf(received.peer.address);
    if (permission === undefined || permission.state === 'none') this.counters.unpermittedDropped++;
    else this.#options.receiver(received.data, received.peer, now);
  }

  #receiveResponse(response: StunMessage, now: number): void {
    const pending = this.#transactions.find(response.transactionId);
    if (pending === undefined) {
      this.counters.malformedDropped++;
    } else if (!this.#isAuthentic(response, pending)) {
      this.counters.forgedDropped++;
    } else {
      this.#transactions.take(response.transactionId);
      if (response.class === 'success') this.#receiveSuccess(pending.subject, response, now);
      else this.#receiveError(pending, response);
    }
  }

  /** A server that cannot check a request cannot sign its refusal either. */
  #isAuthentic(response: StunMessage, { isSigned }: Transaction<Subject>): boolean {
    if (!isSigned) return true;
    const integrity = this.#credentials.check(response);
    return integrity === 'valid' || (integrity === 'absent' && response.class === 'error');
  }

  #receiveSuccess(subject: Subject, response: StunMessage, now: number): void {
    switch (subject.type) {
      case 'allocate':
        return this.#receiveAllocated(response, now);
      case 'refresh':
        this.#keepFor(lifetimeOf(response), now);
        if (subject.isVerification) this.#news.push({ type: 'verified' });
        return;
      case 'release':
        return this.#end({ type: 'released' });
      case 'permission':
        return subject.lease.grant(now);
      case 'channel':
        // RFC 8656 §12.2: it is a permission as well.
        subject.peer.permission.grant(now);
        return subject.peer.channelLease.grant(now);
    }
  }

  #receiveAllocated(response: StunMessage, now: number): void {
    const allocated = readAllocated(response);
    if (allocated === undefined) {
      this.#end({ type: 'refused', errorCode: UNREACHABLE, errorText: 'TURN server sent no address' });
      return;
    }
    const { relayed, mapped, lifetimeS } = allocated;
    this.#state = 'allocated';
    this.#keepFor(lifetimeS, now);
    this.#news.push({ type: 'allocated', relayed, mapped });
  }

  #keepFor(lifetimeS: number, now: number): void {
    this.#refreshAt = now + 1000 * Math.max(lifetimeS - REFRESH_MARGIN_S, lifetimeS / 2);
    this.#expiresAt = now + 1000 * lifetimeS;
  }

  #receiveError({ subject, isSigned }: Transaction<Subject>, response: StunMessage): void {
    const value = response.value(AttributeType.errorCode);
    const error = (value && readErrorCode(value)) ?? { code: UNREACHABLE, reason: 'TURN server gave no reason' };
    const mayTryAgain = (error.code === 401 && !isSigned) || error.code === 438;
    if (mayTryAgain && subject.attempts < MAX_ATTEMPTS && this.#credentials.learn(response)) {
      this.#wanted.push({ ...subject, attempts: subject.attempts + 1 });
    } else {
      this.#fail(subject, error, response);
    }
  }

  #fail(subject: Subject, error: StunError, response: StunMessage): void {
    const news = { errorCode: error.code, errorText: error.reason };
    const alternate = subject.type === 'allocate' && error.code === 300 ? readAlternate(response) : undefined;
    if (alternate !== undefined) return this.#end({ type: 'redirected', ...alternate });
    if (subject.type === 'allocate') return this.#end({ type: 'refused', ...news });
    if (subject.type === 'release') return this.#end({ type: 'released' });
    // RFC 8656 §5: whatever was asked, the allocation is not there.
    if (subject.type === 'refresh' || error.code === 437) return this.#end({ type: 'lost', ...news });
    if (subject.type === 'channel') return subject.peer.channelLease.refuse();
    subject.lease.refuse();
    for (const peer of this.#peers.all) if (peer.permission === subject.lease) this.#discardHeld(peer);
  }

  #discardHeld(peer: Peer): void {
    this.counters.packetsDiscardedOnSend += peer.held.length;
    peer.held.length = 0;
  }

  #giveUp(subject: Subject, now: number): void {
    const silence = { errorCode: UNREACHABLE, errorText: 'TURN server did not answer' };
    switch (subject.type) {
      case 'allocate':
        return this.#end({ type: 'refused', ...silence });
      case 'release':
        return this.#end({ type: 'released' });
      case 'refresh':
        // The allocation may well outlive an outage of the way to it.
        if (subject.isVerification) this.#end({ type: 'lost', ...silence });
        else this.#refreshAt = now;
        return;
      case 'permission':
        return subject.lease.giveUp();
      case 'channel':
        return subject.peer.channelLease.giveUp();
    }
  }

  #startLeases(now: number): void {
    for (const [ip, lease] of this.#peers.permissions) {
      if (lease.isWanted) this.#start({ type: 'permission', ip, lease, attempts: 0 }, now);
    }
    for (const peer of this.#peers.channels) {
      const { channel, channelLease } = peer;
      if (channelLease.isWanted && channel !== undefined)
        this.#start({ type: 'channel', peer, channel, attempts: 0 }, now);
    }
  }

  #start(subject: Subject, now: number): void {
    if (subject.type === 'permission') subject.lease.noteAsked();
    if (subject.type === 'channel') subject.peer.channelLease.noteAsked();
    const write = (id: Uint8Array): Uint8Array => this.#credentials.sign(this.#begin(subject, id)).take();
    this.#transactions.start(subject, this.#credentials.isChallenged, write, this.#retransmissionOf(subject), now);
  }

  #begin(subject: Subject, id: Uint8Array): StunMessageWriter {
    switch (subject.type) {
      case 'allocate':
        return beginAllocate(id, this.#options.families ?? 'both');
      case 'refresh':
        return beginRefresh(id, undefined);
      case 'release':
        return beginRefresh(id, 0);
      case 'permission':
        return beginCreatePermission(id, subject.ip);
      case 'channel':
        return beginChannelBind(id, subject.channel, subject.peer.address);
    }
  }

  /** While somebody waits for the answer, a silent server is given up after 9.5 s, not after 39.5 s; see `ice`. */
  #retransmissionOf(subject: Subject): RetransmissionOptions {
    const { isReliable, initialRtoMs: rtoMs = 500 } = this.#options;
    const isAwaited = subject.type === 'allocate' || (subject.type === 'refresh' && subject.isVerification);
    const rtos = subject.type === 'release' ? 5 : isAwaited ? 19 : 79;
    if (isReliable) return { rtoMs, maxRequests: 1, lastWaitRtos: rtos };
    if (subject.type === 'release') return { rtoMs, maxRequests: 3, lastWaitRtos: 2 };
    return isAwaited ? { rtoMs, maxRequests: 5, lastWaitRtos: 4 } : { rtoMs };
  }

  /** What goes out may want channels, which is asked for right behind. */
  #flushHeld(now: number): void {
    for (const peer of this.#peers.all) {
      if (peer.held.length === 0 || peer.permission.isWanted) continue;
      for (const packet of peer.held.splice(0)) this.#sendIndication(packet, peer);
    }
    this.#startLeases(now);
    this.#transactions.flush(now, this.#transmitCounted);
    this.#hasHeld = false;
  }

  #transmit(message: Uint8Array): void {
    this.counters.messagesSent++;
    this.#options.transmit(message);
  }

  #end(news: TurnNews): void {
    this.#state = 'over';
    this.#transactions.clear();
    this.#wanted = [];
    this.#hasHeld = false;
    this.#news.push(news);
  }
}
