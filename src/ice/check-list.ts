import type { SocketAddress } from '../ports/network.ts';
import { assert } from '../util/assert.ts';
import { appended } from '../util/lists.ts';
import { sameAddress } from './candidate.ts';
import type { LocalBase } from './candidate.ts';
import type { CandidatePair } from './candidate-pair.ts';
import type { IceRole } from './types.ts';

/** RFC 8445 §6.1.2.5. */
const MAX_PAIRS = 100;
const PATIENT_REQUESTS = 3;

/** The pairs of one generation, best first, and the order in which they are checked (RFC 8445 §6.1.2, §6.1.4). */
export class CheckList {
  #pairs: CandidatePair[] = [];
  /** Triggered checks, RFC 8445 §6.1.4.1. */
  #triggered: CandidatePair[] = [];
  /** Triggered checks that wait for no pacing: see `triggerAtOnce`. */
  #urgent: CandidatePair[] = [];

  get pairs(): readonly CandidatePair[] {
    return this.#pairs;
  }

  /** False if the list is full of pairs that are better or already at work. */
  add(pair: CandidatePair): boolean {
    if (this.#pairs.length >= MAX_PAIRS && !this.#makeRoomFor(pair)) return false;
    pair.state = this.#initialState(pair);
    this.#pairs = appended(this.#pairs, pair);
    if (this.#pairs.length > 1) this.#sort();
    return true;
  }

  find(base: LocalBase, remote: SocketAddress): CandidatePair | undefined {
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i++) {
      if (pairs[i].base === base && sameAddress(pairs[i].remote.address, remote)) return pairs[i];
    }
    return undefined;
  }

  removeBase(base: LocalBase): void {
    for (const pair of this.#pairs.filter((of) => of.base === base)) this.#drop(pair);
  }

  updatePriorities(role: IceRole): void {
    for (const pair of this.#pairs) pair.updatePriority(role);
    this.#sort();
  }

  /** The checks under way were dropped: they are to be made again. */
  recheckInterrupted(): void {
    for (const pair of this.#pairs) if (pair.state === 'in-progress') pair.state = 'waiting';
  }

  /** RFC 8445 §7.2.5.3.3: what shares a foundation with a success is likely to succeed. */
  unfreeze(foundation: string): void {
    for (const pair of this.#pairs)
      if (pair.state === 'frozen' && pair.foundation === foundation) pair.state = 'waiting';
  }

  /** Queues a check behind those already triggered. */
  trigger(pair: CandidatePair): void {
    if (!this.#isTriggered(pair)) this.#triggered = appended(this.#triggered, pair);
  }

  /**
   * Queues a check that need not wait for Ta: the peer's own paced check has just come through on this pair, which
   * paces the answer to it as well.
   */
  triggerAtOnce(pair: CandidatePair): void {
    if (!this.#isTriggered(pair)) this.#urgent = appended(this.#urgent, pair);
  }

  takeUrgent(): CandidatePair | undefined {
    return this.#urgent.shift();
  }

  /** The next paced check, RFC 8445 §6.1.4.2. */
  takeNext(): CandidatePair | undefined {
    for (;;) {
      const pair = this.#triggered.shift();
      if (pair === undefined) return this.#nextOrdinary();
      if (pair.state !== 'succeeded') return pair;
    }
  }

  /** True if `takeNext` would give a pair. */
  get hasNext(): boolean {
    return this.#triggered.length > 0 || this.#nextOrdinary() !== undefined;
  }

  get bestSucceeded(): CandidatePair | undefined {
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i++) if (pairs[i].state === 'succeeded') return pairs[i];
    return undefined;
  }

  /** True while a check of a pair better than `pair` (of any pair if `undefined`) has yet to end. */
  hasUnfinished(betterThan: CandidatePair | undefined): boolean {
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length && pairs[i] !== betterThan; i++) if (isUnfinished(pairs[i])) return true;
    return false;
  }

  /** How many better pairs have not been checked at all. */
  countUnchecked(betterThan: CandidatePair): number {
    let count = 0;
    for (const pair of this.#pairs) {
      if (pair === betterThan) return count;
      if (pair.state === 'frozen' || pair.state === 'waiting') count++;
    }
    return count;
  }

  assertConsistent(isChecking: (pair: CandidatePair) => boolean): void {
    assert(this.#pairs.length <= MAX_PAIRS, 'too many pairs');
    for (let i = 0; i < this.#pairs.length; i++) {
      const pair = this.#pairs[i];
      assert(i === 0 || this.#pairs[i - 1].isBetterThan(pair), 'the pairs are out of order');
      assert(pair.state !== 'in-progress' || isChecking(pair), 'a pair in progress that nobody checks');
    }
  }

  #nextOrdinary(): CandidatePair | undefined {
    const pairs = this.#pairs;
    for (let i = 0; i < pairs.length; i++) if (pairs[i].state === 'waiting') return pairs[i];
    for (let i = 0; i < pairs.length; i++) {
      if (pairs[i].state === 'frozen' && !this.#isFoundationBusy(pairs[i])) return pairs[i];
    }
    return undefined;
  }

  /**
   * RFC 8445 §6.1.4.2 has a frozen pair wait until the one before it has failed, which takes 39.5 s: with two stacks and
   * relays over three transports that adds up to minutes. What has not answered by its third request holds up nobody.
   */
  #isFoundationBusy(frozen: CandidatePair): boolean {
    const { foundation } = frozen;
    return this.#pairs.some(
      (pair) => pair.state === 'in-progress' && pair.foundation === foundation && pair.requestsSent < PATIENT_REQUESTS,
    );
  }

  /** RFC 8838 §12. */
  #initialState(added: CandidatePair): 'waiting' | 'frozen' {
    let isFirst = true;
    for (const pair of this.#pairs) {
      if (pair.foundation !== added.foundation) continue;
      if (pair.state === 'succeeded') return 'waiting';
      isFirst &&= added.isBetterThan(pair);
    }
    return isFirst ? 'waiting' : 'frozen';
  }

  #isTriggered(pair: CandidatePair): boolean {
    return this.#urgent.includes(pair) || this.#triggered.includes(pair);
  }

  /** Gives up the worst pair for a better one, unless it is at work. */
  #makeRoomFor(added: CandidatePair): boolean {
    const worst = this.#pairs[this.#pairs.length - 1];
    if (!added.isBetterThan(worst) || worst.state === 'succeeded' || worst.state === 'in-progress') return false;
    this.#drop(worst);
    return true;
  }

  #drop(pair: CandidatePair): void {
    const others = (other: CandidatePair) => other !== pair;
    this.#pairs = this.#pairs.filter(others);
    this.#triggered = this.#triggered.filter(others);
    this.#urgent = this.#urgent.filter(others);
  }

  #sort(): void {
    this.#pairs.sort((a, b) => (a.isBetterThan(b) ? -1 : 1));
  }
}

function isUnfinished(pair: CandidatePair): boolean {
  return pair.state === 'frozen' || pair.state === 'waiting' || pair.state === 'in-progress';
}
