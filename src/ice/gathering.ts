import type { SocketAddress } from '../ports/network.ts';
import { readAddress, readXorAddress } from '../stun/address.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { readErrorCode } from '../stun/error-code.ts';
import { BINDING } from '../stun/header.ts';
import type { StunMessage } from '../stun/message.ts';
import { StunMessageWriter } from '../stun/message-writer.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import { ipFamily } from '../util/ip-address.ts';
import { appended } from '../util/lists.ts';
import { localBase } from './candidate.ts';
import type { LocalBase } from './candidate.ts';
import type { IceContext } from './context.ts';
import type { IceBase } from './types.ts';

/** One base asks one server how it looks from outside. */
export interface ServerQuery {
  readonly base: LocalBase;
  readonly server: SocketAddress;
  readonly url: string;
  /** Nobody is told if nothing comes of it. */
  readonly isOptional: boolean;
}

/** Icecandidateerror's code for a server that could not be reached. */
const UNREACHABLE = 701;

/** The bases, and the local candidates that come of them, RFC 8445 §5.1. */
export class Gathering {
  readonly #context: IceContext;
  #bases: readonly LocalBase[] = [];

  constructor(context: IceContext) {
    this.#context = context;
  }

  get bases(): readonly LocalBase[] {
    return this.#bases;
  }

  find(base: IceBase): LocalBase | undefined {
    for (const local of this.#bases) if (local.base === base) return local;
    return undefined;
  }

  /** One that is known already is announced for the current generation, unless it was. */
  add(base: IceBase): void {
    const known = this.find(base);
    const local = known ?? localBase(base);
    if (known === undefined) this.#bases = appended(this.#bases, local);
    if (!this.#context.session.hasBase(local)) this.#announce(local);
  }

  remove(base: LocalBase): void {
    this.#bases = this.#bases.filter((known) => known !== base);
    this.#context.checks.dropBase(base);
    this.#context.session.removeBase(base);
  }

  /** A new generation announces the sockets afresh; whether a relay still is one, its owner finds out first. */
  announceAll(): void {
    for (const local of this.#bases) if (local.base.type !== 'relay') this.#announce(local);
  }

  query(query: ServerQuery): void {
    if (ipFamily(query.server.address) === query.base.family) this.#context.checks.query(query);
    else this.#report(query, UNREACHABLE, 'STUN server is of another address family');
  }

  receiveAnswer(query: ServerQuery, response: StunMessage): void {
    const mapped = readMappedAddress(response);
    if (response.class === 'success' && mapped !== undefined) return this.#learnReflexive(query, mapped);
    const value = response.value(AttributeType.errorCode);
    const error = value && readErrorCode(value);
    this.#report(query, error?.code ?? UNREACHABLE, error?.reason ?? 'STUN server sent no address');
  }

  giveUp(query: ServerQuery): void {
    this.#report(query, UNREACHABLE, 'STUN server did not answer');
  }

  completeIfDone(): void {
    const { session, checks, news } = this.#context;
    if (!session.isGatheringEnded || session.isGatheringComplete || checks.hasQueries) return;
    session.isGatheringComplete = true;
    news.push({ type: 'gathering-complete' });
  }

  formPairs(): void {
    for (const base of this.#bases) this.#context.session.formPairs(base, this.#context.role);
  }

  #announce(base: LocalBase): void {
    const { session, news, role } = this.#context;
    const { candidate } = session.addBase(base);
    if (base.base.isAnnounced) news.push({ type: 'local-candidate', candidate });
    session.formPairs(base, role);
  }

  #learnReflexive({ base, server, url }: ServerQuery, mapped: SocketAddress): void {
    const { session, news, role } = this.#context;
    const local = session.addServerReflexive(base, mapped, server.address, url);
    if (local === undefined) return;
    news.push({ type: 'local-candidate', candidate: local.candidate });
    session.formPairs(base, role);
    session.checkList.updatePriorities(role);
  }

  #report({ base, url, isOptional }: ServerQuery, errorCode: number, errorText: string): void {
    if (isOptional) return;
    this.#context.news.push({ type: 'candidate-error', base: base.base, url, errorCode, errorText });
  }
}

/** RFC 8489 §6.2.1 leaves Rc and Rm to the user: a silent server is given up after 9.5 s, not after 39.5 s. */
export function queryRetransmission(rtoMs: number): RetransmissionOptions {
  return { rtoMs, maxRequests: 5, lastWaitRtos: 4 };
}

export function writeServerQuery(transactionId: Uint8Array): Uint8Array {
  return new StunMessageWriter('request', BINDING, transactionId).fingerprint().take();
}

/** MAPPED-ADDRESS is what servers older than RFC 5389 send. */
export function readMappedAddress(response: StunMessage): SocketAddress | undefined {
  const xored = response.value(AttributeType.xorMappedAddress);
  if (xored !== undefined) return readXorAddress(xored, response.transactionId);
  const plain = response.value(AttributeType.mappedAddress);
  return plain && readAddress(plain);
}
