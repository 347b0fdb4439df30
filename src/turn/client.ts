import type { SocketAddress } from '../ports/network.ts';
import type { StunError } from '../stun/error-code.ts';
import { TRANSACTION_ID_BYTES } from '../stun/header.ts';
import { readStunMessage } from '../stun/message.ts';
import type { StunMessage } from '../stun/message.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { Slab } from '../util/slab.ts';
import { DATA } from './attribute-type.ts';
import { channelOf, isChannelData, readChannelData, writeChannelData } from './channel-data.ts';
import {
  lifetimeOf,
  readAllocated,
  readAlternate,
  readDataIndication,
  writeSendIndication,
} from './client-messages.ts';
import type { Lease } from './lease.ts';
import { Peers } from './peers.ts';
import type { Peer } from './peers.ts';
import { TurnRequests } from './requests.ts';
import type { TurnRequest } from './requests.ts';
import type { TurnClientOptions, TurnCounters, TurnNews } from './types.ts';

/** Icecandidateerror's code for a server that could not be reached. */
const UNREACHABLE = 701;
const NO_ANSWER = { errorCode: UNREACHABLE, errorText: 'TURN server did not answer' };
/** The server takes its time from the moment it answered; and a renewal may be lost a few times. */
const REFRESH_MARGIN_S = 60;

/**
 * The client of one TURN allocation (RFC 8656) at one server, over UDP or a stream whose messages were cut apart
 * (`StreamReassembly`). Packets for peers go out through `send`; what peers sent goes to the receiver of the options.
 */
export class TurnClient implements Engine<TurnNews> {
  readonly counters: TurnCounters = newCounters();
  readonly #options: TurnClientOptions;
  readonly #requests: TurnRequests;
  readonly #peers = new Peers();
  readonly #news = new Queue<TurnNews>();
  readonly #slab = new Slab();
  #state: 'idle' | 'allocating' | 'allocated' | 'releasing' | 'over' = 'idle';
  /** Permissions or channels are to be asked for. */
  #wantsLeases = false;
  #refreshAt = Infinity;
  #expiresAt = Infinity;

  constructor(options: TurnClientOptions) {
    this.#options = options;
    this.#requests = new TurnRequests(options, (message) => this.#transmit(message));
  }

  get isAllocated(): boolean {
    return this.#state === 'allocated';
  }

  /** Nothing will come of it any more. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** A turn is due, whatever the deadline says. */
  get isDirty(): boolean {
    return this.#wantsLeases || this.#requests.isDirty || this.#news.length > 0;
  }

  /** Asks for the allocation. Once. */
  allocate(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'allocating';
    this.#requests.want({ type: 'allocate', attempts: 0 });
  }

