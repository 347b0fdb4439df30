import type { SocketAddress } from '../../ports/network.ts';
import { readXorAddress } from '../../stun/address.ts';
import { AttributeType } from '../../stun/attribute-type.ts';
import { answerBinding } from '../../stun/binding-server.ts';
import { BAD_REQUEST, UNKNOWN_ATTRIBUTE } from '../../stun/error-code.ts';
import type { StunError } from '../../stun/error-code.ts';
import { BINDING } from '../../stun/header.ts';
import { readStunMessage } from '../../stun/message.ts';
import type { StunMessage } from '../../stun/message.ts';
import { StunMessageWriter } from '../../stun/message-writer.ts';
import { hexOf } from '../../util/bytes.ts';
import {
  ALLOCATE,
  CHANNEL_BIND,
  CREATE_PERMISSION,
  REFRESH,
  SEND,
  TURN_ATTRIBUTES,
  TurnAttribute,
} from '../attribute-type.ts';
import { readChannelNumber, readLifetime, writeAddressErrorCode } from '../attributes.ts';
import { channelOf, isChannelData, readChannelData } from '../channel-data.ts';
import { readDataIndication } from '../client-messages.ts';
import { planAllocate } from './allocate-request.ts';
import { ServerAllocation } from './allocation.ts';
import type { TurnUser } from './authenticator.ts';
import {
  ALLOCATION_MISMATCH,
  FAMILY_NOT_SUPPORTED,
  INSUFFICIENT_CAPACITY,
  PEER_FAMILY_MISMATCH,
  STALE_NONCE,
  UNAUTHENTICATED,
  WRONG_CREDENTIALS,
} from './errors.ts';
import type { ServerContext } from './server-context.ts';
import type { TurnClientPath } from './types.ts';

const MAX_DEFERRED = 16;

/** What the server knows of one 5-tuple: at most one allocation (RFC 8656 §2.2). */
export class ServerSession {
  readonly #context: ServerContext;
  readonly #path: TurnClientPath;
  readonly #client: SocketAddress;
  #allocation: ServerAllocation | undefined = undefined;
  #isAllocating = false;
  /** What came while the allocation was being made: it is meant for that. */
  readonly #deferred: StunMessage[] = [];
  #isClosed = false;

  constructor(context: ServerContext, path: TurnClientPath, client: SocketAddress) {
    this.#context = context;
    this.#path = path;
    this.#client = client;
  }

  /** Nothing need be remembered of it. */
  get isIdle(): boolean {
    return this.#allocation === undefined && !this.#isAllocating;
  }

  get expiresAt(): number {
    return this.#allocation?.expiresAt ?? Infinity;
  }

  /** One message, as a datagram or cut from the stream. */
  receive(message: Uint8Array, now: number): void {
    this.expire(now);
    if (isChannelData(message[0])) return this.#receiveChannelData(message, now);
    const stun = readStunMessage(message);
    if (stun === undefined) this.#context.counters.malformedDropped++;
    else if (stun.class === 'request') this.#receiveRequest(stun, now);
    else if (stun.class === 'indication' && stun.method === SEND) this.#receiveSend(stun, now);
    else if (stun.class !== 'indication') this.#context.counters.malformedDropped++;
  }

  expire(now: number): void {
    if (now >= this.expiresAt) this.#release();
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
  }

  #receiveChannelData(message: Uint8Array, now: number): void {
    const data = readChannelData(message);
    if (data === undefined || this.#allocation === undefined) this.#context.counters.malformedDropped++;
    else this.#countRelayed(this.#allocation.sendOnChannel(channelOf(message), data, now));
  }

  #receiveSend(indication: StunMessage, now: number): void {
    const sent = readDataIndication(indication);
    if (sent === undefined || this.#allocation === undefined) this.#context.counters.malformedDropped++;
    else this.#countRelayed(this.#allocation.sendTo(sent.peer, sent.data, now));
  }

