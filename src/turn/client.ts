import type { SocketAddress } from '../ports/network.ts';
import type { StunError } from '../stun/error-code.ts';
import { readStunMessage } from '../stun/message.ts';
import type { StunMessage } from '../stun/message.ts';
import type { Engine } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { isChannelData } from './channel-data.ts';
import { lifetimeOf, readAllocated, readAlternate } from './client-messages.ts';
import { PeerTraffic } from './peer-traffic.ts';
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
  readonly #requests: TurnRequests;
  readonly #traffic: PeerTraffic;
  readonly #news = new Queue<TurnNews>();
  #state: 'idle' | 'allocating' | 'allocated' | 'releasing' | 'over' = 'idle';
  #refreshAt = Infinity;
  #expiresAt = Infinity;

  constructor(options: TurnClientOptions) {
    const transmit = (message: Uint8Array): void => {
      this.counters.messagesSent++;
      options.transmit(message);
    };
    this.#requests = new TurnRequests(options, transmit);
    this.#traffic = new PeerTraffic(options, this.counters, transmit);
  }

  get isAllocated(): boolean {
    return this.#state === 'allocated';
  }

  /** A turn is due, whatever the deadline says. */
  get isDirty(): boolean {
    return (this.#state === 'allocated' && this.#traffic.isDirty) || this.#requests.isDirty || this.#news.length > 0;
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
    if (this.#state === 'allocated') this.#traffic.permit(peer);
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
    if (this.#state === 'allocated') this.#traffic.send(packet, to);
  }

  receive(packet: Uint8Array, now: number): void {
    if (this.#state === 'over') return;
    this.counters.messagesReceived++;
    if (isChannelData(packet[0])) return this.#traffic.receiveChannelData(packet, now);
    const message = readStunMessage(packet);
    if (message === undefined || message.class === 'request') this.counters.malformedDropped++;
    else if (message.class === 'indication') this.#traffic.receiveIndication(message, now);
    else this.#receiveResponse(message, now);
  }

  handleTimeout(now: number): void {
    for (const request of this.#requests.takeFailed(now)) this.#giveUp(request, now);
    if (this.#state !== 'allocated') return;
    this.#traffic.handleTimeout(now);
    if (now >= this.#expiresAt) return this.#end({ type: 'lost', ...NO_ANSWER });
    if (now < this.#refreshAt) return;
    this.#refreshAt = Infinity;
    this.#requests.want({ type: 'refresh', isVerification: false, attempts: 0 });
  }

  flush(now: number): void {
    this.#requests.flush(now);
    if (this.#state === 'allocated') this.#traffic.flush(this.#requests, now);
  }

  pollEvent(): TurnNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    const requests = this.#requests.nextTimeout();
    if (this.#state !== 'allocated') return requests;
    return Math.min(requests, this.#refreshAt, this.#expiresAt, this.#traffic.nextTimeout());
  }

  /** Renewals and giving back are housekeeping. */
  get isQuiet(): boolean {
    if (this.#state === 'allocating') return false;
    return this.#state !== 'allocated' || !(this.#requests.isVerifying || this.#traffic.isPending);
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
    this.#traffic.refuse(request.lease);
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

  #end(news: TurnNews): void {
    this.#state = 'over';
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