  /** Asks the server whether the allocation is alive: news will be 'verified' or 'lost'. */
  verify(): void {
    if (this.#state !== 'allocated' || this.#requests.isVerifying) return;
    this.#requests.want({ type: 'refresh', isVerification: true, attempts: 0 });
  }

  /** Lets a peer in before anything is sent to it. */
  permit(peer: SocketAddress): void {
    if (this.#state !== 'allocated') return;
    this.#peers.at(peer).permission.want();
    this.#wantsLeases = true;
  }

  /**
   * Gives the allocation back (RFC 8656 §8.1), also one that is being made; 'released' when the server knows or does not
   * answer.
   */
  close(): void {
    if (this.#state === 'over' || this.#state === 'releasing') return;
    const mayExist = this.#state === 'allocated' || (this.#state === 'allocating' && this.#requests.isChallenged);
    if (!mayExist) return this.#end({ type: 'released' });
    this.#state = 'releasing';
    this.#wantsLeases = false;
    this.#requests.clear();
    this.#requests.want({ type: 'release', attempts: 0 });
  }

  /** The way to the server is gone. */
  disconnect(reason: string): void {
    if (this.#state === 'over') return;
    if (this.#state === 'releasing') return this.#end({ type: 'released' });
    const type = this.#state === 'allocated' ? 'lost' : 'refused';
    this.#end({ type, errorCode: UNREACHABLE, errorText: reason });
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
      this.#wantsLeases = true;
    }
  }

  receive(packet: Uint8Array, now: number): void {
    if (this.#state === 'over') return;
    this.counters.messagesReceived++;
    if (isChannelData(packet[0])) return this.#receiveChannelData(packet, now);
    const message = readStunMessage(packet);
    if (message === undefined || message.class === 'request') this.counters.malformedDropped++;
    else if (message.class === 'indication') this.#receiveIndication(message, now);
    else this.#receiveResponse(message, now);
  }

  handleTimeout(now: number): void {
    for (const request of this.#requests.takeFailed(now)) this.#giveUp(request, now);
    if (this.#state !== 'allocated') return;
    this.#peers.handleTimeout(now);
    this.#wantsLeases = true;
    if (now >= this.#expiresAt) return this.#end({ type: 'lost', ...NO_ANSWER });
    if (now < this.#refreshAt) return;
    this.#refreshAt = Infinity;
    this.#requests.want({ type: 'refresh', isVerification: false, attempts: 0 });
  }

  flush(now: number): void {
    if (this.#wantsLeases) this.#wantLeases();
    this.#requests.flush(now);
    if (!this.#wantsLeases) return;
    this.#flushHeld();
    // What was held may have wanted channels.
    this.#wantLeases();
    this.#requests.flush(now);
    this.#wantsLeases = false;
  }

  pollEvent(): TurnNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    const requests = this.#requests.nextTimeout();
    if (this.#state !== 'allocated') return requests;
    return Math.min(requests, this.#refreshAt, this.#expiresAt, this.#peers.nextTimeout());
  }

  /** Renewals and giving back are housekeeping. */
  get isQuiet(): boolean {
    if (this.#state === 'allocating') return false;
    return this.#state !== 'allocated' || !(this.#requests.isVerifying || this.#peers.isPending);
  }

  #sendOnChannel(packet: Uint8Array, peer: Peer): void {
    peer.channelLease.noteUsed();
    this.#transmit(writeChannelData(peer.channel ?? 0, packet, this.#options.isReliable, this.#slab));
  }

  #sendIndication(packet: Uint8Array, peer: Peer): void {
    const id = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#options.random.fill(id);
    // The first byte tells STUN, 0…3, from data (RFC 7983 §7); most pairs never see anything but checks.
    const isData = packet[0] > 3;
    this.#transmit(writeSendIndication(id, peer.address, packet));
    if (!isData || peer.channelLease.state !== 'none' || !this.#peers.assignChannel(peer)) return;
    peer.channelLease.want();
    this.#wantsLeases = true;
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
    const answer = this.#requests.receive(response);
    if (answer.type === 'unknown') this.counters.malformedDropped++;
    else if (answer.type === 'forged') this.counters.forgedDropped++;
    else if (answer.type === 'success') this.#succeed(answer.request, response, now);
    else if (answer.type === 'error') this.#fail(answer.request, answer.error, response);
  }

  #succeed(request: TurnRequest, response: StunMessage, now: number): void {
    switch (request.type) {
      case 'allocate':
        return this.#receiveAllocated(response, now);
      case 'refresh':
        this.#keepFor(lifetimeOf(response), now);
        if (request.isVerification) this.#news.push({ type: 'verified' });
        return;
      case 'release':
        return this.#end({ type: 'released' });
      case 'permission':
        return request.lease.grant(now);
      case 'channel':
        // RFC 8656 §12.2: it is a permission as well.
        request.peer.permission.grant(now);
        return request.peer.channelLease.grant(now);
    }
  }

  #receiveAllocated(response: StunMessage, now: number): void {
    const allocated = readAllocated(response);
    if (allocated === undefined) {
      return this.#end({ type: 'refused', errorCode: UNREACHABLE, errorText: 'TURN server sent no address' });
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

  #fail(request: TurnRequest, { code, reason }: StunError, response: StunMessage): void {
    const error = { errorCode: code, errorText: reason };
    const alternate = request.type === 'allocate' && code === 300 ? readAlternate(response) : undefined;
    if (alternate !== undefined) return this.#end({ type: 'redirected', ...alternate });
    if (request.type === 'allocate') return this.#end({ type: 'refused', ...error });
    if (request.type === 'release') return this.#end({ type: 'released' });
    // RFC 8656 §5: whatever was asked, the allocation is not there.
    if (request.type === 'refresh' || code === 437) return this.#end({ type: 'lost', ...error });
    if (request.type === 'channel') return request.peer.channelLease.refuse();
    request.lease.refuse();
    this.#discardHeld(request.lease);
  }

  #giveUp(request: TurnRequest, now: number): void {
    switch (request.type) {
      case 'allocate':
        return this.#end({ type: 'refused', ...NO_ANSWER });
      case 'release':
        return this.#end({ type: 'released' });
      case 'refresh':
        // The allocation may well outlive an outage of the way to it.
        if (request.isVerification) this.#end({ type: 'lost', ...NO_ANSWER });
        else this.#refreshAt = now;
        return;
      case 'permission':
        return request.lease.giveUp();
      case 'channel':
        return request.peer.channelLease.giveUp();
    }
  }

  #wantLeases(): void {
    for (const [ip, lease] of this.#peers.permissions) {
      if (!lease.isWanted) continue;
      lease.noteAsked();
      this.#requests.want({ type: 'permission', ip, lease, attempts: 0 });
    }
    for (const peer of this.#peers.channels) {
      const { channel, channelLease } = peer;
      if (!channelLease.isWanted || channel === undefined) continue;
      channelLease.noteAsked();
      this.#requests.want({ type: 'channel', peer, channel, attempts: 0 });
    }
  }

  #flushHeld(): void {
    for (const peer of this.#peers.all) {
      for (const packet of peer.held.splice(0)) this.#sendIndication(packet, peer);
    }
  }

  #discardHeld(permission: Lease): void {
    for (const peer of this.#peers.all) {
      if (peer.permission === permission) this.counters.packetsDiscardedOnSend += peer.held.splice(0).length;
    }
  }

  #transmit(message: Uint8Array): void {
    this.counters.messagesSent++;
    this.#options.transmit(message);
  }

  #end(news: TurnNews): void {
    this.#state = 'over';
    this.#wantsLeases = false;
    this.#requests.clear();
    this.#news.push(news);
  }
}

function newCounters(): TurnCounters {
  return {
    messagesSent: 0,
    messagesReceived: 0,
    malformedDropped: 0,
    forgedDropped: 0,
    unpermittedDropped: 0,
    packetsDiscardedOnSend: 0,
  };
}