  #countRelayed(isRelayed: boolean): void {
    if (!isRelayed) this.#context.counters.unpermittedDropped++;
  }

  #receiveRequest(request: StunMessage, now: number): void {
    const { refuse, authenticator } = this.#context;
    const refusal = refuse?.(request);
    if (refusal !== undefined) return this.#refuse(request, refusal, undefined, now);
    if (request.method === BINDING) return this.#answerBinding(request);
    const user = authenticator.identify(request, now);
    if ('code' in user) return this.#refuse(request, user, undefined, now);
    const unknown = request.unknownAttributes(TURN_ATTRIBUTES);
    if (unknown.length > 0) {
      const answer = this.#begin(request, 'error').errorCode(UNKNOWN_ATTRIBUTE).unknownAttributes(unknown);
      return this.#send(answer, user);
    }
    if (request.method === ALLOCATE) return this.#allocate(request, user, now);
    if (this.#isAllocating) return this.#defer(request);
    const error = this.#serve(request, user, now);
    if (error !== undefined) this.#refuse(request, error, user, now);
  }

  #answerBinding(request: StunMessage): void {
    const answer = answerBinding(request.bytes, this.#client);
    if (answer !== undefined) this.#path.send(answer);
  }

  /** Everything that needs an allocation. */
  #serve(request: StunMessage, user: TurnUser, now: number): StunError | undefined {
    const allocation = this.#allocation;
    if (allocation === undefined) return ALLOCATION_MISMATCH;
    if (allocation.user.name !== user.name) return WRONG_CREDENTIALS;
    switch (request.method) {
      case REFRESH:
        return this.#refresh(request, allocation, user, now);
      case CREATE_PERMISSION:
        return this.#createPermission(request, allocation, user, now);
      case CHANNEL_BIND:
        return this.#bindChannel(request, allocation, user, now);
      default:
        return BAD_REQUEST;
    }
  }

  #allocate(request: StunMessage, user: TurnUser, now: number): void {
    if (this.#isAllocating) return;
    const transactionId = hexOf(request.transactionId);
    if (this.#allocation?.transactionId === transactionId) return this.#path.send(this.#allocation.response.slice());
    const error = this.#allocation === undefined ? this.#context.quotaError(user.name) : ALLOCATION_MISMATCH;
    const plan = error ?? planAllocate(request, this.#context.relayAddresses);
    if ('code' in plan) return this.#refuse(request, plan, user, now);
    this.#isAllocating = true;
    const allocation = new ServerAllocation(this.#path, user, transactionId, this.#context);
    this.#context.allocations.add(allocation);
    const bound = Promise.all(plan.addresses.map((address) => allocation.bind(address)));
    bound.then(
      () => this.#finishAllocate(request, allocation, plan.missingFamily),
      () => this.#cancelAllocate(request, allocation),
    );
  }

  #defer(request: StunMessage): void {
    if (this.#deferred.length < MAX_DEFERRED) this.#deferred.push(request);
  }

  #receiveDeferred(): void {
    const now = this.#context.host.clock.now();
    for (const request of this.#deferred.splice(0)) this.#receiveRequest(request, now);
  }

  #finishAllocate(request: StunMessage, allocation: ServerAllocation, missingFamily: 4 | 6 | undefined): void {
    this.#isAllocating = false;
    if (this.#isClosed) return void this.#drop(allocation);
    const lifetimeS = this.#lifetimeFor(request);
    this.#allocation = allocation;
    this.#keepFor(allocation, lifetimeS, this.#context.host.clock.now());
    const answer = this.#begin(request, 'success');
    for (const address of allocation.relayed) answer.xorAddress(TurnAttribute.xorRelayedAddress, address);
    answer.uint32(TurnAttribute.lifetime, lifetimeS).xorAddress(AttributeType.xorMappedAddress, this.#client);
    if (missingFamily !== undefined) {
      const value = writeAddressErrorCode(missingFamily, FAMILY_NOT_SUPPORTED.code);
      answer.attribute(TurnAttribute.addressErrorCode, value);
    }
    allocation.response = this.#context.authenticator.sign(answer, allocation.user).take();
    this.#path.send(allocation.response.slice());
    this.#receiveDeferred();
  }

  #cancelAllocate(request: StunMessage, allocation: ServerAllocation): void {
    this.#isAllocating = false;
    this.#drop(allocation);
    this.#refuse(request, INSUFFICIENT_CAPACITY, allocation.user, this.#context.host.clock.now());
    this.#receiveDeferred();
  }

  #refresh(request: StunMessage, allocation: ServerAllocation, user: TurnUser, now: number): undefined {
    const lifetimeS = this.#lifetimeFor(request);
    if (lifetimeS === 0) this.#release();
    else this.#keepFor(allocation, lifetimeS, now);
    this.#send(this.#begin(request, 'success').uint32(TurnAttribute.lifetime, lifetimeS), user);
  }

  #createPermission(
    request: StunMessage,
    allocation: ServerAllocation,
    user: TurnUser,
    now: number,
  ): StunError | undefined {
    const peers = peersIn(request);
    if (peers === undefined) return BAD_REQUEST;
    if (!peers.every(({ address }) => allocation.hasFamilyOf(address))) return PEER_FAMILY_MISMATCH;
    for (const { address } of peers) allocation.permit(address, now + this.#context.permissionMs);
    this.#send(this.#begin(request, 'success'), user);
    return undefined;
  }

  #bindChannel(request: StunMessage, allocation: ServerAllocation, user: TurnUser, now: number): StunError | undefined {
    const value = request.value(TurnAttribute.channelNumber);
    const channel = value && readChannelNumber(value);
    const peer = peersIn(request)?.[0];
    if (channel === undefined || peer === undefined) return BAD_REQUEST;
    if (!allocation.hasFamilyOf(peer.address)) return PEER_FAMILY_MISMATCH;
    if (!allocation.bindChannel(channel, peer, now + this.#context.channelMs, now)) return BAD_REQUEST;
    allocation.permit(peer.address, now + this.#context.permissionMs);
    this.#send(this.#begin(request, 'success'), user);
    return undefined;
  }

  /** RFC 8656 §7.2: what the client wants, within what the server allows. Seconds. */
  #lifetimeFor(request: StunMessage): number {
    const { defaultLifetimeS, maxLifetimeS } = this.#context;
    const value = request.value(TurnAttribute.lifetime);
    const wanted = value && readLifetime(value);
    if (wanted === 0 && request.method === REFRESH) return 0;
    return Math.min(maxLifetimeS, Math.max(defaultLifetimeS, wanted ?? 0));
  }

  #keepFor(allocation: ServerAllocation, lifetimeS: number, now: number): void {
    allocation.expiresAt = now + 1000 * lifetimeS;
    this.#context.rearm();
  }

  #release(): void {
    if (this.#allocation !== undefined) this.#drop(this.#allocation);
    this.#allocation = undefined;
  }

  #drop(allocation: ServerAllocation): void {
    allocation.close();
    this.#context.allocations.delete(allocation);
  }

  #refuse(request: StunMessage, error: StunError, user: TurnUser | undefined, now: number): void {
    const answer = this.#begin(request, 'error').errorCode(error);
    const isChallenge = error.code === UNAUTHENTICATED.code || error.code === STALE_NONCE.code;
    if (isChallenge) this.#context.authenticator.challenge(answer, now);
    this.#send(answer, user);
  }

  #begin(request: StunMessage, kind: 'success' | 'error'): StunMessageWriter {
    return new StunMessageWriter(kind, request.method, request.transactionId);
  }

  #send(answer: StunMessageWriter, user: TurnUser | undefined): void {
    if (user !== undefined) this.#context.authenticator.sign(answer, user);
    this.#path.send(answer.take());
  }
}

/** XOR-PEER-ADDRESS, one or more; undefined if there is none or a malformed one. */
function peersIn(request: StunMessage): SocketAddress[] | undefined {
  const peers: SocketAddress[] = [];
  for (const { type, value } of request.attributes) {
    if (type !== TurnAttribute.xorPeerAddress) continue;
    const peer = readXorAddress(value, request.transactionId);
    if (peer === undefined) return undefined;
    peers.push(peer);
  }
  return peers.length === 0 ? undefined : peers;
}
